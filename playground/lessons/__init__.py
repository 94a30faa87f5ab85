"""The prose beside each page, and the words that it explains.

``<language>/<slug>.md`` begins with the page's two lines; what follows the first blank line is the lesson. A word in
double brackets, ``[[epoch]]``, is explained in ``glossary.toml``.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
TERM = re.compile(r"\[\[([a-z ]+)\]\]")


@dataclass(frozen=True)
class Lesson:
    """The page's first lines, the lesson, and the words explained below it: (word, explanation)."""

    intro: str
    body: str
    words: tuple[tuple[str, str], ...]


@cache
def glossary() -> dict[str, dict[str, dict[str, str]]]:
    """Return term → language → ``{"word": …, "text": …}``."""
    return tomllib.loads((FOLDER / "glossary.toml").read_text(encoding="utf-8"))


@cache
def lesson(slug: str, language: str) -> Lesson:
    """Return the lesson of a page."""
    text = (FOLDER / language / f"{slug}.md").read_text(encoding="utf-8")
    terms = list(dict.fromkeys(TERM.findall(text)))
    entries = {term: glossary()[term][language] for term in terms}
    text = TERM.sub(lambda found: f":primary[{entries[found[1]]['word']}]", text)
    intro, _, body = text.partition("\n\n")
    return Lesson(intro.strip(), body.strip(), tuple((entry["word"], entry["text"]) for entry in entries.values()))
