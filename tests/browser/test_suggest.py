"""The list under a search box, worked by keys alone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories.scene import scene

pytestmark = pytest.mark.django_db(transaction=True)


def test_names_are_chosen_by_keys(page: Page, live_server: LiveServer) -> None:
    made = scene()
    page.goto(f"{live_server.url}/search/")
    box = page.get_by_role("combobox", name="搜索全部")
    box.press_sequentially("云岭智", delay=20)
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("云岭智算中心")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("c")
    box.press("Backspace")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("云岭智算中心")
    assert page.url.endswith(made.project.get_absolute_url())


def test_enter_without_a_choice_searches(page: Page, live_server: LiveServer) -> None:
    scene()
    page.goto(f"{live_server.url}/search/")
    page.get_by_role("combobox", name="搜索全部").fill("智算")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    expect(page.locator(".hit").first).to_be_visible()
