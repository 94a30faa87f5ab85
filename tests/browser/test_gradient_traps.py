"""The gradient traps in a real browser: predicted, run, mended, and taken to the scratch pad."""

import re

from playwright.sync_api import expect


def test_a_trap_is_foreseen_and_the_next_one_is_not(visit):
    page = visit("/gradient_traps")
    expect(page.get_by_role("button", name="Run it")).to_be_disabled()
    page.get_by_text("tensor(24.)").click()
    page.get_by_role("button", name="Run it").click()
    expect(page.get_by_text("You foresaw it:")).to_be_visible()
    expect(page.get_by_text("1 of 24 seen, 1 foreseen")).to_be_visible()
    expect(page.get_by_text("optimizer.zero_grad() does it for all parameters")).to_be_visible()

    page.get_by_role("button", name="Next: backward twice").click()
    page.wait_for_url(re.compile("gradient_trap=backward_twice"))
    page.get_by_text("an error at the first backward").click()
    page.get_by_role("button", name="Run it").click()
    expect(page.get_by_text("You predicted an error at the first backward.")).to_be_visible()
    expect(page.get_by_text("RuntimeError: Trying to backward through the graph a second time")).to_be_visible()
    expect(page.get_by_text("2 of 24 seen, 1 foreseen")).to_be_visible()

    page.get_by_role("button", name="Open in the scratch pad").first.click()
    page.wait_for_url(re.compile("/program"))
    expect(page.locator(".pg-editor-row").nth(1)).to_have_text("y = w ** 2 * 3")
    page.go_back()
    expect(page.get_by_text("2 of 24 seen, 1 foreseen")).to_be_visible()  # nothing is lost


def test_a_link_opens_a_trap_in_japanese_with_its_lab(visit):
    page = visit("/gradient_traps?gradient_trap=vanishing", locale="ja-JP")
    expect(page.get_by_text("ある数を sigmoid に 10 回通します。")).to_be_visible()
    chart = page.locator(".pg-figure")
    expect(chart).to_have_attribute("aria-label", re.compile("勾配消失"))
    chart.evaluate("chart => chart.mark = 'the same chart'")
    page.get_by_role("radio", name="ReLU、重みが大きすぎる").click()
    expect(chart).to_have_attribute("aria-label", re.compile("勾配爆発"))
    assert chart.evaluate("chart => chart.mark") == "the same chart"  # it never blinked
    page.wait_for_url(re.compile("depth.scale=2.8"))
    assert "gradient_trap=vanishing" in page.url


def test_by_keyboard_and_on_a_phone(visit):
    page = visit("/gradient_traps?gradient_trap=no_grad", width=390, height=844)
    page.get_by_role("radio", name="None", exact=True).focus()
    page.keyboard.press("ArrowDown")
    button = page.get_by_role("button", name="Run it")
    expect(button).to_be_enabled()
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You foresaw it: PyTorch stops with an error.")).to_be_visible()
    wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 390
