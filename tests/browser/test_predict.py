"""A trained network is asked in a real browser: drawn on the pad, answered, cleared."""

from playwright.sync_api import Page, expect

SOON = 60_000


def draw(page: Page, *points: tuple[float, float]) -> None:
    """Draw a line on the pad through points, given as shares of its sides."""
    expect(page.locator(".pg-pad canvas")).to_have_count(1)  # for a moment the one before may stand there, too
    box = page.locator(".pg-pad canvas").bounding_box()
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*at[0])
    page.mouse.down()
    for x, y in at[1:]:
        page.mouse.move(x, y, steps=5)
    page.mouse.up()


def ink(page: Page) -> int:
    """Return how many pixels of the pad are drawn on."""
    return page.locator(".pg-pad canvas").evaluate(
        """pad => pad.getContext("2d").getImageData(0, 0, pad.width, pad.height).data
        .filter((value, place) => place % 4 === 3 && value).length"""
    )


def test_a_small_network_is_trained_and_reads_what_is_drawn(visit):
    page = visit("/predict")
    expect(page.get_by_role("button", name="Clear")).to_be_enabled(timeout=SOON)  # an example is on the pad
    page.get_by_role("button", name="Handwritten digits").click()
    says = page.locator(".pg-says")
    expect(says).to_have_text("0", timeout=SOON)

    draw(page, (0.4, 0.3), (0.52, 0.2), (0.52, 0.8))
    expect(page.locator(".pg-pad canvas")).to_have_attribute("data-strokes", "1")
    expect(says).to_have_text("1", timeout=SOON)
    expect(page.locator(".pg-bars b")).to_have_count(10)

    before = ink(page)
    draw(page, (0.2, 0.9))  # a tap
    assert ink(page) > before
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".pg-pad canvas")).to_have_attribute("data-strokes", "1")
    page.get_by_role("button", name="Clear").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("draw something on the pad")).to_be_visible(timeout=SOON)
    expect(says).to_have_count(0)


def test_a_point_is_moved_over_the_plane_by_mouse_and_keys(visit):
    page = visit("/predict")
    page.get_by_role("button", name="Points in the plane").click()
    plane = page.locator(".pg-plane-box")
    expect(plane).to_be_visible(timeout=SOON)
    says = page.locator(".pg-says")
    plane.click(position={"x": 10, "y": 10})  # far outside both circles
    expect(says).to_have_text("0")
    box = plane.bounding_box()
    plane.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    expect(says).to_have_text("1")
    x = page.get_by_role("spinbutton", name="x", exact=True)
    before = x.input_value()
    plane.focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(x).not_to_have_value(before)
    assert float(x.input_value()) > float(before)
