"""What a class sees while a network learns."""

import re

from playwright.sync_api import expect

SPIRALS = "/train?data=spirals&MLP.hidden_size=4&MLP.hidden_layers=2&MLP.activation=Tanh&epochs=1000"


def test_the_boundary_moves_and_a_neuron_is_enlarged_while_the_run_goes_on(visit):
    page = visit(SPIRALS, locale="ja-JP")
    page.get_by_role("button", name="開始", exact=True).click()
    views = page.locator(".pg-views")
    page.wait_for_function("document.querySelector('.pg-views')?.dataset.frames >= 3", timeout=60_000)
    field = page.locator(".pg-field")
    expect(field).to_have_attribute("aria-label", re.compile(r"答えの色で.*割合: 0: \d+ %, 1: \d+ %"))
    expect(page.get_by_role("group", name="隠れ層 2").get_by_role("button")).to_have_count(4)

    before = page.evaluate("document.querySelector('.pg-field').toDataURL()")
    box = views.bounding_box()
    page.wait_for_function("before => document.querySelector('.pg-field').toDataURL() !== before", arg=before)
    assert views.bounding_box() == box  # nothing moves when frames arrive

    neuron = page.get_by_role("button", name="隠れ層 1 のニューロン 3")
    neuron.click()
    expect(neuron).to_have_attribute("aria-pressed", "true")
    expect(field).to_have_attribute("aria-label", "隠れ層 1 のニューロン 3")
    field.hover(force=True)
    expect(page.locator(".pg-readout").first).to_contain_text("出力")
    page.get_by_role("button", name="停止", exact=True).click()
    expect(page.locator(".pg-badge")).to_have_text("停止")
    page.reload()
    expect(field).to_have_attribute("aria-label", re.compile("ネットワークの答え"))  # the last frame stays


def test_pictures_are_answered_while_the_filters_form(visit):
    page = visit("/train?CNN.channels=4&epochs=2&batch_size=64")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator(".pg-badge")).to_have_text("Finished", timeout=90_000)
    expect(page.locator(".pg-answer")).to_have_count(12)
    expect(page.locator(".pg-answer[data-right]").first).to_be_visible()
    for name in ("4 filters of the first layer, 3×3 weights each, after step 40", r"matrix after step 40: \d+ of 256"):
        expect(page.get_by_role("img", name=re.compile(name))).to_be_visible()
