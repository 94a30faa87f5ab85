"""Measuring how fast a DataLoader loads, in a real browser."""

import re

from playwright.sync_api import expect

SECONDS = 1000


def test_measured_rates_appear_and_the_measurement_can_be_stopped(visit):
    page = visit("/dataloader?view=num_workers&cost=memory")
    expect(page.get_by_role("button", name="Measure", exact=True)).to_be_disabled()
    page.get_by_role("radio", name="0", exact=True).click()
    page.get_by_role("button", name="Measure", exact=True).click()
    chart = page.locator(".pg-figure.js-plotly-plot")
    expect(chart).to_have_attribute("data-points", re.compile("[1-9]"), timeout=60 * SECONDS)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("It was stopped before its end.")).to_be_visible()
    expect(page.locator(".pg-numbers")).to_contain_text("samples/s")
    expect(page.get_by_role("button", name="Measure", exact=True)).to_be_enabled()
