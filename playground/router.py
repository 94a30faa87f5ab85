"""The script that each visit runs: language, navigation, page."""

import streamlit as st

from playground.catalogue import PAGES
from playground.translations import _
from playground.ui import garbage, language

st.set_page_config(page_title="PyTorch Playground", page_icon="🔥", layout="wide", initial_sidebar_state=240)
language.choose()

sections: dict[str, list[st.Page]] = {}
for row in PAGES:
    page = st.Page(
        f"../pages/{row.slug}.py",
        title=_(row.title),
        icon=row.icon,
        url_path=row.slug,
        default=row is PAGES[0],
        help=_(row.summary),
    )
    sections.setdefault(_(row.section), []).append(page)

chosen = st.navigation(sections, expanded=True)
with st.sidebar:
    language.switch()
chosen.run()
garbage.settle(chosen.url_path)
