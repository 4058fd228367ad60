"""robots.txt, sitemaps, and which pages search engines may list."""

from __future__ import annotations

import re
from typing import Any
from urllib.robotparser import RobotFileParser

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from projects import sitemaps
from projects.actions.publishing import withhold
from projects.models import Project
from tests.factories import people, records
from tests.factories.scene import Scene, scene

pytestmark = pytest.mark.django_db
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
SITE = "http://testserver"


@pytest.fixture
def world() -> Scene:
    return scene()


def locations(client: Client, url: str) -> list[str]:
    response = client.get(url)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/xml")
    found = [str(loc.text) for loc in etree.fromstring(response.content).iter(LOC)]
    assert all(each.startswith(f"{SITE}/") for each in found)
    return [each.removeprefix(SITE) for each in found]


def test_every_page_is_listed_once_and_is_there(client: Client, world: Scene) -> None:
    sections = locations(client, "/sitemap.xml")
    listed = [url for each in sections for url in locations(client, each)]
    assert len(listed) == len(set(listed))
    for each in (world.project, world.phase, world.batch, world.park, world.first, world.second):
        assert each.get_absolute_url() in listed
    assert {"/", "/overview/", "/regions/370000/", "/regions/370212/", "/industries/0102/"} <= set(listed)
    assert "/regions/110000/" not in listed, "empty places are no pages to find"
    for url in listed:
        html = client.get(url).content.decode()
        assert '<meta name="robots"' not in html, url
        assert f'<link rel="canonical" href="{url}">' in html


def test_what_is_withheld_is_not_listed(client: Client, world: Scene) -> None:
    withhold(world.project, user=people.superuser(), reason="核实中")
    assert world.project.get_absolute_url() not in locations(client, "/sitemap-projects-0.xml")


def test_sections_are_ranges_of_keys_that_nobody_counts(
    client: Client, world: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "SECTION", 2)
    far = records.project(pk=world.batch.pk + 100)
    last = far.pk // 2
    assert locations(client, f"/sitemap-projects-{last}.xml") == [far.get_absolute_url()]
    assert client.get(f"/sitemap-projects-{last + 1}.xml").status_code == 404
    for url in ("/sitemap.xml", f"/sitemap-projects-{last}.xml"):
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        assert not [q["sql"] for q in queries if "COUNT(" in q["sql"]]
    with CaptureQueriesContext(connection) as queries:
        locations(client, f"/sitemap-projects-{world.project.pk // 2}.xml")
    assert all("BETWEEN" in q["sql"] or ">=" in q["sql"] or "max(" in q["sql"].lower() for q in queries)


@pytest.mark.parametrize("name", ["x", "projects", "projects-1", f"projects-{'9' * 40}", "regions-0", "projects--1"])
def test_what_no_section_is_called_is_not_found(client: Client, name: str) -> None:
    assert client.get(f"/sitemap-{name}.xml").status_code == 404


def test_an_empty_site_has_a_sitemap(client: Client) -> None:
    assert locations(client, "/sitemap.xml") == ["/sitemap-pages.xml"]
    assert "/" in locations(client, "/sitemap-pages.xml")


def test_robots_read_records_and_leave_the_rest(client: Client, world: Scene) -> None:
    text = client.get("/robots.txt").content.decode()
    robots = RobotFileParser()
    robots.parse(text.splitlines())
    assert robots.site_maps() == [f"{SITE}/sitemap.xml"]
    for url in ("/", world.project.get_absolute_url(), "/projects/?region=370000", "/feeds/parks/", "/articles/1/"):
        assert robots.can_fetch("*", url), url
    for url in ("/admin/", "/saved/", "/login/", "/suggest/?q=a", "/compare/?ids=1"):
        assert not robots.can_fetch("*", url), url
    assert "Disallow: /*?*&" in text


def test_filtered_lists_are_not_listed_but_followed(client: Client, world: Scene) -> None:
    filtered = ["/projects/?region=370000", "/parks/?q=a", "/search/?page=2", "/articles/?q=a", "/compare/?ids=1"]
    for url in filtered:
        assert re.search(r'<meta name="robots" content="noindex', client.get(url).content.decode()), url
    for url in ("/projects/", "/parks/", "/search/", "/articles/", "/overview/", "/regions/370000/", "/changes/"):
        assert "noindex" not in client.get(url).content.decode(), url


def test_the_address_of_the_site_can_be_set(client: Client, world: Scene, settings: Any) -> None:
    settings.SITE_URL = "https://kb.example.cn"
    for url in ("/sitemap.xml", "/sitemap-pages.xml", "/sitemap-projects-0.xml", "/robots.txt"):
        body = client.get(url).content.decode()
        assert "https://kb.example.cn/" in body and "testserver" not in body, url
    assert Project.objects.count() == 3
