"""Clicks that are sent before the browser has heard what the click before them did, as on a busy server."""

import re

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

QUIET_MS = 400  # so long without a message, the server has said all


class Line:
    """What goes between a page and the server; while it is held, the page hears nothing."""

    def __init__(self, page: Page) -> None:
        self.page, self.held, self.waited_for = page, False, 0
        self.kept: list[str | bytes] = []
        page.route_web_socket(re.compile("_stcore/stream"), self._connect)

    def _connect(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        self.route = route
        route.on_message(lambda message: server.send(message))
        server.on_message(self._hear)

    def _hear(self, message: str | bytes) -> None:
        if self.held:
            self.kept.append(message)
        else:
            self.route.send(message)

    def hold(self) -> None:
        self.held = True

    def wait(self) -> None:
        """Wait until the server has answered what was clicked last."""
        heard = self.waited_for
        while heard == self.waited_for or heard != len(self.kept):
            heard = len(self.kept)
            self.page.wait_for_timeout(QUIET_MS)
        self.waited_for = heard

    def hear_of_one_answer(self) -> None:
        """Let the page hear what it was told first, up to the end of one run of its script."""
        kinds = [ForwardMsg.FromString(message).WhichOneof("type") for message in self.kept]
        end = kinds.index("script_finished") + 1
        for message in self.kept[:end]:
            self.route.send(message)
        self.waited_for -= end
        del self.kept[:end]

    def release(self) -> None:
        self.wait()
        self.held = False
        for message in self.kept:
            self.route.send(message)
        self.kept.clear()


@pytest.fixture
def late(visit, visitors):
    """Open a page whose line can be held."""

    def open_page(path: str) -> tuple[Page, Line]:
        page = visitors.come("en-US", False, 1280, 900).new_page()
        line = Line(page)
        return visit(path, page=page), line

    return open_page


def test_what_was_typed_is_not_replaced_by_the_preset_before_it(late):
    page, line = late("/memory")
    page.get_by_role("radio", name="view or reshape").click()
    expect(page.get_by_text("Position 0 of storage 1 changed.")).to_be_visible()
    line.hold()
    page.get_by_label("Program").fill("A = torch.zeros(4)\nB = A[1:3]\nB.fill_(7)\n")
    line.wait()
    page.get_by_role("button", name="◀").click()
    line.release()
    expect(page.locator(".pg-editor-now")).to_have_text("B = A[1:3]")
    expect(page.get_by_role("radio", name="view or reshape")).not_to_be_checked()
    expect(page).to_have_url(re.compile(r"memory=A\+%3D\+torch\.zeros"))


def test_a_preset_stays_where_something_else_is_chosen_at_once(late):
    page, line = late("/broadcasting")
    field = page.get_by_label("B: shape or [values]", exact=True)
    expect(field).to_have_value("3")
    line.hold()
    page.get_by_role("radio", name="A clash").click()
    line.wait()
    page.get_by_role("radio", name="*", exact=True).click()
    line.release()
    expect(page.get_by_role("radio", name="*", exact=True)).to_be_checked()
    expect(field).to_have_value("2")
    expect(page).to_have_url(re.compile("B=2"))


def test_a_part_that_was_left_out_stays_out(late):
    page, line = late("/schedulers")
    text = page.get_by_role("textbox", name="The schedules as text")
    expect(text).to_have_value(re.compile(r"^SequentialLR\(\[LinearLR"))
    line.hold()
    page.get_by_role("button", name="−", exact=True).click()
    line.wait()
    page.get_by_role("button", name="Add").click()
    line.release()
    one = r"SequentialLR\(\[CosineAnnealingLR\(\)\], milestones=\[\]\)"
    expect(text).to_have_value(re.compile(rf"^{one}\nCosineAnnealingLR\(\)\n{one}$"))


def test_a_preset_stays_whatever_the_browser_has_heard_of_the_click_before_it(late):
    page, line = late("/descent?steps=3")
    steps = page.get_by_role("slider", name="steps taken").last
    expect(steps).to_have_value("3")
    line.hold()
    page.get_by_role("button", name="Start again").click()
    line.wait()
    page.get_by_role("radio", name="It diverges").click()
    line.wait()
    line.hear_of_one_answer()
    expect(steps).to_have_value("0")
    page.wait_for_timeout(10 * QUIET_MS)  # nor is it a question of time
    page.get_by_role("button", name="Ten steps").click()
    line.release()
    expect(steps).to_have_value("10")
    expect(page.get_by_role("radio", name="It diverges")).to_be_checked()
    page.get_by_role("spinbutton", name="lr").fill("0.1")  # back by hand, as soon as it has been heard
    page.get_by_role("spinbutton", name="lr").press("Enter")
    expect(page.get_by_role("radio", name="Just right")).to_be_checked()


def test_another_racer_does_not_take_over_the_settings_of_the_one_before(late):
    page, line = late("/optimizers")
    page.get_by_role("radio", name="Adam(lr=0.3)").wait_for()
    line.hold()
    page.get_by_role("radio", name="Adam(lr=0.3)").click()
    line.wait()
    page.get_by_label("x0", exact=True).fill("0.5")
    page.get_by_label("x0", exact=True).press("Enter")
    line.release()
    expect(page.get_by_label("lr", exact=True).last).to_have_value("0.3")
    expect(page.get_by_role("radio", name="Adam(lr=0.3)")).to_be_checked()
    expect(page.get_by_role("radio", name="SGD(lr=0.45)")).to_be_visible()


def test_a_new_run_stays_on_the_screen(late):
    page, line = late("/train?model=MLP&epochs=1")
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url(re.compile("run="))
    expect(page.get_by_text("Examination on the test part")).to_be_visible(timeout=60_000)
    first = page.url
    line.hold()
    page.get_by_role("button", name="Start", exact=True).click()
    line.wait()
    page.get_by_label("lr", exact=True).first.fill("0.004")
    page.get_by_label("lr", exact=True).first.press("Enter")
    line.release()
    page.wait_for_function("first => !location.href.includes(first)", arg=re.search(r"run=[\w-]+", first)[0])
    expect(page.get_by_label("lr", exact=True).first).to_have_value("0.004")


def test_who_leaves_while_a_run_ends_is_not_brought_back(late):
    page, line = late("/train?model=MLP&epochs=40")
    page.get_by_role("button", name="Start", exact=True).click()
    bar = page.locator("progress.pg-bar")
    while bar.evaluate("bar => bar.value") < 0.8:
        page.wait_for_timeout(20)
    line.hold()
    page.get_by_role("link", name="My runs").click()
    expect(page.locator(".pg-badge").first).to_have_text("Finished", timeout=60_000)  # it is told by the feed
    line.release()
    expect(page.locator("h1")).to_have_text("My runs")
    page.wait_for_timeout(QUIET_MS)
    expect(page.locator(".pg-runs tbody tr")).to_have_count(1)
