"""`PAGES` is the only place that knows which pages exist."""

from pathlib import Path

import pytest

from playground.catalogue import PAGES
from playground.lessons import FOLDER, TERM, glossary, lesson
from playground.translations import LANGUAGES

ROOT = Path(__file__).parents[2]
SLUGS = [row.slug for row in PAGES]


def test_every_page_has_its_file_and_every_file_its_row():
    assert sorted(path.stem for path in (ROOT / "pages").glob("*.py")) == sorted(SLUGS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_its_lesson_and_every_lesson_its_page(language):
    assert sorted(path.stem for path in (FOLDER / language).glob("*.md")) == sorted(SLUGS)


def test_slugs_are_unique_and_fit_a_link():
    assert len(set(SLUGS)) == len(SLUGS)
    assert all(slug.isidentifier() and slug.islower() for slug in SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_says_what_it_is_about_in_two_lines(slug):
    for language in LANGUAGES:
        assert 1 <= len(lesson(slug, language).intro.splitlines()) <= 2
        assert lesson(slug, language).body


@pytest.mark.parametrize("slug", SLUGS)
def test_both_languages_explain_the_same_words_and_steps(slug):
    texts = {language: (FOLDER / language / f"{slug}.md").read_text(encoding="utf-8") for language in LANGUAGES}
    used = {language: set(TERM.findall(text)) for language, text in texts.items()}
    assert used["en"] == used["ja"]
    assert len({text.count("####") for text in texts.values()}) == 1


def test_every_word_of_the_glossary_is_used_and_explained_in_both_languages():
    used = set()
    for path in FOLDER.rglob("*.md"):
        used |= set(TERM.findall(path.read_text(encoding="utf-8")))
    assert used == set(glossary())
    for term, entry in glossary().items():
        assert set(entry) == set(LANGUAGES), term
        assert all(text["word"] and text["text"] for text in entry.values()), term


def test_pages_fit_on_a_screen_or_two():
    for path in (ROOT / "pages").glob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 100, path
