"""Telling in time that the disk for runs fills up, and what to do about it."""

import streamlit as st

from playground.runs.room import MEGABYTE, Taken
from playground.runs.store import shared_store
from playground.translations import _
from playground.ui.failures import in_words
from playground.ui.visitor import visitor_id


def room() -> None:
    """Warn where the visitor's runs, or all runs together, nearly fill what the disk has for them."""
    with in_words():
        taken = shared_store().taken(visitor_id())
        if not taken.nearly_full and not taken.all_nearly_full:
            return
        with st.container(gap="xsmall", key="room"):
            st.warning(_mine(taken) if taken.nearly_full else _all(taken), icon=":material/hard_drive:")
            if taken.in_bin:
                st.button(
                    _("Empty the bin now ({size} MB)").format(size=megabytes(taken.in_bin)),
                    icon=":material/delete_forever:",
                    key="empty bin",
                    on_click=_empty,
                    help=_("What is in the bin cannot be brought back then."),
                )


def megabytes(size: int) -> str:
    """Return bytes in megabytes, with a tenth where that matters."""
    amount = size / MEGABYTE
    return f"{amount:,.0f}" if amount >= 100 else f"{amount:,.1f}"


def _mine(taken: Taken) -> str:
    values = {"taken": megabytes(taken.mine), "limit": f"{taken.limit // MEGABYTE:,}"}
    if taken.mine < taken.limit:
        text = _(
            "Your runs take **{taken} of the {limit} MB** that are kept for you. When these are full, your ended runs "
            "lose their earlier checkpoints, the oldest runs first; after that, no new run can start. Delete runs that "
            "you do not need any more on the page “My runs”."
        )
    else:
        text = _(
            "Your runs take **{taken} of the {limit} MB** that are kept for you: no new run can start. Delete runs "
            "that you do not need any more on the page “My runs”, and empty the bin there."
        )
    return text.format(**values)


def _all(taken: Taken) -> str:
    values = {"taken": megabytes(taken.all), "limit": f"{taken.limit_of_all // MEGABYTE:,}"}
    return _(
        "The runs of all visitors take **{taken} of the {limit} MB** that this playground keeps for them. When these "
        "are full, ended runs lose their earlier checkpoints, the oldest runs first; after that, no new run can start. "
        "Delete runs that you do not need any more on the page “My runs”."
    ).format(**values)


def _empty() -> None:
    with in_words():
        shared_store().empty_bin(visitor_id())
