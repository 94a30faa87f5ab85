"""A visitor looks at data sets."""

import re

from playwright.sync_api import expect


def test_from_digits_to_a_curve_and_its_code(visit):
    page = visit("/datasets")
    pictures = page.locator("figure img")
    expect(pictures).to_have_count(61)
    page.get_by_role("radio", name="8", exact=True).click()
    expect(page.locator("figure figcaption").nth(5)).to_have_text("8")
    index = page.get_by_label("index", exact=True)
    index.fill("42")
    index.press("Enter")
    expect(page.get_by_text("data[42]").first).to_be_visible()
    page.wait_for_url(re.compile("index=42"))

    page.get_by_role("radio", name="Sunspots").click()
    expect(page.get_by_label(re.compile("A curve of 309 values"))).to_be_visible()
    page.locator(".pg-figure .main-svg").first.wait_for()
    page.get_by_role("radio", name="Split").click()
    expect(page.get_by_text("In the order of time, not shuffled")).to_be_visible()
    page.get_by_role("radio", name="The class").click()
    expect(page.get_by_text("class Sunspots").first).to_be_visible()
    page.wait_for_url(re.compile("view=code"))
    page.go_back()
    expect(page.get_by_text("In the order of time, not shuffled")).to_be_visible()


def test_it_fits_a_phone_in_japanese(visit):
    page = visit("/datasets?data=characters&characters.book=Botchan", locale="ja-JP", dark=True, width=390, height=844)
    expect(page.get_by_text("親譲りの無鉄砲")).to_be_visible()
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth - main.clientWidth") == 0
