"""The code that asks a network what the page asks it, with the files that it needs beside it."""

import base64
from collections.abc import Callable

import streamlit as st
from torch import Tensor

from playground.asking.loading import Asked
from playground.asking.script import PICTURE, Question, in_file, script
from playground.datasets.opened import png
from playground.runs import Run
from playground.translations import _
from playground.ui.code import code_panel
from playground.ui.failures import in_words
from playground.ui.run_files import file_button, name_of_file
from playground.ui.save_button import save_button

CHECKPOINT = "checkpoint.pt"


def code(asked: Asked, run: Run, question: Callable[[], Question], picture: Tensor | None = None) -> None:
    """Show, in a box that is closed at first, the code that gives the answer on the page; `picture` is what was drawn
    or uploaded."""
    box = st.expander(
        _("The same answer in plain PyTorch"), icon=":material/code:", key="asked code", on_change="rerun"
    )
    if not box.open:
        return
    with box, in_words():
        asks = question()
        checkpoint = name_of_file(CHECKPOINT, run)
        files = [checkpoint]
        with st.container(width=260, gap="xsmall"):
            file_button(CHECKPOINT, run)
            if picture is not None and in_file(picture):
                files.append(PICTURE)
                _picture_button(picture)
        if asks.beside:
            files.append(asks.beside)
        st.caption(
            _("Put it into one folder with {files}. It loads the run's checkpoint and prints the answer above.").format(
                files=", ".join(f"`{file}`" for file in files)
            )
        )
        code_panel(script(asked, asks, checkpoint), "ask.py", key="ask.py")


def _picture_button(picture: Tensor) -> None:
    save_button(PICTURE, base64.b64decode(png(picture)), PICTURE, "image/png", key="take picture", width="stretch")
