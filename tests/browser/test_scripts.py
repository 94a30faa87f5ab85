"""Components' scripts come over the network: late, or only at the second try."""

from playwright.sync_api import expect

FIGURE = "**/api/scripts/figure-*"


def test_a_chart_stays_though_the_page_runs_again_while_its_script_loads(visit):
    page, waiting = visit("/"), []
    page.route(FIGURE, lambda route: waiting.append(route), times=1)
    visit("/descent", page=page)
    for count in (1, 2):
        page.get_by_role("button", name="Take a step", exact=True).click()
        page.wait_for_url(f"**steps={count}*")
        page.wait_for_timeout(1500)  # until the page has run and the chart has its new data
    waiting[0].continue_()
    expect(page.locator(".pg-figure .main-svg").first).to_be_visible(timeout=30_000)
    page.wait_for_timeout(500)
    expect(page.locator(".pg-figure .main-svg").first).to_be_visible()


def test_a_script_that_does_not_come_is_asked_for_again(visitors, server):
    page = visitors.come("en-US", False, 1280, 720).new_page()  # its console tells of the failure
    asked = []
    page.on("request", lambda request: "/api/scripts/figure-" in request.url and asked.append(request.url))
    page.route(FIGURE, lambda route: route.abort(), times=1)
    page.goto(f"{server.url}/descent")
    expect(page.locator(".pg-figure .main-svg").first).to_be_visible(timeout=30_000)
    visitors.go()
    assert [url.endswith("?again") for url in asked] == [False, True]
