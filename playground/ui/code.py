"""The code panel: what a page shows is what ran; to copy, and to take home as a file."""

import streamlit as st

from playground.translations import _
from playground.ui.save_button import save_button


def code_panel(code: str, file_name: str, *, key: str, height: int | None = None) -> None:
    """Show Python code with copy and download."""
    st.code(code, language="python", height=height or "content")
    save_button(_("Download as .py"), code, file_name, "text/x-python", key=key)
