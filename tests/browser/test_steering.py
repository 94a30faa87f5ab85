"""A run is taken by hand, slowed down and turned, and a watcher sees it."""

import re

from playwright.sync_api import expect


def test_a_teacher_steps_through_a_run_turns_its_rate_and_lets_it_go_slowly(visit):
    page = visit("/train?data=line&optimizer=SGD&epochs=1000")
    badge, facts = page.locator(".pg-badge"), page.locator(".pg-facts")
    one_step = page.get_by_role("button", name="One step", exact=True)
    one_step.click()
    expect(badge).to_have_text("Paused")
    expect(facts).to_contain_text("step 1 / 1,000")
    for _ in range(10):
        one_step.click(delay=0)
    expect(facts).to_contain_text("step 11 / 1,000")

    parts = page.locator("[data-view=step]")
    expect(parts.locator(".pg-step-code")).to_have_text("optimizer.zero_grad()")
    for code in ("predictions = model(inputs)", "loss: Tensor = loss_fn(predictions, targets)", "loss.backward()"):
        parts.get_by_role("button", name="Next part").click()
        expect(parts.locator(".pg-step-code")).to_have_text(code)
    parts.get_by_role("button", name="All parts").click()
    expect(parts.locator(".pg-step-code")).to_have_count(5)
    expect(parts.locator(".pg-step-rule")).to_have_text(re.compile("^w_next = w - lr"))

    rate = page.locator(".st-key-steered-lr input")
    rate.fill("0.02")
    rate.press("Enter")
    changes = page.locator(".pg-changes")
    expect(changes).to_contain_text("after step 11: lr 0.1 → 0.02")
    expect(changes).to_contain_text("does not contain these changes")

    page.get_by_role("slider", name="Pace").press("Home")
    page.get_by_role("button", name="Resume", exact=True).click()
    expect(badge).to_have_text("Running")
    expect(facts).to_contain_text("steps a second: 1")
    expect(facts).to_contain_text(re.compile(r"step 1[3-9] / 1,000"))
    expect(parts).to_be_hidden()

    other = visit(page.url[page.url.index("/train") :], locale="ja-JP")
    expect(other.locator(".pg-changes")).to_contain_text("lr 0.1 → 0.02")
    expect(other.get_by_role("button", name="1ステップ", exact=True)).to_be_disabled()
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(other.locator(".pg-badge")).to_have_text("停止")
