"""The script that each visit runs: language, navigation, page."""

import streamlit as st

from playground.catalogue import PAGES
from playground.translations import _, current
from playground.ui import address, garbage, language

st.set_page_config(page_title="PyTorch Playground", page_icon="🔥", layout="wide", initial_sidebar_state=240)
language.choose()


def sections() -> dict[str, list[st.Page]]:
    """Return the pages in their sections, as they are called in the reader's language."""
    found: dict[str, list[st.Page]] = {}
    for row in PAGES:
        page = st.Page(
            f"../pages/{row.slug}.py",
            title=_(row.title),
            icon=row.icon,
            url_path=row.slug,
            default=row is PAGES[0],
            help=_(row.summary),
        )
        found.setdefault(_(row.section), []).append(page)
    return found


# made once for each visitor and language: to look for so many files takes a quarter of an empty page's rerun
pages = f"pages {current()}"
if pages not in st.session_state:
    st.session_state[pages] = sections()
chosen = st.navigation(st.session_state[pages], expanded=True)
with st.sidebar:
    language.switch()
address.catch_up(chosen.url_path)
chosen.run()
address.note(chosen.url_path)
garbage.settle(chosen.url_path)
