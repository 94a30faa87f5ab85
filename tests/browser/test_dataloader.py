"""The map of batches, in a real browser: pointing at it never asks the server."""

import re

import pytest
from playwright.sync_api import Page, expect


def cell(page: Page, epoch: int, place: int) -> None:
    """Point at a sample of the map of 22 numbers in batches of 4: cells of 30 pixels, batches 6 pixels apart."""
    sheet = page.locator(".pg-map-sheet")
    box = sheet.bounding_box()
    x = 2 + place * 30 + (place // 4) * 6 + 15
    page.mouse.move(box["x"] + x, box["y"] + epoch * box["height"] / 3 + 35)


def test_a_batch_tells_its_samples_and_a_sample_where_it_comes(visit):
    page = visit("/dataloader?data=numbers&numbers.n=22&batch_size=4")
    told = page.locator(".pg-map-told")
    expect(told).to_contain_text("Epoch 1, batch 1 of 6: size 4")
    sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.reload()
    expect(told).to_contain_text("Epoch 1, batch 1 of 6: size 4")
    expect(page.get_by_text("The program to take home")).to_be_visible()
    page.wait_for_load_state("networkidle")
    quiet = len(sent)
    cell(page, 1, 21)
    expect(told).to_contain_text("Epoch 2, batch 6 of 6, the last: size 2")
    expect(told).to_contain_text(
        re.compile(r"Sample \d+, class \d, comes in epoch 1 batch \d, epoch 2 batch 6, epoch 3")
    )
    expect(told.locator(".pg-map-samples span")).to_have_count(2)
    page.locator(".pg-map-box").focus()
    for key in ("ArrowDown", "Home", "ArrowRight"):
        page.keyboard.press(key)
    expect(told).to_contain_text("Epoch 3, batch 2 of 6: size 4")
    assert len(sent) == quiet

    page.locator("label").filter(has_text="drop_last").click()
    page.wait_for_url(re.compile("drop_last=true"))
    expect(page.get_by_text("drop_last leaves out the other 2")).to_be_visible()
    cell(page, 0, 20)
    expect(told).to_contain_text("Epoch 1, left out by drop_last: 2")
    expect(page.locator(".pg-map-box")).to_have_attribute("aria-label", re.compile("5 batches"))


@pytest.mark.parametrize("view", ["batches", "weights", "collate_fn"])
def test_the_page_fits_a_phone(visit, view):
    page = visit(f"/dataloader?view={view}", locale="ja-JP", dark=True, width=390, height=844)
    page.locator(".pg-grid td, .pg-grid .pg-cell, .pg-map-sheet canvas").first.wait_for()
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth - main.clientWidth") == 0


def test_sixty_thousand_samples_in_batches_of_one_are_drawn(visit):
    page = visit("/dataloader?data=numbers&numbers.n=60000&batch_size=1&epochs=4")
    expect(page.locator(".pg-map-told")).to_contain_text("batch 1 of 60,000: size 1")
    drawn = page.locator(".pg-map-sheet canvas").first.evaluate(
        """canvas => {
            const image = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
            return new Uint32Array(image.data.buffer).filter(Boolean).length
        }"""
    )
    assert drawn == 240_000  # a pixel for each
