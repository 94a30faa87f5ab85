"""The button that saves a file, and what it says where the file cannot be made."""

import json
from collections.abc import Callable
from typing import Literal

import streamlit as st

from playground.translations import _


def save_button(
    label: str,
    data: bytes | str | Callable[[], bytes],
    file_name: str,
    mime: str,
    *,
    key: str,
    primary: bool = False,
    disabled: bool = False,
    width: Literal["content", "stretch"] = "content",
) -> None:
    """Show a button that saves a file; a function as `data` makes it in a thread of its own when it is clicked.

    The page does not run again: at the beginning of a run Streamlit discards what waits to be sent to the browser, the
    answer to the click too, and the button would wait for it for three minutes.
    """
    st.download_button(
        label,
        data,
        file_name,
        mime,
        key=key,
        on_click="ignore",
        type="primary" if primary else "secondary",
        icon=":material/folder_zip:" if primary else ":material/download:",
        disabled=disabled,
        width=width,
    )


def failure_style() -> str:
    """Return the style that puts a sentence in the place of Streamlit's own (in English) where a file was not made."""
    told = _("The file could not be made: what it is made of may have been deleted. Load the page again.")
    error = "[data-testid=stDownloadButtonError]"
    content = json.dumps(told, ensure_ascii=False)  # quoted as CSS quotes, too
    return f"<style>{error}{{font-size:0}}{error}::before{{content:{content};font-size:.875rem}}</style>"
