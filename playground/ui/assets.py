"""The scripts and styles of browser components: files beside this module."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def asset(*names: str) -> str:
    """Return the text of files, one after the other."""
    return "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in names)
