"""A click that comes before the browser has heard what the click before it filled in."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from playground.ui.address import DEAF_SECONDS
from playground.ui.filled import UNSEEN_SECONDS


def _bound() -> None:
    import streamlit as st

    from playground.ui import filled

    filled.say_again()
    st.number_input("lr", value=0.1, key="lr", bind="query-params")
    st.number_input("epochs", value=5, key="epochs", bind="query-params")
    st.button("preset", on_click=filled.fill, args=({"lr": 1.5, "epochs": 8}, {"lr": 0.1, "epochs": 5}))
    st.button("more", on_click=filled.fill, args=({"epochs": 9}, {"epochs": 5}))
    st.button("other")
    st.text(f"{st.session_state['lr']} {st.session_state['epochs']}")
    filled.sent()


def _unbound() -> None:
    import streamlit as st

    from playground.ui import filled

    filled.say_again()
    st.number_input("lr", value=0.1, key="lr")
    st.button("preset", on_click=filled.fill, args=({"lr": 0.1}, {"lr": 0.1}))
    st.button("other")
    st.text(st.session_state["lr"])
    filled.sent()


def deaf(at: AppTest) -> AppTest:
    """Let the browser still say what it said before the preset."""
    at.number_input[0].set_value(0.1)
    at.number_input[1].set_value(5)
    at.query_params.clear()
    return at


@pytest.fixture
def clock(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("playground.ui.filled.time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


def test_an_early_click_does_not_take_a_preset_back(clock):
    at = AppTest.from_function(_bound).run()
    at.button[0].click().run()
    assert at.text[0].value == "1.5 8"
    clock[0] += 1.0
    deaf(at).button[2].click().run()
    assert at.text[0].value == "1.5 8"
    clock[0] += 1.0
    deaf(at).button[2].click().run()
    assert at.text[0].value == "1.5 8"
    assert at.number_input[0].value == 1.5


def test_what_is_filled_in_on_top_before_the_browser_has_heard_keeps_the_rest(clock):
    at = AppTest.from_function(_bound).run()
    at.button[0].click().run()
    deaf(at).button[1].click().run()
    assert at.text[0].value == "1.5 9"
    deaf(at).button[2].click().run()
    assert at.text[0].value == "1.5 9"


def test_who_has_heard_may_set_a_filled_value_back_at_once(clock):
    at = AppTest.from_function(_bound).run()
    at.button[0].click().run()
    at.number_input[0].set_value(0.1)
    del at.query_params["lr"]  # as a browser writes the link before it sends it
    at.run()
    assert at.text[0].value == "0.1 8"


def test_after_some_seconds_nobody_is_deaf(clock):
    at = AppTest.from_function(_bound).run()
    at.button[0].click().run()
    clock[0] += DEAF_SECONDS + 0.1
    deaf(at).run()
    assert at.text[0].value == "0.1 5"


def test_where_the_link_says_nothing_the_time_decides(clock):
    at = AppTest.from_function(_unbound).run()
    at.number_input[0].set_value(0.5).run()
    at.button[0].click().run()
    assert at.text[0].value == "0.1"
    at.number_input[0].set_value(0.5)
    at.button[1].click().run()
    assert at.text[0].value == "0.1"
    clock[0] += UNSEEN_SECONDS + 0.1
    at.number_input[0].set_value(0.5).run()
    assert at.text[0].value == "0.5"
