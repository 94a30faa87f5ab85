"""The race on a network in a real browser: trained, told, shared."""

import re

from playwright.sync_api import expect

SOON = 90_000  # milliseconds, for a computer that is busy with other tests


def test_racers_train_a_network_and_the_link_shows_the_same_to_others(visit):
    page = visit("/optimizers?view=network&seeds=2&epochs=1&batch_size=128&racers=SGD(lr=0.3);Adam(lr=0.03)")
    figure = page.locator(".pg-figure.js-plotly-plot")
    figure.locator("svg").first.wait_for(timeout=SOON)
    page.get_by_role("button", name="Start the race").click()
    expect(page.get_by_text(re.compile("has the lowest loss"))).to_be_visible(timeout=SOON)
    expect(page.locator(".pg-numbers")).to_contain_text("Adam(lr=0.03)")
    expect(figure).to_have_attribute("aria-label", re.compile("has the lowest loss"))
    expect(page.get_by_role("progressbar")).to_have_count(0)

    other = visit(page.url[page.url.index("/optimizers") :], locale="ja-JP", dark=True)
    expect(other.get_by_text(re.compile("の損失が最小です"))).to_be_visible(timeout=SOON)

    page.get_by_role("radio", name="Gradient clipping").click()
    page.wait_for_url(re.compile("view=clipping"))
    expect(page.get_by_text("the direction turns")).to_be_visible(timeout=SOON)
