"""The descent page in a real browser: stepped, typed into, gone back, shared."""

import re

import pytest
from playwright.sync_api import Page, expect

FIGURE = ".pg-figure"
SOON = 30_000  # milliseconds, for a computer that is busy with other tests


def has_walked(page: Page, steps: int) -> None:
    """Wait until the picture has the start and so many places more."""
    expect(page.locator(FIGURE)).to_have_attribute("data-points", str(steps + 1), timeout=SOON)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_descent_is_stepped_typed_shared_and_opened_by_another(visit):
    page = visit("/descent")
    page.locator(f"{FIGURE} svg").first.wait_for()
    page.evaluate("document.querySelector('.pg-figure').mark = 'the same picture'")
    expect(page.get_by_text("df/dx = 5 → step = −0.1 × 5 = −0.5")).to_be_visible(timeout=SOON)
    press(page, "Take a step")
    has_walked(page, 1)
    expect(page.locator(FIGURE)).to_have_attribute(
        "aria-label", re.compile("df/dx = 4 → step = −0.1 × 4 = −0.4"), timeout=SOON
    )
    press(page, "Ten steps")
    has_walked(page, 11)
    press(page, "Back")
    has_walked(page, 10)
    press(page, "Start again")
    has_walked(page, 0)

    page.get_by_text("It diverges", exact=True).click()
    press(page, "Ten steps")
    has_walked(page, 10)
    expect(page.get_by_text("f has grown 10 times in a row")).to_be_visible(timeout=SOON)

    field = page.get_by_role("textbox", name="f", exact=True)
    field.fill("x**")
    expect(page.get_by_text("'x**' cannot be read.")).to_be_visible(timeout=SOON)
    has_walked(page, 10)
    field.fill("torch.cosh(x) - y")
    expect(page.get_by_text("cannot be read.")).to_have_count(0, timeout=SOON)
    expect(page.get_by_role("spinbutton", name="y0")).to_be_visible(timeout=SOON)
    expect(page.get_by_text("(∂f/∂x, ∂f/∂y) =")).to_be_visible(timeout=SOON)
    expect(page.locator(f"{FIGURE} .contour").first).to_be_attached(timeout=SOON)
    assert page.evaluate("document.querySelector('.pg-figure').mark") == "the same picture"  # it never blinked

    page.wait_for_url(re.compile("steps=10"))
    other = visit(page.url[page.url.index("/descent") :], locale="ja-JP", dark=True)
    expect(other.get_by_role("textbox", name="f", exact=True)).to_have_value("torch.cosh(x) - y", timeout=SOON)
    expect(other.get_by_text("(∂f/∂x, ∂f/∂y) =")).to_be_visible(timeout=SOON)
    expect(other.locator(f"{FIGURE} .contour").first).to_be_attached(timeout=SOON)


def test_back_marks_the_settings_it_leads_to(visit):
    page = visit("/descent")
    for name, rate in (("It diverges", "1.05"), ("Too small", "0.005")):
        page.get_by_role("radio", name=name).click()
        page.wait_for_url(re.compile(f"lr={rate}"))
        expect(page.get_by_text(re.compile(f"step = −{rate} × 5"))).to_be_visible(timeout=SOON)
    page.go_back()
    expect(page.get_by_role("radio", name="It diverges")).to_be_checked(timeout=SOON)
    page.go_back()
    expect(page.get_by_role("radio", name="Just right")).to_be_checked(timeout=SOON)
    expect(page.get_by_role("spinbutton", name="lr")).to_have_value("0.1")


def test_rapid_clicks_and_a_reload_lose_nothing(visit):
    page = visit("/descent", locale="ja-JP")
    page.locator(f"{FIGURE} svg").first.wait_for()
    for _ in range(6):
        press(page, "1 歩進む")
    page.wait_for_url(re.compile("steps="))
    page.reload()
    page.locator("h1").first.wait_for()
    steps = int(page.url.partition("steps=")[2])
    assert 1 <= steps <= 6  # clicks within one moment count as one
    has_walked(page, steps)


def test_the_learner_tries_a_step_and_goes_there(visit):
    page = visit("/descent?own=true&dx=-2")
    expect(page.get_by_text("df/dx = 5; your step = −2")).to_be_visible(timeout=SOON)
    expect(page.get_by_text("f would change by −10; it will really change by −6.")).to_be_visible(timeout=SOON)
    press(page, "Go there")
    expect(page.get_by_role("spinbutton", name="x0")).to_have_value("0.5", timeout=SOON)
    expect(page.get_by_text("df/dx = 1; your step = −2")).to_be_visible(timeout=SOON)


@pytest.mark.parametrize(("locale", "dark"), [("en-US", False), ("ja-JP", True)])
@pytest.mark.parametrize("function", ["x**2", "x**2 - y**2"])
def test_a_phone_shows_all_of_it(visit, locale, dark, function):
    page = visit(f"/descent?f={function}&steps=12", locale=locale, dark=dark, width=390, height=844)
    picture = page.locator(f"{FIGURE} svg").first
    picture.wait_for()
    box = picture.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth - main.clientWidth") == 0
