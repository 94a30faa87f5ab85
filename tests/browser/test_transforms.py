"""The transforms page in a real browser: steps moved by button, key and drag, mended, shared."""

import re

from playwright.sync_api import Page, expect

SOON = 30_000


def steps(page: Page, *names: str) -> None:
    """Wait until the strip shows these steps."""
    wanted = ["the picture", *(f"{place} {name}" for place, name in enumerate(names, 1))]
    expect(page.locator(".pg-film-title")).to_have_text(wanted, timeout=SOON)
    expect(page.locator(".pg-film-waiting")).to_have_count(0, timeout=SOON)


def test_a_chain_is_put_in_order_by_hand_and_shared(visit):
    page = visit("/transforms")
    steps(page, "RandomResizedCrop", "RandomHorizontalFlip", "ColorJitter", "ToImage", "ToDtype")
    page.get_by_text("Wrong order", exact=True).click()
    steps(page, "ToImage", "Resize", "Normalize", "ToDtype")
    expect(page.locator(".pg-film-broken")).to_contain_text("Normalize")
    expect(page.get_by_text("uint8 cannot hold them")).to_be_visible(timeout=SOON)

    page.locator(".pg-film-card").nth(4).drag_to(page.locator(".pg-film-card").nth(3))
    steps(page, "ToImage", "Resize", "ToDtype", "Normalize")
    expect(page.locator(".pg-film-broken")).to_have_count(0)
    expect(page.get_by_text("uint8 cannot hold them")).to_have_count(0, timeout=SOON)

    back = page.get_by_role("button", name="Move 4 Normalize one step earlier")
    back.focus()
    page.keyboard.press("Enter")
    steps(page, "ToImage", "Resize", "Normalize", "ToDtype")
    expect(page.get_by_role("button", name="Move 3 Normalize one step earlier")).to_be_focused()

    page.get_by_role("button", name="Leave 3 Normalize out for now").click()
    expect(page.locator(".pg-film-off")).to_contain_text("Normalize", timeout=SOON)
    expect(page.locator(".pg-film-broken")).to_have_count(0, timeout=SOON)
    page.get_by_role("button", name="Remove 2 Resize").click()
    steps(page, "ToImage", "Normalize", "ToDtype")

    page.wait_for_url(re.compile("Normalize"))
    other = visit(page.url[page.url.index("/transforms") :], locale="ja-JP", dark=True, width=390)
    expect(other.locator(".pg-film-title")).to_have_count(4, timeout=SOON)
    expect(other.locator(".pg-film-off")).to_contain_text("Normalize")
