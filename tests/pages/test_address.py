"""A page writes the address; a click comes before the browser has heard of it."""

from streamlit.testing.v1 import AppTest

from .visiting import without_receipts


def _page() -> None:
    import streamlit as st

    from playground.ui import address

    def show(name: str | None) -> None:
        address.write("run", name)

    address.catch_up("train")
    st.button("first", on_click=show, args=("first",))
    st.button("second", on_click=show, args=("second",))
    st.button("other")
    st.button("none", on_click=show, args=(None,))
    st.text(st.query_params.get("run", "none"))
    address.note("train")


def click(at: AppTest, place: int, address: str | None, *, heard: bool = False) -> str:
    """Return what is shown after a click that the browser sends with its address."""
    if not heard:
        without_receipts(at)
    at.query_params.clear()
    if address:
        at.query_params["run"] = address
    at.button[place].click().run()
    return at.text[0].value


def test_what_a_page_wrote_stays_though_the_browser_has_not_heard_of_it():
    at = AppTest.from_function(_page).run()
    assert click(at, 0, None) == "first"
    assert click(at, 2, None) == "first"
    assert click(at, 1, None) == "second"
    assert click(at, 2, None) == "second"
    assert click(at, 2, "first") == "second"  # it has heard of the first only


def test_what_a_page_took_out_stays_out():
    at = AppTest.from_function(_page)
    assert click(at.run(), 0, None) == "first"
    assert click(at, 2, "first", heard=True) == "first"
    assert click(at, 3, "first") == "none"
    assert click(at, 2, "first") == "none"


def test_who_has_heard_may_go_elsewhere_at_once():
    at = AppTest.from_function(_page).run()
    assert click(at, 0, None) == "first"
    assert click(at, 2, None, heard=True) == "none"
    assert click(at, 0, None) == "first"
    assert click(at, 1, "first", heard=True) == "second"
    assert click(at, 2, "first", heard=True) == "first"
    assert not at.checkbox
