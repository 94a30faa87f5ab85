"""The editor in a real browser: what a visitor wrote is never lost to a click."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

MINE = "x = torch.ones(3)\ny = x * 2  # ほ'~\n"
MOD = "Control"
BUSY = 20_000  # ms that a busy computer may need for a run of the page


def editor(page: Page) -> Locator:
    return page.get_by_label("Program", exact=True).or_(page.get_by_label("プログラム", exact=True))


def write(page: Page, text: str = MINE) -> None:
    area = editor(page)
    area.click()
    page.keyboard.press(f"{MOD}+A")
    page.keyboard.insert_text(text)
    expect(area).to_have_value(text)
    has_run(page, text)


def has_run(page: Page, text: str) -> None:
    """The step that is marked is the last line of the text: the server has seen it."""
    expect(page.locator(".pg-editor-now")).to_have_text(text.rstrip("\n").split("\n")[-1], timeout=BUSY)


def preset(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name).click()
    expect(editor(page)).not_to_have_value(MINE, timeout=BUSY)


@pytest.mark.parametrize(
    ("path", "name"), [("/program", "A gradient"), ("/memory", "t(): swapped strides"), ("/program", "A mistake")]
)
def test_ctrl_z_brings_back_what_a_preset_replaced_and_it_runs(visit, path, name):
    page = visit(path)
    write(page)
    preset(page, name)
    theirs = editor(page).input_value()
    page.keyboard.press(f"{MOD}+Z")  # wherever the focus is
    expect(editor(page)).to_have_value(MINE)
    has_run(page, MINE)
    expect(page.get_by_role("radio", name=name)).not_to_be_checked()
    editor(page).focus()
    page.keyboard.press(f"{MOD}+Y")
    expect(editor(page)).to_have_value(theirs)


def test_ctrl_z_takes_an_edit_by_click_back(visit):
    page = visit("/program")
    wrong = "A = torch.ones(2, 3)\nB = torch.ones(2, 3)\nC = A @ B\n"
    write(page, wrong)
    page.get_by_role("button", name=re.compile("B.T")).first.click()
    expect(editor(page)).not_to_have_value(wrong, timeout=BUSY)
    page.keyboard.press(f"{MOD}+Z")
    expect(editor(page)).to_have_value(wrong)
    expect(page.locator(".pg-editor-mistake")).to_be_visible()


def test_back_and_forward_show_the_text_of_the_address(visit):
    page = visit("/program")
    entries = page.evaluate("history.length")
    write(page, "x = torch.zeros(2)\n")
    write(page)
    assert page.evaluate("history.length") == entries  # typing leaves no trail of entries
    preset(page, "A gradient")
    page.wait_for_url(re.compile("backward"))
    theirs = editor(page).input_value()
    assert page.evaluate("history.length") == entries + 1
    page.go_back()
    expect(editor(page)).to_have_value(MINE)
    has_run(page, MINE)
    page.go_forward()
    expect(editor(page)).to_have_value(theirs)
    expect(page.get_by_role("radio", name="A gradient")).to_be_checked()
    assert page.evaluate("history.length") == entries + 1


def test_another_page_and_a_reload_leave_the_text_alone(visit):
    page = visit("/program")
    write(page)
    entries = page.evaluate("history.length")
    page.get_by_role("link", name="Broadcasting").click()
    expect(page.locator("h1")).to_have_text("Broadcasting")
    page.get_by_role("link", name="Scratch pad").click()
    expect(editor(page)).to_have_value(MINE)
    page.wait_for_url(re.compile("program="))
    assert page.evaluate("history.length") == entries + 2
    page.go_back()
    expect(page.locator("h1")).to_have_text("Broadcasting")
    page.go_back()
    expect(editor(page)).to_have_value(MINE)
    page.reload()
    expect(editor(page)).to_have_value(MINE)
    has_run(page, MINE)


def test_indentation_by_keys(visit):
    page = visit("/program")
    write(page, "y = 0\n")
    area = editor(page)
    page.keyboard.press(f"{MOD}+A")
    page.keyboard.type("for i in range(3):\nx = i\ny = 2")
    expect(area).to_have_value("for i in range(3):\n    x = i\n    y = 2")
    page.keyboard.press("Enter")
    page.keyboard.press("Backspace")  # a whole step
    page.keyboard.type("z = 1")
    expect(area).to_have_value("for i in range(3):\n    x = i\n    y = 2\nz = 1")
    page.keyboard.press(f"{MOD}+A")
    page.keyboard.press("Tab")
    expect(area).to_have_value("    for i in range(3):\n        x = i\n        y = 2\n    z = 1")
    page.keyboard.press("Shift+Tab")
    expect(area).to_have_value("for i in range(3):\n    x = i\n    y = 2\nz = 1")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(area).not_to_be_focused()


@pytest.mark.parametrize("width", [1280, 390])
def test_numbers_colours_and_mistakes_lie_where_the_text_is(visit, width):
    page = visit("/program", locale="ja-JP", width=width, height=844)
    long = "A = torch.tensor([" + ", ".join(map(str, range(40))) + "])"
    page.keyboard.press("Escape")
    editor(page).fill(f"{long}\n# 日本語の説明\nprint('日本語', A @ torch.ones(3))\n" + "n = 1\n" * 30)
    mistake = page.locator(".pg-editor-mistake")
    expect(mistake).to_have_attribute("data-piece", "A @ torch.ones(3)")
    rows = page.locator(".pg-editor-row").evaluate_all("rows => rows.map(row => row.getBoundingClientRect().height)")
    assert len(set(rows)) == 1
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth - main.clientWidth") == 0
    editor(page).evaluate("area => { area.scrollLeft = 1e6; area.scrollTop = 1e6 }")
    page.wait_for_function(
        """() => {
            const host = document.querySelector('.pg-editor') ?? [...document.querySelectorAll('*')]
                .map(each => each.shadowRoot?.querySelector('.pg-editor')).find(Boolean)
            const area = host.querySelector('textarea')
            const moved = host.querySelector('.pg-editor-back').style.transform
            return moved === `translate(${-area.scrollLeft}px, ${-area.scrollTop}px)` && area.scrollTop > 0
        }"""
    )


def test_windows_line_ends_and_tabs_are_taken_as_they_are(visit):
    page = visit("/program?program=x+%3D+1%0D%0Afor+i+in+range%282%29%3A%0D%0A%09x+%3D+x+%2B+i%0D%0A")
    expect(editor(page)).to_have_value("x = 1\nfor i in range(2):\n\tx = x + i\n")
    expect(page.locator(".pg-editor-now")).to_have_text("\tx = x + i")
