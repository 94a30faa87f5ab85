"""What people do, in a real browser."""

import json
import re
import zipfile

import pytest
from playwright.sync_api import Page, expect

LONG = "?epochs=1000"
SECONDS = 1000


def badge(page: Page):
    return page.locator(".pg-badge")


def has_points(page: Page, least: int = 1) -> None:
    page.wait_for_function(
        "least => Number(document.querySelector('.pg-live')?.dataset.points) >= least", arg=least, timeout=60 * SECONDS
    )


def start(page: Page, name: str = "Start") -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_url(re.compile(r"[?&]run="))


def test_a_newcomer_presses_start_and_watches_a_network_learn(visit):
    page = visit("/train?epochs=15")
    expect(page.get_by_alt_text("A picture: 3").first).to_be_visible()
    start(page)
    has_points(page)
    expect(badge(page)).to_have_text("Running")
    expect(page.locator(".pg-facts")).to_contain_text("samples/s")
    expect(page.locator(".pg-note").filter(has_text="GPU")).to_be_visible()
    expect(badge(page)).to_have_text("Finished", timeout=90 * SECONDS)

    expect(page.get_by_text("Examination on the test part")).to_be_visible()
    accuracy = page.get_by_test_id("stMetricValue").inner_text()
    assert float(accuracy.rstrip("%")) >= 95
    expect(page.get_by_text("Confusion matrix").first).to_be_visible()
    label = page.locator(".pg-chart").get_attribute("aria-label")
    assert re.search(r"step 1185, train_loss .*validation_accuracy", label)

    # the same run after a reload, and in somebody else's browser
    has_points(page, 100)
    page.reload()
    expect(badge(page)).to_have_text("Finished")
    has_points(page, 100)
    other = visit(page.url.removeprefix(page.url.split("/train")[0]), locale="ja-JP")
    expect(badge(other)).to_have_text("完了")
    expect(other.get_by_text("ほかの人の実行を見ています。")).to_be_visible()
    expect(other.get_by_role("button", name="停止", exact=True)).to_be_disabled()
    assert other.get_by_test_id("stMetricValue").inner_text() == accuracy


def test_a_run_is_paused_resumed_stopped_and_continued(visit):
    page = visit("/train" + LONG)
    start(page)
    has_points(page, 3)
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(badge(page)).to_have_text("Paused")
    page.get_by_role("button", name="Resume", exact=True).click()
    expect(badge(page)).to_have_text("Running")
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(badge(page)).to_have_text("Stopped")
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(badge(page)).to_have_text("Running")
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(badge(page)).to_have_text("Stopped")


def test_points_appear_while_the_run_goes_on_and_the_page_is_left_alone(visit):
    page = visit("/train" + LONG + "&scheduler=StepLR")
    start(page)
    has_points(page, 5)
    page.evaluate("window.mark = 'not loaded again'")
    before = int(page.locator(".pg-live").get_attribute("data-points"))
    has_points(page, before + 20)
    assert page.evaluate("window.mark") == "not loaded again"
    page.get_by_role("button", name="step", exact=True).click()
    expect(page.get_by_role("button", name="step", exact=True)).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("document.querySelector('.pg-chart').data.some(trace => trace.name === 'forecast')")
    named = "name => document.querySelector('.pg-chart').data.find(trace => trace.name === name).y"
    forecast, rate = page.evaluate(f"['forecast', 'learning_rate'].map({named})")
    assert set(rate) <= set(forecast)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(badge(page)).to_have_text("Stopped")


def test_a_lost_connection_takes_up_where_it_was(visit):
    page = visit("/train" + LONG)
    start(page)
    has_points(page, 5)
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # what a browser does with a tab put aside
    before = int(page.locator(".pg-live").get_attribute("data-points"))
    page.wait_for_timeout(1500)
    assert int(page.locator(".pg-live").get_attribute("data-points")) <= before + 20
    page.evaluate("Object.defineProperty(document, 'hidden', {value: false, configurable: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    has_points(page, before + 40)
    steps = page.evaluate("document.querySelector('.pg-chart').data[0].x")
    assert steps == sorted(steps)
    assert len(set(steps)) == len(steps)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(badge(page)).to_have_text("Stopped")


def test_settings_travel_with_the_link(visit):
    page = visit("/train")
    lr = page.get_by_label("lr", exact=True)
    lr.fill("0.025")
    lr.press("Enter")
    page.wait_for_url(re.compile("Adam.lr=0.025"))
    other = visit(page.url[page.url.index("/train") :], locale="ja-JP")
    expect(other.get_by_label("lr", exact=True)).to_have_value("0.025")


def test_switching_the_language_keeps_the_settings_and_goes_into_the_link(visit):
    page = visit("/train")
    channels = page.get_by_label("channels", exact=True)
    channels.fill("7")
    channels.press("Enter")
    page.wait_for_url(re.compile("CNN.channels=7"))
    page.get_by_role("radio", name="日本語").click()
    expect(page.locator("h1")).to_have_text("ネットワークの学習")
    expect(page.get_by_label("channels", exact=True)).to_have_value("7")
    page.wait_for_url(re.compile("lang=ja"))
    page.get_by_role("link", name="実行の一覧").click()
    expect(page.locator("h1")).to_have_text("実行の一覧")
    page.wait_for_url(re.compile("lang=ja"))
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="ネットワークの学習").click()
    expect(page.get_by_label("channels", exact=True)).to_have_value("7")
    other = visit("/train?lang=ja")
    expect(other.locator("h1")).to_have_text("ネットワークの学習")


