"""A page writes the address; a click comes before the browser has heard of it."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from playground.ui.address import DEAF_SECONDS


def _page() -> None:
    import streamlit as st

    from playground.ui import address

    def show(name: str) -> None:
        address.write("run", name)

    address.catch_up("train")
    st.button("first", on_click=show, args=("first",))
    st.button("second", on_click=show, args=("second",))
    st.button("other")
    st.text(st.query_params.get("run", "none"))
    address.note("train")


@pytest.fixture
def clock(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("playground.ui.address.time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


def click(at: AppTest, place: int, address: str | None) -> str:
    """Return what is shown after a click that the browser sends with its address."""
    at.query_params.clear()
    if address:
        at.query_params["run"] = address
    at.button[place].click().run()
    return at.text[0].value


def test_what_a_page_wrote_stays_though_the_browser_has_not_heard_of_it(clock):
    at = AppTest.from_function(_page).run()
    assert click(at, 0, None) == "first"
    assert click(at, 2, None) == "first"
    assert click(at, 1, None) == "second"
    assert click(at, 2, None) == "second"


def test_another_address_is_taken_at_once(clock):
    at = AppTest.from_function(_page).run()
    assert click(at, 0, None) == "first"
    assert click(at, 2, "first") == "first"
    assert click(at, 1, "first") == "second"
    assert click(at, 2, "second") == "second"
    assert click(at, 2, "first") == "first"  # by a link, say


def test_after_some_seconds_the_address_is_as_the_browser_says(clock):
    at = AppTest.from_function(_page).run()
    click(at, 0, None)
    clock[0] += DEAF_SECONDS + 0.1
    assert click(at, 2, None) == "none"
