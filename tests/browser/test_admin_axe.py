"""The admin's pages by axe, as an editor opens them: sign-in, lists, forms and desks, in light and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from projects.actions import runs
from projects.actions.review import decide
from tests.browser.test_editing import doubtful, sign_in
from tests.browser.test_tasks import NEWS
from tests.factories.scene import Scene, scene

#: Django's own: the box that searches while one types, and the empty corners of its tables.
DJANGOS = {"exclude": [[".select2"], [".inline-group thead"]]}
pytestmark = pytest.mark.django_db(transaction=True)


def pages(world: Scene) -> list[str]:
    """One address per template of the admin."""
    run = runs.upload([("示例.txt", NEWS.encode())], user=None)
    runs.preview(run)
    decide(world.project, "status", "signed", user=None)
    project = world.project.pk
    return [
        reverse("admin:index"),
        reverse("admin:projects_project_changelist"),
        reverse("admin:projects_project_change", args=[project]),
        reverse("admin:projects_project_publish", args=[project]),
        f"{reverse('admin:projects_candidate_alike')}?kind=project&pk={project}",
        reverse("admin:projects_article_changelist"),
        reverse("admin:projects_article_change", args=[world.first.pk]),
        reverse("admin:projects_article_workbench", args=[world.first.pk]),
        reverse("admin:projects_doubt_changelist"),
        reverse("admin:projects_doubt_desk"),
        f"{reverse('admin:projects_candidate_compare')}?kind=project&one={project}&other={world.phase.pk}",
        reverse("admin:projects_importrun_add"),
        reverse("admin:projects_importrun_change", args=[run.pk]),
        reverse("admin:projects_deed_changelist"),
    ]


def violations(page: Page, address: str) -> list[str]:
    """What axe has against a page, all its folds open."""
    page.goto(address)
    page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true; })")
    found = Axe().run(page, context=DJANGOS).response["violations"]
    return [f"{address} {each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, live_server: LiveServer, scheme: str) -> None:
    world = scene()
    doubtful(2)
    context = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": 1280, "height": 900},
        locale="zh-CN",
        bypass_csp=True,
    )
    page = context.new_page()
    found = violations(page, f"{live_server.url}{reverse('admin:login')}")
    sign_in(page, live_server)
    expect(page.locator("#user-tools")).to_be_visible()
    for url in pages(world):
        found += violations(page, f"{live_server.url}{url}")
    context.close()
    assert found == []
