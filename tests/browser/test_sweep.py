"""A sweep is planned, started, watched until it is done, read, and another one is cancelled."""

import re

from playwright.sync_api import expect

TINY = '{"data":"line","epochs":1,"split":{"validation_fraction":0.2}}'
LONG = '{"epochs":1000}'
VALUES = "&optimizer.lr.low=0.001&optimizer.lr.high=0.1&optimizer.lr.count=3&axis2=optimizer&optimizer.values=SGD"


def test_a_teacher_tries_three_learning_rates(visit):
    page = visit(f"/sweep?of={TINY}{VALUES}")
    expect(page.get_by_text("3 runs")).to_be_visible()
    page.get_by_role("button", name="Start all").click()
    expect(page.get_by_text("3 of 3 runs are over")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel all")).to_be_disabled()
    expect(page.get_by_text("Best:")).to_contain_text("optimizer.lr = ")
    lines = page.locator(".pg-parallel polyline")
    expect(lines).to_have_count(3)

    drawing = page.locator(".pg-parallel svg")
    drawing.scroll_into_view_if_needed()
    box = drawing.bounding_box()
    x, bottom = box["x"] + 64, box["y"] + box["height"] - 14
    page.mouse.move(x, bottom)
    page.mouse.down()
    page.mouse.move(x, bottom - 60)
    page.mouse.move(x, bottom - 70)
    page.mouse.up()
    expect(page.locator(".pg-parallel polyline.out")).to_have_count(2)
    page.mouse.move(x + 60, box["y"])
    expect(page.locator(".pg-told")).to_contain_text("1 of 3 runs are kept")

    other = visit(page.url[page.url.index("/sweep") :], locale="ja-JP")
    expect(other.get_by_text("3 件中 3 件が終了")).to_be_visible()
    expect(other.get_by_role("button", name="すべて中止")).to_have_count(0)

    page = visit(f"/sweep?of={LONG}{VALUES}", page=page)
    page.get_by_role("button", name="Start all").click()
    expect(page.get_by_text(re.compile("0 of 3 runs are over, . at work"))).to_be_visible()
    page.get_by_role("button", name="Cancel all").click()
    expect(page.get_by_text("3 of 3 runs are over, 3 stopped")).to_be_visible()
    expect(page.get_by_text("No run came to its end")).to_be_visible()
