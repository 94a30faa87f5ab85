"""A network's file is opened, taken apart, brought back in a real browser."""

import re

from playwright.sync_api import expect

SOON = 60_000


def test_an_entry_is_opened_and_a_file_brought_back(visit):
    page = visit("/export")
    tree = page.locator(".pg-tree")
    entry = tree.get_by_role("button", name="layers.8.bias")
    expect(entry).to_have_attribute("aria-pressed", "false", timeout=SOON)
    entry.focus()
    page.keyboard.press("Enter")
    expect(entry).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("10 = 10 numbers of 4 bytes each: 40 B")).to_be_visible()
    expect(page.locator(".pg-figure .main-svg").first).to_be_visible(timeout=SOON)
    expect(page).to_have_url(re.compile(r"entry=layers\.8\.bias"))

    page.get_by_text("What a file can do", exact=True).click()
    page.get_by_text("A harmful file", exact=True).click()
    expect(page.get_by_text("v1 = os.system(")).to_be_visible()
    expect(page).to_have_url(re.compile("file=harmful"))

    page.get_by_text("Bring one back", exact=True).click()
    page.get_by_text("one output more", exact=True).click()
    expect(page.get_by_text("size mismatch for layers.8.weight")).to_be_visible(timeout=SOON)
    page.locator("input[type=file]").set_input_files(
        {"name": "weights.pt", "mimeType": "application/octet-stream", "buffer": b"the best weights ever"}
    )
    expect(page.get_by_text("it is a text, whatever its name says")).to_be_visible(timeout=SOON)
