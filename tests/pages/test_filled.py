"""A click that comes before the browser has heard what the click before it filled in."""

import pytest
from streamlit.testing.v1 import AppTest

from .visiting import without_receipts


def _bound() -> None:
    import streamlit as st

    from playground.ui import filled

    filled.say_again()
    st.number_input("lr", value=0.1, key="lr", bind="query-params")
    st.number_input("epochs", value=5, key="epochs", bind="query-params")
    st.button("preset", key="preset", on_click=filled.fill, args=({"lr": 1.5, "epochs": 8}, {"lr": 0.1, "epochs": 5}))
    st.button("more", key="more", on_click=filled.fill, args=({"epochs": 9}, {"epochs": 5}))
    st.button("rate", key="rate", on_click=filled.fill, args=({"lr": 1.5}, {"lr": 0.1}))
    st.button("other", key="other")
    st.text(f"{st.session_state['lr']} {st.session_state['epochs']}")
    filled.enclose()


def _unbound() -> None:
    import streamlit as st

    from playground.ui import filled

    filled.say_again()
    st.number_input("lr", value=0.1, key="lr")
    st.button("preset", key="preset", on_click=filled.fill, args=({"lr": 0.1}, {"lr": 0.1}))
    st.button("other", key="other")
    st.text(st.session_state["lr"])
    filled.enclose()


def deaf(at: AppTest) -> AppTest:
    """Let the browser still say what it said before the preset."""
    at.number_input[0].set_value(0.1)
    at.number_input[1].set_value(5)
    return without_receipts(at)


def test_an_early_click_does_not_take_a_preset_back():
    at = AppTest.from_function(_bound).run()
    at.button(key="preset").click().run()
    assert at.text[0].value == "1.5 8"
    deaf(at).button(key="other").click().run()
    assert at.text[0].value == "1.5 8"
    deaf(at).button(key="other").click().run()
    assert at.text[0].value == "1.5 8"
    assert at.number_input[0].value == 1.5


def test_what_is_filled_in_on_top_before_the_browser_has_heard_keeps_the_rest():
    at = AppTest.from_function(_bound).run()
    at.button(key="preset").click().run()
    deaf(at).button(key="more").click().run()
    assert at.text[0].value == "1.5 9"
    deaf(at).button(key="other").click().run()
    assert at.text[0].value == "1.5 9"


@pytest.mark.parametrize(("second", "expected"), [("rate", "1.5 9"), ("preset", "1.5 8")])
def test_a_browser_that_has_heard_of_the_first_of_two_has_not_heard_of_the_second(second, expected):
    at = AppTest.from_function(_bound).run()
    at.button(key="more").click().run()
    deaf(at).button(key=second).click().run()
    assert at.text[0].value == expected
    at.number_input[0].set_value(0.1)
    at.number_input[1].set_value(9)
    without_receipts(at).button(key="other").click().run()
    assert at.text[0].value == expected


def test_the_same_preset_twice_is_still_kept():
    at = AppTest.from_function(_bound).run()
    at.button(key="preset").click().run()
    deaf(at).button(key="preset").click().run()
    deaf(at).button(key="other").click().run()
    assert at.text[0].value == "1.5 8"


def test_who_has_heard_may_set_a_filled_value_back_at_once():
    at = AppTest.from_function(_bound).run()
    at.button(key="preset").click().run()
    at.number_input[0].set_value(0.1)
    at.run()
    assert at.text[0].value == "0.1 8"
    at.number_input[1].set_value(5).run()
    assert at.text[0].value == "0.1 5"
    assert not at.checkbox


def test_it_is_the_same_where_the_link_says_nothing():
    at = AppTest.from_function(_unbound).run()
    at.number_input[0].set_value(0.5).run()
    at.button(key="preset").click().run()
    assert at.text[0].value == "0.1"
    at.number_input[0].set_value(0.5)
    without_receipts(at).button(key="other").click().run()
    assert at.text[0].value == "0.1"
    at.number_input[0].set_value(0.5).run()
    assert at.text[0].value == "0.5"
