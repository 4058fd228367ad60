"""Whole journeys of an analyst: from a region to the marked words and back, comparing, on paper, by keyboard."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pdfplumber
import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories.scene import Scene, scene

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> Scene:
    return scene()


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def reader(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page with and without JavaScript."""
    context = browser.new_context(java_script_enabled=request.param, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def test_browse_to_the_words_and_back_with_the_filters_kept(
    reader: Page, live_server: LiveServer, world: Scene
) -> None:
    reader.goto(f"{live_server.url}/projects/")
    reader.get_by_role("group", name="地区").get_by_role("link", name="山东省").first.click()
    reader.get_by_role("group", name="行业").get_by_role("link", name="人工智能").first.click()
    reader.get_by_role("group", name="投资额").get_by_role("link", name="10–50亿").first.click()
    filtered = reader.url
    assert all(name in filtered for name in ("region=", "industry=", "investment="))
    reader.locator(".hit").get_by_role("link", name="云岭智算中心", exact=True).click()
    reader.locator("#f-investment_cny .figure").first.click()
    expect(reader.locator("mark:target")).to_have_text("总投资16.2亿元")
    reader.go_back()
    reader.go_back()
    assert reader.url == filtered
    expect(reader.get_by_role("link", name="去掉 10–50亿").first).to_be_visible()


def test_from_a_tile_by_money_down_to_the_projects_of_a_city(
    reader: Page, live_server: LiveServer, world: Scene
) -> None:
    reader.goto(live_server.url)
    reader.get_by_role("navigation", name="按个数还是按投资").get_by_role("link", name="已计投资").click()
    tile = reader.locator(".tiles a", has_text="山东")
    expect(tile).to_contain_text("已计投资 16.2亿元")
    tile.focus()
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("heading", level=1)).to_have_text("山东省")
    reader.get_by_role("table").get_by_role("link", name="16.2亿元").click()
    expect(reader.locator(".total strong").first).to_have_text("1")
    how = reader.locator("details.how")
    how.get_by_text("怎么算的").click()
    expect(how).to_contain_text("合计 16.2亿元")
    how.get_by_role("link", name="计入 1 个项目").click()
    expect(reader.locator(".hit h2")).to_have_text("云岭智算中心")


def test_tick_and_compare(reader: Page, live_server: LiveServer, world: Scene) -> None:
    reader.goto(f"{live_server.url}/projects/")
    for record in (world.project, world.batch):
        reader.get_by_role("checkbox", name=f"对比 {record.name}", exact=True).check()
    reader.get_by_role("button", name="对比选中的项目").click()
    table = reader.locator("table.compare")
    expect(table).to_contain_text("云岭智算中心")
    expect(table).to_contain_text("崂山区集中开工项目")
    table.locator(".figure", has_text="306").click()
    expect(reader.locator("mark:target")).to_contain_text("总投资306亿元")


def test_a_bar_of_a_chart_leads_to_what_it_counts(reader: Page, live_server: LiveServer, world: Scene) -> None:
    reader.goto(f"{live_server.url}/overview/")
    bar = reader.locator(".chart a").first
    number = (bar.get_attribute("aria-label") or "").rpartition("：")[2]
    bar.click()
    expect(reader.locator(".total strong").first).to_have_text(number)


def test_the_language_switch(reader: Page, live_server: LiveServer, world: Scene) -> None:
    address = f"{live_server.url}{world.project.get_absolute_url()}"
    reader.goto(address)
    reader.get_by_role("button", name="English").click()
    assert reader.url == address
    expect(reader.get_by_role("link", name="Skip to content")).to_be_attached()
    reader.get_by_role("button", name="繁體中文").click()
    expect(reader.locator("html")).to_have_attribute("lang", "zh-Hant")


def test_a_phone_has_the_search_box_and_the_slash_goes_there(page: Page, live_server: LiveServer, world: Scene) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}{world.project.get_absolute_url()}")
    box = page.get_by_label("搜索项目")
    expect(box).to_be_visible()
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("a/b")
    expect(box).to_have_value("a/b")


def test_a_record_on_paper_numbers_its_sources(page: Page, live_server: LiveServer, world: Scene) -> None:
    page.goto(f"{live_server.url}{world.project.get_absolute_url()}")
    with pdfplumber.open(io.BytesIO(page.pdf(format="A4"))) as pdf:
        text = "".join(sheet.extract_text() for sheet in pdf.pages)
    assert "[1]" in text and "[2]" in text
    assert "/articles/" in text
    assert "搜索项目" not in text


def test_the_course_and_slippage_are_in_words(page: Page, live_server: LiveServer, world: Scene) -> None:
    page.goto(f"{live_server.url}{world.project.get_absolute_url()}")
    expect(page.locator(".course li").first).to_contain_text("2023-02")
    page.locator(".course .quote").first.click()
    expect(page.locator("mark:target")).to_have_text("今年2月开工")