def test_presets_fill_the_controls_and_a_wild_rate_ends_in_a_sentence(visit):
    page = visit("/train")
    page.get_by_role("radio", name="Rate too high").or_(page.get_by_role("button", name="Rate too high")).click()
    page.wait_for_url(re.compile("SGD.momentum=0.9"))  # controls that the preset brought are in the link too
    expect(page.get_by_label("momentum", exact=True)).to_be_visible()
    expect(page.get_by_label("lr", exact=True)).to_have_count(1)  # those of Adam have gone
    expect(page.get_by_label("lr", exact=True)).to_have_value("100")
    start(page)
    expect(badge(page)).to_have_text("Failed", timeout=60 * SECONDS)
    expect(page.get_by_text(re.compile("The loss became (inf|nan) at step"))).to_be_visible()


def test_a_mistake_is_told_and_nothing_is_lost(visit):
    page = visit("/train?optimizer=SGD&SGD.momentum=0.5&epochs=banana&run=nothing")
    expect(page.get_by_text("There is no run nothing here")).to_be_visible()
    expect(page.get_by_label("momentum", exact=True)).to_have_value("0.5")


def test_runs_are_listed_named_compared_deleted_and_brought_back(visit):
    page = visit("/train?model=MLP&epochs=2")
    start(page)
    expect(badge(page)).to_have_text("Finished", timeout=60 * SECONDS)
    first = page.url
    page.get_by_text("Take this run home").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=".zip").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert {name.partition("/")[2] for name in archive.namelist()} >= {"README.txt", "train.py", "checkpoint.pt"}
        assert json.loads(archive.read(f"{page.url.rpartition('run=')[2]}/config.json"))["epochs"] == 2
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_function("first => location.href !== first", arg=first)
    expect(badge(page)).to_have_text("Finished", timeout=60 * SECONDS)
    page.get_by_role("link", name="My runs").click()
    rows = page.locator(".pg-runs tbody tr")
    expect(rows).to_have_count(2)

    rows.nth(0).click()
    expect(page.get_by_role("link", name="Open")).to_be_visible()
    page.get_by_text("Name, tags, note").click()
    expect(page.get_by_role("textbox", name="Note")).to_be_visible()  # the fields load one by one and move the button
    page.get_by_role("textbox", name="Name").fill("the second")
    page.get_by_role("button", name="Keep").click()
    expect(rows.nth(0)).to_contain_text("the second")
    page.get_by_role("checkbox", name="Mark MLP · digits").click()
    expect(page.get_by_text("2 runs compared")).to_be_visible()
    expect(page.get_by_text("The settings are the same")).to_be_visible()
    expect(page.locator(".pg-figure svg.main-svg").first).to_be_visible()
    page.get_by_role("radio", name="epoch").click()
    page.wait_for_url(re.compile("compare.axis=epoch"))

    other = visit(page.url[page.url.index("/runs") :], locale="ja-JP", dark=True, width=390, height=844)
    expect(other.get_by_text("2 件の実行の比較")).to_be_visible()
    expect(other.get_by_text("ほかの人の実行").first).to_be_visible()
    expect(other.locator(".pg-figure svg.main-svg").first).to_be_visible()
    assert other.get_by_test_id("stMain").evaluate("main => main.scrollWidth - main.clientWidth") == 0

    page.get_by_role("button", name="Delete 2").click()
    expect(page.get_by_text("You have no runs yet")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(2)
    rows.nth(1).click()
    page.get_by_role("link", name="Again, with a change").click()
    expect(page.locator("h1")).to_have_text("Train a network")
    page.wait_for_url(re.compile("epochs=2"))
    page.get_by_role("link", name="My runs").click()
    page.get_by_role("button", name="Delete", exact=True).click()  # it is still marked
    expect(rows).to_have_count(1)
    page.goto(first)
    expect(page.get_by_text("It may have been deleted")).to_be_visible()


def test_the_home_page_is_alive(visit):
    page = visit("/", dark=True)
    page.get_by_role("button", name="Train a CNN now").click()
    has_points(page)
    expect(page.get_by_text("Autograd finds the slope")).to_be_visible()
    expect(page.get_by_label("CPU")).to_be_visible()
    expect(page.get_by_label("memory")).to_have_attribute("max", "100")
    page.get_by_role("link", name="Open this run").click()
    expect(page.locator("h1")).to_have_text("Train a network")
    has_points(page)
    page.go_back()
    expect(page.locator("h1")).to_have_text("PyTorch Playground")


@pytest.mark.parametrize("path", ["/", "/train", "/runs"])
@pytest.mark.parametrize(("locale", "dark"), [("en-US", False), ("ja-JP", True)])
def test_every_page_fits_a_phone(visit, path, locale, dark):
    page = visit(path, locale=locale, dark=dark, width=390, height=844)
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_text("Lesson" if locale == "en-US" else "解説", exact=True)).to_be_attached()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth - main.clientWidth") == 0


def test_rapid_clicks_do_no_harm(visit):
    page = visit("/train?epochs=1&model=MLP")
    button = page.get_by_role("button", name="Start", exact=True)
    for _ in range(8):
        button.click(delay=0, no_wait_after=True)
    expect(page.get_by_text("runs waiting")).to_have_count(0)
    expect(badge(page)).to_have_text("Finished", timeout=60 * SECONDS)
    page.keyboard.press("F5")
    expect(page.locator("h1")).to_be_visible()
