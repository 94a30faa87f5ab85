"""Broadcasting in a real browser: typed, dragged, stepped through, pointed at."""

import re

from playwright.sync_api import Page, expect


def results(page: Page):
    return page.locator(".pg-align tfoot .pg-align-chip")


def test_a_shape_is_typed_and_dragged_and_the_result_follows(visit):
    page = visit("/broadcasting")
    expect(results(page)).to_have_text(["2", "3"])
    page.get_by_label("B: shape or [values]", exact=True).fill("2, 1")
    expect(page.get_by_text("1 in B: it is stretched to 3.")).to_be_visible()
    page.get_by_label("A: shape or [values]", exact=True).fill("4, 1, 3")
    expect(results(page)).to_have_text(["4", "2", "3"])

    output = page.locator(".pg-grid").first.locator(".pg-output")
    output.locator('[data-index="3, 1, 2"]').hover()
    expect(page.locator(".pg-grid").first.locator(".pg-line")).to_contain_text("12 + 2 = 14")
    expect(page.locator(".pg-grid").first.locator('[data-panel="1"] .pg-source')).to_have_text(["2"])

    size = page.get_by_role("spinbutton", name="A, axis -3: size")
    size.hover()
    box = size.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=8)
    page.mouse.up()
    expect(page.get_by_label("A: shape or [values]", exact=True)).to_have_value("6, 1, 3")
    expect(results(page)).to_have_text(["6", "2", "3"])
    expect(page).to_have_url(re.compile(r"A=6%2C\+1%2C\+3"))
    for key in ("ArrowDown", "ArrowDown", "ArrowDown"):
        size.press(key)
    expect(page.get_by_label("A: shape or [values]", exact=True)).to_have_value("3, 1, 3")
    expect(size).to_be_focused()


def test_a_clash_is_stepped_to_and_mended_by_adding_an_axis(visit):
    page = visit("/broadcasting?A=2%2C+3&B=2", locale="ja-JP")
    expect(results(page)).to_have_text(["2", "✗"])
    page.evaluate("window.mark = 'not loaded again'")
    page.get_by_role("button", name="次の次元へ").click()
    expect(results(page)).to_have_text(["?", "✗"])
    expect(page.get_by_text("右から 1 番目の次元（全部で 2）")).to_be_visible()
    page.get_by_role("button", name="B の右にサイズ 1 の次元を足す").click()
    expect(results(page)).to_have_text(["?", "3"])
    expect(page.get_by_label("B：形状 または [値]", exact=True)).to_have_value("2, 1")
    page.get_by_role("button", name="次の次元へ").click()
    expect(results(page)).to_have_text(["2", "3"])
    assert page.evaluate("window.mark") == "not loaded again"
