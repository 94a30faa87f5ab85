"""Every text is in both languages, none is left over, and none reaches the screen untranslated."""

import ast
import re
import string
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from playground.translations import FOLDER

ROOT = Path(__file__).parents[2]
SOURCES = [*sorted((ROOT / "playground").rglob("*.py")), *sorted((ROOT / "pages").glob("*.py"))]


def extracted() -> set[str]:
    found = set()
    for folder in ("playground", "pages"):
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder, method_map=[("**.py", "python")], keywords={"_": None, "N_": None}
        ):
            found.add(message)
    return found


def catalogue():
    with (FOLDER / "ja" / "LC_MESSAGES" / "playground.po").open("rb") as source:
        return {message.id: message for message in read_po(source) if message.id}


def marked(path: Path) -> list[str]:
    """Return the texts that the code itself gives to `_` and `N_`, also where Babel cannot see them (in f-strings)."""
    return [
        node.args[0].value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("_", "N_")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]


def test_no_text_is_missing_and_none_is_left_over():
    assert set(catalogue()) == extracted()


def test_babel_sees_every_marked_text():
    assert {text for path in SOURCES for text in marked(path) if text} == extracted()


def test_every_text_has_its_japanese():
    assert [key for key, message in catalogue().items() if not message.string or message.fuzzy] == []


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_placeholders_and_marks_are_the_same_in_both():
    for key, message in catalogue().items():
        assert placeholders(key) == placeholders(message.string), key
        assert key.count("**") == message.string.count("**"), key
        assert sorted(re.findall(r"%\{\w+\}", key)) == sorted(re.findall(r"%\{\w+\}", message.string)), key


def test_the_japanese_is_japanese():
    without = {"CPU"}
    for key, message in catalogue().items():
        if key not in without and len(key) > 12:
            assert re.search(r"[぀-ヿ一-鿿]", message.string), key


# Calls of Streamlit that show text, and which of their arguments do
SHOWS = {
    "title", "header", "subheader", "markdown", "write", "caption", "text", "info", "warning", "error", "success",
    "button", "toggle", "checkbox", "slider", "number_input", "text_input", "selectbox", "segmented_control", "radio",
    "expander", "metric", "page_link", "download_button", "tabs", "popover", "toast", "badge", "pills",
}  # fmt: skip
TEXT_ARGUMENTS = {"label", "help", "placeholder", "title", "alt", "body"}
LANGUAGE_FREE = {
    "Language / 言語", "model", "loss", "optimizer", "scheduler", "data", "x", "y",
    "dim", "seed", "shape", "dtype", "device", "requires_grad", "index", "None", "target_transform",
    "sampler", "class_weights", "1 / torch.bincount(targets)", "encoding", "sep", "label", "column",
    "##### `shuffle=True`", "##### `sampler=WeightedRandomSampler(…)`",
}  # fmt: skip


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_bare_text_is_given_to_streamlit(path):
    bare = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SHOWS):
            continue
        if ast.unparse(node.func.value) == "log":  # logging, for whoever runs the server
            continue
        first = [] if node.func.attr == "page_link" else node.args[:1]
        texts = [*first, *(keyword.value for keyword in node.keywords if keyword.arg in TEXT_ARGUMENTS)]
        bare += [
            text.value
            for text in texts
            if isinstance(text, ast.Constant)
            and isinstance(text.value, str)
            and re.search(r"[A-Za-z]{2}", text.value)
            and text.value not in LANGUAGE_FREE
        ]
    assert bare == []
