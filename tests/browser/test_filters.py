"""How filters and the menu of files stand on wide and narrow screens."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories.scene import scene

pytestmark = pytest.mark.django_db(transaction=True)

#: The right edges of all that fits a selector, whole pixels.
EDGES = "elements => elements.map(each => Math.round(each.getBoundingClientRect().right))"


def test_filters_fit_a_phone(page: Page, live_server: LiveServer) -> None:
    scene()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/search/#filters")
    expect(page.locator("#filters")).to_be_visible()
    assert max(page.locator("#filters a, #filters input, #filters button").evaluate_all(EDGES)) <= 390
    for each in page.locator("#filters .with-minus:visible").all():
        box = each.locator(".value").bounding_box()
        assert box is not None and box["height"] >= 44


def test_the_numbers_of_a_filter_stand_in_one_column(page: Page, live_server: LiveServer) -> None:
    scene()
    page.goto(f"{live_server.url}/search/?kind=project&status=-none")
    for facet in page.locator(".side .facet").all():
        edges = facet.locator(".side-values > li > .with-minus .n").evaluate_all(EDGES)
        assert len({*edges}) <= 1


def test_the_menu_of_files_stays_on_the_page(page: Page, live_server: LiveServer) -> None:
    scene()
    page.goto(f"{live_server.url}/search/")
    page.get_by_text("导出", exact=True).click()
    expect(page.get_by_role("link", name="Excel")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
