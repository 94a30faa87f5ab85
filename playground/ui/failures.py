"""When something goes wrong: a sentence in the reader's language, never a traceback."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from playground.translations import Message, PlaygroundError, _

log = logging.getLogger(__name__)


def error_box(*messages: Message) -> None:
    """Show what is wrong."""
    st.error("\n\n".join(message.text() for message in messages), icon=":material/error:")


def show_failure(error: Exception) -> bool:
    """Show an error that no page expected. For `st.App(on_script_error=…)`."""
    if isinstance(error, PlaygroundError):
        error_box(error.message)
    else:
        log.error("A page broke off", exc_info=error)
        st.error(
            _(
                "Something went wrong on this page that should not have. "
                "Your runs and settings are safe; reload to go on."
            ),
            icon=":material/error:",
        )
    return True


@contextmanager
def in_words() -> Iterator[None]:
    """Show a `PlaygroundError` of the block as a sentence, and go on with the page after it."""
    try:
        yield
    except PlaygroundError as error:
        error_box(error.message)
