"""What a reader does in a real browser: find a figure, see its words; on a phone, in the dark, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories.scene import Scene, scene

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def world() -> Scene:
    return scene()


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """Errors that the browser reports; the content policy's among them."""
    found: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            found.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert found == []


def in_view(page: Page, selector: str) -> bool:
    """Whether the element lies wholly inside the window."""
    box = page.locator(selector).bounding_box()
    size = page.viewport_size
    assert box and size
    return box["y"] >= 0 and box["y"] + box["height"] <= size["height"]


def test_from_home_to_the_words_behind_a_figure(
    page: Page, live_server: LiveServer, world: Scene, complaints: list[str]
) -> None:
    page.goto(live_server.url)
    page.get_by_label("搜索项目").fill("智算中心")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name="云岭智算中心", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("云岭智算中心")
    page.locator("#f-land_area_m2 .figure").click()
    citation = world.citation(world.project, "land_area_m2")
    target = page.locator("mark:target")
    expect(target).to_have_attribute("id", f"c{citation.pk}")
    expect(target).to_have_text("占地约53亩")
    assert in_view(page, "mark:target")


def test_from_the_article_back_to_the_record(page: Page, live_server: LiveServer, world: Scene) -> None:
    page.goto(f"{live_server.url}{world.first.get_absolute_url()}")
    page.locator(".text .ref").filter(visible=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("崂山区集中开工项目")


def test_filters_are_a_sheet_on_a_phone_and_need_no_script(
    browser: Browser, live_server: LiveServer, world: Scene
) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/projects/")
    sheet = page.locator("#filters")
    expect(sheet).to_be_hidden()
    page.get_by_role("link", name="筛选").click()
    expect(sheet).to_be_visible()
    expect(page.get_by_role("link", name="查看 3 条结果")).to_be_visible()
    sheet.get_by_role("link", name="在建").click()
    expect(page.get_by_role("link", name="筛选（1）")).to_be_visible()
    expect(sheet).to_be_hidden()
    context.close()


def test_nothing_is_wider_than_a_phone(page: Page, live_server: LiveServer, world: Scene) -> None:
    page.set_viewport_size(PHONE)
    for url in urls(world):
        page.goto(f"{live_server.url}{url}")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], (url, width)


def test_the_colour_switch_holds_over_pages(
    page: Page, live_server: LiveServer, world: Scene, complaints: list[str]
) -> None:
    page.goto(live_server.url)
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.get_by_role("button", name="深色").click()
    page.goto(f"{live_server.url}/projects/")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light
    expect(page.get_by_role("button", name="深色")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="跟随系统").click()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == light


def test_the_first_tab_skips_to_the_text(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def urls(world: Scene) -> list[str]:
    """One address per template and state."""
    citation = world.citation(world.batch, "investment_cny")
    return [
        "/",
        "/?by=money",
        "/projects/",
        "/search/?q=智算&explain=1",
        "/help/search/",
        "/projects/?q=智算&region=370212&status=none",
        "/projects/?q=葡萄&status=signed",
        "/projects/?region=abc",
        "/parks/",
        "/articles/",
        "/regions/",
        "/regions/370000/",
        "/overview/?by=money",
        "/industries/",
        "/industries/01/",
        f"/compare/?ids={world.project.pk},{world.batch.pk}",
        f"/compare/?ids={world.project.pk}",
        "/changes/",
        world.project.get_absolute_url(),
        world.batch.get_absolute_url(),
        world.park.get_absolute_url(),
        citation.get_absolute_url(),
        f"{world.first.get_absolute_url()}?view=raw",
        "/nothing/",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(browser: Browser, live_server: LiveServer, world: Scene, scheme: str, width: int) -> None:
    context = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light", viewport={"width": width, "height": 900}, bypass_csp=True
    )
    page = context.new_page()
    found: list[str] = []
    for url in urls(world):
        page.goto(f"{live_server.url}{url}")
        page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true; })")
        for violation in Axe().run(page).response["violations"]:
            found += [f"{url} {violation['id']}: {node['html'][:160]}" for node in violation["nodes"]]
    context.close()
    assert found == []
