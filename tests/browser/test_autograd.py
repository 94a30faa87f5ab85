"""The page on graphs in a real browser: played forth and back, slid, turned, zoomed, taken home."""

import xml.etree.ElementTree
from pathlib import Path

from playwright.sync_api import Page, expect


def gradients(page: Page) -> list[str]:
    """What stands below the nodes, of those that have a gradient."""
    return [text for text in page.locator(".gradient").all_text_contents() if text]


def view_box(page: Page) -> list[float]:
    return [float(each) for each in page.locator(".pg-graph-picture").get_attribute("viewBox").split()]


def test_backward_is_played_node_by_node_and_a_leaf_is_slid(visit):
    page = visit("/autograd")
    page.evaluate("window.mark = 'not loaded again'")
    expect(page.locator(".node")).to_have_count(6)
    forth = page.get_by_role("button", name="One node on")
    expect(page.locator(".pg-count")).to_have_text("0 / 5")
    forth.click()
    expect(page.locator(".pg-now")).to_contain_text("Adding passes the gradient on unchanged to both.")
    expect(page.locator(".edge.active")).to_have_count(2)
    for _ in range(3):
        forth.click()
    expect(page.locator(".pg-said")).to_have_text("∂y/∂w = ∂y/∂(w ** 2) * 2 * w = 3 * 2 * 2 = 12")
    assert gradients(page) == ["∇ 3", "∇ 1", "∇ 1", "∇ 1"]
    page.get_by_role("button", name="One node back").click()
    expect(page.locator(".pg-count")).to_have_text("3 / 5")
    page.get_by_role("button", name="To the end").click()
    expect(page.locator(".pg-said")).to_have_text("w.grad = 12")
    expect(forth).to_be_disabled()

    slider = page.get_by_role("slider", name="Slide a leaf")
    slider.hover()  # the server works the frames out
    expect(page.locator(".pg-player")).to_have_attribute("data-sliding", "w")
    slider.focus()
    for _ in range(4):
        slider.press("ArrowRight")
    expect(page.locator(".pg-shown")).to_have_text("2.8")
    expect(page.locator(".pg-said")).to_have_text("w.grad = 16.8")
    page.get_by_role("button", name="Put it into the program").click()
    expect(page.locator(".pg-editor-row").first).to_contain_text("torch.tensor(2.8")
    expect(page.locator(".pg-shown")).to_have_text("2.8")
    assert page.evaluate("window.mark") == "not loaded again"


def test_it_plays_by_itself_and_by_keyboard_and_the_picture_is_turned_zoomed_and_saved(visit):
    page = visit("/autograd", locale="ja-JP", dark=True)
    picture = page.locator(".pg-graph-picture")
    expect(page.locator(".node")).to_have_count(6)
    page.get_by_role("slider", name="速さ").fill("3")
    page.get_by_role("button", name="逆向きに再生").click()
    expect(page.locator(".pg-count")).to_have_text("5 / 5")
    expect(page.get_by_role("button", name="逆向きに再生")).to_be_visible()  # it has stopped

    picture.focus()
    page.keyboard.press("Home")
    expect(page.locator(".pg-count")).to_have_text("0 / 5")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".pg-now")).to_contain_text("足し算は、勾配をそのまま両方に渡します。")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".pg-details")).to_contain_text("requires_grad")

    before = view_box(page)
    page.get_by_role("button", name="拡大").click()
    assert view_box(page)[2] < before[2]
    box = picture.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + 40)
    page.mouse.up()
    assert view_box(page)[0] < before[0] + before[2]
    page.get_by_role("button", name="グラフ全体を表示").click()
    wide = page.locator(".node").last.get_attribute("transform")
    page.get_by_role("button", name="グラフの向きを変える").click()
    assert page.locator(".node").last.get_attribute("transform") != wide

    with page.expect_download() as download:
        page.get_by_role("button", name="図を SVG で保存").click()
    saved = Path(download.value.path()).read_text(encoding="utf-8")
    assert "var(" not in saved
    texts = [each.text for each in xml.etree.ElementTree.fromstring(saved).iter("{http://www.w3.org/2000/svg}text")]
    assert "w ** 2 * x" in texts


def test_a_node_is_clicked_a_hook_is_hung_and_a_mistake_is_told(visit):
    page = visit("/autograd")
    page.locator(".node").nth(1).click()
    expect(page.locator(".pg-details")).to_contain_text("saved: exponent")
    page.get_by_text("A hook in the way").click()
    page.get_by_role("combobox", name="It makes of the gradient").click()
    page.get_by_role("option", name="-gradient").click()
    expect(page.get_by_text("register_hook(lambda gradient: -gradient)")).to_be_visible()
    page.get_by_role("button", name="To the end").click()
    expect(page.locator(".pg-lines")).to_contain_text("A hook changes it")

    editor = page.get_by_label("Program")
    editor.fill("x = torch.tensor([0.0, 4.0], requires_grad=True)\nr = torch.log(x)\ny = r.sum()\n")
    expect(page.get_by_text("is the first that makes NaN or infinity")).to_be_visible()
    expect(page.locator(".node.broken")).to_have_count(1)
    editor.fill("x = torch.tensor([1.0, 2.0])\ny = (x ** 2).sum()\n")
    page.get_by_role("button", name="requires_grad=True").click()
    expect(page.locator(".node")).to_have_count(3)
