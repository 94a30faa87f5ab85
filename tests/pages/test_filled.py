"""A click that comes before the browser has heard what the click before it filled in."""

from types import SimpleNamespace

from streamlit.testing.v1 import AppTest

from playground.ui.filled import HEARD_SECONDS


def _page() -> None:
    import streamlit as st

    from playground.ui import filled

    filled.say_again()
    st.number_input("lr", value=0.1, key="lr")
    st.button("preset", on_click=filled.fill, args=({"lr": 1.5}, {"lr": 0.1}))
    st.button("other")
    st.text(st.session_state["lr"])
    filled.sent()


def test_an_early_click_does_not_take_a_preset_back():
    at = AppTest.from_function(_page).run()
    at.button[0].click().run()
    assert at.text[0].value == "1.5"
    at.number_input[0].set_value(0.1)  # what the browser still says
    at.button[1].click().run()
    assert at.text[0].value == "1.5"
    assert at.number_input[0].value == 1.5


def test_a_later_change_back_is_the_readers_own(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("playground.ui.filled.time", SimpleNamespace(monotonic=lambda: now[0]))
    at = AppTest.from_function(_page).run()
    at.button[0].click().run()
    now[0] += HEARD_SECONDS + 0.1
    at.number_input[0].set_value(0.1).run()
    assert at.text[0].value == "0.1"
