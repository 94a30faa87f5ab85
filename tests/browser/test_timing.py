"""Measuring, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

SECONDS = 1000


def has_points(page: Page, count: int) -> None:
    # the chart of the comparison before may stand beside the new one for a moment
    expect(page.locator(f".pg-figure[data-points='{count}']")).to_have_count(1, timeout=60 * SECONDS)


def choose(page: Page, name: str) -> None:
    choice = page.get_by_test_id("stButtonGroup").filter(has_text="n = ")
    choice.get_by_role("radio", name=name, exact=True).click()


def test_measured_lines_appear_and_a_link_carries_a_comparison_to_others(visit):
    page = visit("/timing")
    page.locator(".pg-figure svg").first.wait_for()
    expect(page.get_by_role("button", name="Measure", exact=True)).to_be_disabled()
    choose(page, "for … cat")
    page.get_by_role("button", name="Measure", exact=True).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.evaluate("document.querySelector('.pg-figure').mark = 'the same chart'")
    has_points(page, 12)  # 4 sizes, 3 statements
    expect(page.get_by_text("You expected for … cat; the fastest was")).to_be_visible()
    expect(page.locator(".pg-numbers")).to_be_visible()
    expect(page.get_by_text(re.compile(r"At n = 256, for … cat took \d+ times as long as"))).to_be_visible()
    expect(page.locator(".pg-figure")).to_have_attribute("aria-label", re.compile("At n = 256, for … cat took"))
    assert page.evaluate("document.querySelector('.pg-figure').mark") == "the same chart"  # it never blinked
    expect(page.get_by_role("progressbar")).to_have_count(0)

    page.get_by_role("combobox", name="Comparison").click()
    page.get_by_role("option", name="The ten largest: sort or topk").click()
    page.wait_for_url(re.compile("comparison=sort_topk"))
    expect(page.get_by_text("x.topk(10).values").first).to_be_visible()
    page.get_by_role("combobox", name="n", exact=True).click()
    page.get_by_role("option", name="256", exact=True).click()
    page.wait_for_url(re.compile("sort_topk.n=256"))
    choose(page, "topk")
    page.get_by_role("button", name="Measure", exact=True).click()
    has_points(page, 6)
    expect(page.get_by_text("At n = 256, sort took")).to_be_visible()
    expect(page.get_by_text("You expected topk, and so it is.")).to_be_visible()

    other = visit(page.url[page.url.index("/timing") :], locale="ja-JP", dark=True)
    expect(other.get_by_role("combobox", name="比較")).to_have_value("大きいほうから 10 個: sort か topk か")
    has_points(other, 0)  # whoever has not guessed yet is not told
    choose(other, "分からない")
    expect(other.get_by_role("button", name="もう一度測定")).to_be_enabled()  # measured once for all
    expect(other.get_by_text(re.compile(r"n = 256 では、sort に topk の .* 倍の時間がかかりました。"))).to_be_visible()
    has_points(other, 6)

    other.get_by_role("button", name="もう一度測定").click()
    expect(other.get_by_role("progressbar")).to_be_visible()
    other.get_by_role("button", name="停止", exact=True).click()
    expect(other.get_by_text("途中で停止しました。")).to_be_visible()


@pytest.mark.parametrize(("locale", "dark"), [("en-US", False), ("ja-JP", True)])
def test_the_chart_fits_a_phone(visit, locale, dark):
    page = visit("/timing", locale=locale, dark=dark, width=390, height=844)
    page.locator(".pg-figure svg").first.wait_for()
    box = page.locator(".pg-figure svg").first.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth - main.clientWidth") == 0


def test_back_returns_to_the_comparison_before(visit):
    page = visit("/timing")
    comparison = page.get_by_role("combobox", name="Comparison")
    comparison.click()
    page.get_by_role("option", name="Transpose: a view or a copy").click()
    page.wait_for_url(re.compile("comparison=view_contiguous"))
    page.go_back()
    expect(page.get_by_text("torch.stack(pieces)", exact=True)).to_be_visible()
    assert "comparison" not in page.url
    page.go_forward()
    expect(page.get_by_text("x.t().contiguous()", exact=True).first).to_be_visible()
