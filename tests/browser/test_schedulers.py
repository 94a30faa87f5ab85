"""The schedulers page in a real browser: a loss bent by hand and shared, a schedule taken into a training."""

import re

from playwright.sync_api import expect

SOON = 30_000  # milliseconds, for a computer that is busy with other tests


def test_a_loss_is_bent_by_hand_and_by_keys_and_shared(visit):
    page = visit("/schedulers?schedules=ReduceLROnPlateau(patience=2)")
    page.locator(".pg-figure svg").first.wait_for()
    expect(page.locator(".pg-figure").first).to_have_attribute("aria-label", re.compile("Learning rate over 600 steps"))
    numbers = page.get_by_role("textbox", name="as numbers")
    before = numbers.input_value()
    point = page.get_by_role("slider", name="loss after epoch 16")
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0], middle[1] - 30, steps=3)
    page.mouse.up()
    expect(numbers).not_to_have_value(before, timeout=SOON)
    dragged = numbers.input_value()
    point.focus()
    page.keyboard.press("ArrowDown")
    expect(numbers).not_to_have_value(dragged, timeout=SOON)
    page.wait_for_url(re.compile("losses="))

    other = visit(page.url[page.url.index("/schedulers") :], locale="ja-JP", dark=True, width=390, height=844)
    expect(other.get_by_role("textbox", name="数値で")).to_have_value(numbers.input_value(), timeout=SOON)
    assert other.get_by_test_id("stMain").evaluate("main => main.scrollWidth - main.clientWidth") == 0


def test_a_schedule_is_changed_and_taken_into_a_training(visit):
    page = visit("/schedulers?schedules=StepLR(step_size=10)&schedule.epochs=40")
    text = page.get_by_role("textbox", name="The schedules as text")
    field = page.get_by_role("spinbutton", name="step_size")
    field.fill("15")
    field.press("Enter")
    expect(text).to_have_value("StepLR(step_size=15)", timeout=SOON)
    page.get_by_role("link", name="Use this in a training").click()
    page.wait_for_url(re.compile("/train"))
    expect(page.get_by_role("spinbutton", name="step_size")).to_have_value("15", timeout=SOON)
    expect(page.get_by_role("combobox", name="optimizer")).to_have_value("SGD")
    page.wait_for_url(re.compile("[?&]epochs=40"))
