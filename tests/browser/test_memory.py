"""The memory page in a real browser: stepped through, pointed at, typed into."""

from playwright.sync_api import Page, expect


def lit(page: Page) -> list[str]:
    """The cells that light up with the one pointed at, as `panel number: index`."""
    return page.locator(".pg-source").evaluate_all(
        "cells => cells.map(cell => `${cell.closest('.pg-panel').dataset.panel}: ${cell.dataset.index}`).sort()"
    )


def test_a_preset_is_stepped_through_pointed_at_and_typed_into(visit):
    page = visit("/memory")
    expect(page.get_by_text("Position 3 of storage 1 changed.")).to_be_visible()
    page.evaluate("window.mark = 'not loaded again'")

    page.get_by_role("radio", name="view or reshape").click()
    expect(page.get_by_text("Position 0 of storage 1 changed.")).to_be_visible()
    expect(page.get_by_text("Storage 2", exact=True)).to_be_visible()  # the copy that reshape made of T
    page.get_by_role("button", name="◀").click()
    expect(page.get_by_text("storage 2, into which no other name looks")).to_be_visible()
    expect(page.locator(".pg-editor-now")).to_have_text("c = T.reshape(6)")

    shared = page.locator(".pg-grid").first  # A, v, r, T and the memory that they share
    expect(shared.locator(".pg-panel")).to_have_count(5)
    shared.locator('[data-panel="3"] [data-index="1, 1"]').hover()
    expect(shared.locator(".pg-line")).to_contain_text("T[1, 1] = 4")
    expect(shared.locator(".pg-line")).to_contain_text("0 + 1×1 + 1×3 = 4 → memory[4], A[1, 1], v[2, 0], r[2, 0]")
    assert lit(page) == ["0: 1, 1", "1: 2, 0", "2: 2, 0", "4: 4"]
    shared.locator('[data-panel="4"] [data-index="5"]').hover()
    expect(shared.locator(".pg-line")).to_contain_text("← A[1, 2], v[2, 1], r[2, 1], T[2, 1]")
    assert lit(page) == ["0: 1, 2", "1: 2, 1", "2: 2, 1", "3: 2, 1"]

    editor = page.get_by_label("Program")
    editor.click()
    editor.fill("A = torch.zeros(4)\nB = A[1:3]\nB.fill_(7)\n")
    page.get_by_role("button", name="▶").click()
    expect(page.get_by_text("2 positions of storage 1 changed.")).to_be_visible()
    expect(page.locator(".pg-changed")).to_have_text(["7"] * 6)
    assert page.evaluate("window.mark") == "not loaded again"


def test_a_cell_is_changed_and_a_failing_view_is_mended(visit):
    page = visit("/memory", locale="ja-JP")
    page.get_by_label("値").fill("-5")
    page.get_by_role("button", name="書き込む").click()
    expect(page.locator(".pg-editor-row").nth(4)).to_have_text("A[0, 0] = -5")
    expect(page.locator(".pg-strip .pg-changed")).to_have_text("−5")

    page.get_by_role("radio", name="作れないビュー").click()
    expect(page.get_by_text("view size is not compatible")).to_be_visible()
    expect(page.locator(".pg-editor-mistake")).to_be_visible()
    page.get_by_role("button", name="T.reshape(6)").click()
    expect(page.locator(".pg-editor-mistake")).to_have_count(0)
    expect(page.get_by_text("ストレージ 2", exact=True)).to_be_visible()
