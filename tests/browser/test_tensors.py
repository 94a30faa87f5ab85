"""The pages on tensors in a real browser: typing, pointing, stepping; nothing has to be pressed."""

import re
import time

from playwright.sync_api import Page, expect


def output(page: Page, number: int = 0):
    return page.locator(".pg-grid").nth(number).locator(".pg-output")


def side_by_side(visit, address: str = "/operations") -> Page:
    """Open two functions side by side, and wait for both: the right one may be there first."""
    page = visit(address)
    expect(page.locator(".pg-grid .pg-output")).to_have_count(2)
    return page


def point_at(page: Page, cell: str, number: int = 0) -> None:
    output(page, number).locator(f'[data-index="{cell}"]').hover()


def test_typing_a_shape_shows_the_tensor_without_pressing_anything(visit):
    page = visit("/tensors?how=zeros")
    page.get_by_label("shape", exact=True).press("End")
    page.get_by_label("shape", exact=True).press_sequentially(", 4")
    expect(page.get_by_label("x, shape (2, 3, 4), float32").first).to_be_visible()
    expect(page).to_have_url(re.compile("shape=2"))
    page.get_by_label("shape", exact=True).fill("2, x")
    expect(page.get_by_text("write whole numbers with commas")).to_be_visible()
    expect(page.get_by_label("x, shape (2, 3, 4), float32").first).to_be_visible()


def test_pointing_at_a_cell_of_a_product_lights_its_row_and_column(visit):
    page = side_by_side(visit, "/operations?view=mm%2C+mul")
    point_at(page, "1, 0")
    grid = page.locator(".pg-grid").first
    expect(grid.locator(".pg-line")).to_contain_text("3×5 + 4×7 = 43")
    expect(grid.locator(".pg-source")).to_have_count(4)
    expect(grid.locator('[data-panel="0"] .pg-source')).to_have_text(["3", "4"])
    expect(grid.locator('[data-panel="1"] .pg-source')).to_have_text(["5", "7"])


def test_pointing_asks_nothing_of_the_server(visit):
    page = side_by_side(visit)
    page.wait_for_load_state("networkidle")
    asked = []
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.on("request", lambda request: asked.append(request.url))
    for cell in ("0, 0, 0", "0, 1, 1", "1, 0, 0"):
        point_at(page, cell)
    expect(page.locator(".pg-grid").first.locator(".pg-line")).to_contain_text("B[0, 0] = 5")
    assert asked == []


def test_the_arrow_keys_do_what_the_pointer_does(visit):
    page = side_by_side(visit, "/operations?view=mm%2C+mul")
    output(page).locator('[data-index="0, 0"]').focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".pg-grid").first.locator(".pg-line")).to_contain_text("3×5 + 4×7 = 43")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".pg-grid").first.locator(".pg-line")).to_contain_text("3×6 + 4×8 = 50")


def test_sliding_dim_moves_stack_and_cat_and_one_step_outside_is_told(visit):
    page = visit("/operations")
    expect(page.get_by_label("C, shape (2, 2, 2), int64").first).to_be_visible()
    page.get_by_role("slider", name="dim").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("C, shape (2, 4), int64").first).to_be_visible()
    page.keyboard.press("ArrowRight")
    said = "Dimension out of range (expected to be in range of [-2, 1], but got 2)"
    expect(page.get_by_text(said).first).to_be_visible()


def test_a_program_is_typed_stepped_mended_and_reopened_from_its_link(visit):
    page = visit("/program")
    editor = page.get_by_label("Program", exact=True)
    editor.fill("A = torch.ones(2, 3)\nB = torch.ones(2, 3)\nC = A @ B")
    expect(page.get_by_text("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)").first).to_be_visible()
    page.get_by_test_id("stButton").get_by_text(".T", exact=False).first.click()
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    expect(editor).to_have_value(re.compile(r"C = .*\.T"))
    page.get_by_role("button", name="◀").click()
    expect(page.get_by_text("Line 2")).to_be_visible()
    again = visit(page.url.split("localhost")[1].partition("/")[2].join(["/", ""]))
    expect(again.get_by_label("Program", exact=True)).to_have_value(re.compile(r"C = .*\.T"))


def test_fast_typing_loses_nothing(visit):
    page = visit("/program")
    editor = page.get_by_label("Program", exact=True)
    editor.fill("")
    text = "x = torch.arange(6).reshape(2, 3)\ny = x.sum(dim=0)\nz = y * 2\n"
    for piece in re.findall(r".{1,7}|\n", text):
        editor.press_sequentially(piece)
        time.sleep(0.12)  # somebody who stops to think: reruns happen in between
    expect(page.get_by_text("Line 3")).to_be_visible()
    expect(editor).to_have_value(text)


def test_a_mistake_greys_the_last_good_view_until_it_is_mended(visit):
    page = visit("/tensors?how=zeros")
    shape = page.get_by_label("shape", exact=True)
    panel = page.get_by_label("x, shape (2, 3), float32").first
    expect(panel).to_be_visible()
    shape.fill("2, x")
    expect(page.get_by_text("this is still the last that could be read")).to_be_visible()
    opacity = (
        "grid => { let o = 1; for (let e = grid; e; e = e.parentElement ?? e.getRootNode().host) "
        "o *= getComputedStyle(e).opacity; return o }"
    )
    assert panel.evaluate(opacity) < 0.6
    shape.fill("2, 3")
    expect(page.get_by_text("this is still the last that could be read")).to_have_count(0)
    assert panel.evaluate(opacity) == 1


def test_sheets_lie_side_by_side_and_the_table_of_dtypes_is_not_cut_off(visit):
    page = visit("/operations?A=3%2C+4%2C+4&B=3%2C+4%2C+4")
    sheets = page.locator('.pg-grid [data-panel="0"] .pg-sheet')
    expect(sheets).to_have_count(6)
    tops = [sheets.nth(number).bounding_box()["y"] for number in range(3)]
    assert max(tops) - min(tops) < 1
    page = visit("/tensors")
    table = page.get_by_test_id("stHtml").filter(has_text="torch.cuda.HalfTensor").locator("div").first
    expect(table).to_be_visible()
    assert table.evaluate("box => box.scrollWidth <= box.clientWidth")


def test_a_huge_program_answers_with_shapes(visit):
    page = visit("/program", locale="ja-JP")
    page.get_by_text("大きすぎて実行できない").click()
    expect(page.get_by_text("37.25 GiB")).to_be_visible()


def test_a_phone_shows_a_tensor_without_scrolling_sideways(visit):
    for slug in ("tensors", "operations", "program"):
        page = visit(f"/{slug}", width=390, height=800)
        expect(page.locator(".pg-cell").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
