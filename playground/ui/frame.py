"""What every page begins and ends with."""

import streamlit as st

from playground.catalogue import page_row
from playground.lessons import lesson
from playground.translations import _, current
from playground.ui import filled, receipt
from playground.ui.save_button import failure_style

# Streamlit leaves a wide rim around a page; on a projector the room is needed
_ROOM = (
    "<style>[data-testid=stMainBlockContainer]{padding:2.75rem clamp(1rem,3vw,3rem) 4rem}"
    "[data-testid=stMainBlockContainer] h1{padding:0 0 .7rem}"
    "[data-testid=stMainBlockContainer] [data-testid=stHeaderActionElements]{display:none}"
    "[data-testid=stHtml] h3{font-size:1.15rem;font-weight:600;padding:.75rem 0 1rem}"
    f":lang(ja){{word-break:auto-phrase}}{receipt.HIDDEN}</style>"
)


def begin(slug: str, title: str = "") -> None:
    """Show the page's title (that of its row, if no other is given) and its two lines."""
    filled.say_again()
    language = f"<script>document.documentElement.lang = '{current()}'</script>"  # for screen readers and line breaks
    st.html(_ROOM + failure_style() + language, unsafe_allow_javascript=True)
    intro = lesson(slug, current()).intro.replace("\n", "  \n")  # two spaces keep the line break
    st.markdown(f"# {title or _(page_row(slug).title)}\n\n{intro}")  # one element: every one costs each rerun


def end(slug: str) -> None:
    """Show the page's lesson and the words it uses."""
    text = lesson(slug, current())
    if text.body:
        box = st.expander(_("Lesson"), icon=":material/menu_book:", key=f"lesson {slug}", on_change="rerun")
        if box.open:
            words = "\n".join(f"- **{word}** – {explanation}" for word, explanation in text.words)
            box.markdown(f"{text.body}\n\n---\n{words}")
    filled.enclose()
