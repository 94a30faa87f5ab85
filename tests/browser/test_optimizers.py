"""The race in a real browser: played, stepped, scrubbed, begun elsewhere by a click, shared."""

import re

from playwright.sync_api import expect

RACE = ".pg-race"
SOON = 30_000  # milliseconds, for a computer that is busy with other tests


def test_a_race_is_played_stepped_scrubbed_and_begun_elsewhere(visit):
    page = visit("/optimizers")
    race = page.locator(RACE)
    expect(race).to_have_attribute("data-step", "150", timeout=SOON)
    page.get_by_role("button", name="To the start").click()
    expect(race).to_have_attribute("data-step", "0")
    page.get_by_role("button", name="One step on").click()
    page.keyboard.press("ArrowRight")
    expect(race).to_have_attribute("data-step", "2")
    page.get_by_role("slider", name="step", exact=True).fill("40")
    expect(race).to_have_attribute("data-step", "40")
    expect(page.get_by_text("What SGD(lr=0.45) computes in step 41")).to_be_visible()
    page.get_by_role("button", name="Play the race").click()
    expect(race).to_have_attribute("data-step", "150", timeout=SOON)

    page.locator(f"{RACE} td button").nth(2).click()
    expect(page.get_by_text("What Adam(lr=0.3) computes")).to_be_visible()
    betas = page.get_by_role("textbox", name="betas")  # the settings of the same racer
    expect(betas).to_have_value("0.9, 0.999", timeout=SOON)
    page.get_by_role("button", name="State").click()
    expect(page.get_by_text("What Adam(lr=0.3) remembers")).to_be_visible()

    ground = page.locator(f"{RACE} .pg-paths")
    box = ground.bounding_box()
    ground.click(position={"x": box["width"] / 4, "y": box["height"] * 0.7})
    page.wait_for_url(re.compile("x0=-4"))
    expect(page.get_by_role("spinbutton", name="x0")).to_have_value("-4", timeout=SOON)
    other = visit(page.url[page.url.index("/optimizers") :], locale="ja-JP", dark=True)
    expect(other.locator(RACE)).to_have_attribute("data-step", "150", timeout=SOON)
    expect(other.get_by_role("spinbutton", name="x0")).to_have_value("-4")


def test_a_phone_shows_all_of_it(visit):
    page = visit("/optimizers?racers=SGD(lr%3D0.6)%3B+RAdam(lr%3D0.1)", width=390, height=844)
    race = page.locator(RACE)
    expect(race).to_have_attribute("data-step", "150", timeout=SOON)
    expect(page.get_by_text("diverged: step")).to_be_visible()
    assert race.bounding_box()["width"] <= 390
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth - main.clientWidth") == 0
