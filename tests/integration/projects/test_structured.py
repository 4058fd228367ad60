"""Data for machines: parses, says what the page says, cannot break out of its block."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from projects.templatetags.structured import block
from tests.factories import records
from tests.factories.scene import Scene, scene

pytestmark = pytest.mark.django_db
SITE = "http://testserver"


@pytest.fixture
def world() -> Scene:
    made = scene()
    records.organisation(made.project)
    return made


def data(client: Client, url: str) -> dict[str, Any]:
    """The nodes of the page's block by type."""
    (written,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(url).content.decode())
    read = json.loads(written)
    assert read["@context"] == "https://schema.org"
    return {node["@type"]: node for node in read["@graph"]}


def ways(found: dict[str, Any]) -> list[tuple[str, str]]:
    items = found["BreadcrumbList"]["itemListElement"]
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    return [(item["name"], item.get("item", "").removeprefix(SITE)) for item in items]


def test_a_project_with_who_said_what(client: Client, world: Scene) -> None:
    found = data(client, world.project.get_absolute_url())
    project = found["Project"]
    assert project["name"] == "云岭智算中心" and project["alternateName"] == ["智算中心"]
    assert project["location"]["address"]["addressRegion"] == "山东省"
    assert project["location"]["name"] == "海湾智能产业园"
    assert project["member"] == [{"@type": "Organization", "name": "示范科技有限公司"}]
    claim = next(each for each in project["subjectOf"] if each["name"].startswith("总投资"))
    citation = world.citation(world.project, "investment_cny")
    assert (claim["name"], claim["text"]) == ("总投资：16.2亿元", "总投资16.2亿元")
    assert claim["url"] == f"{SITE}{citation.get_absolute_url()}"
    assert claim["appearance"]["headline"] == "云岭智算中心主体封顶"
    assert claim["about"]["@id"] == project["@id"] == found["WebPage"]["mainEntity"]["@id"]
    assert [each["datePublished"] for each in found["WebPage"]["citation"]] == ["2024-06-03", "2023-02-08"]
    assert ways(found) == [
        ("全国", "/regions/"),
        ("山东省", "/regions/370000/"),
        ("青岛市", "/regions/370200/"),
        ("崂山区", "/regions/370212/"),
        ("云岭智算中心", ""),
    ]


def test_a_park_is_a_place_and_a_batch_a_list(client: Client, world: Scene) -> None:
    place = data(client, world.park.get_absolute_url())["Place"]
    assert place["address"] == {
        "@type": "PostalAddress",
        "addressCountry": "CN",
        "addressRegion": "山东省",
        "addressLocality": "青岛市崂山区",
    }
    assert data(client, world.batch.get_absolute_url())["ItemList"]["numberOfItems"] == 62
    phase = data(client, world.phase.get_absolute_url())["Project"]
    assert phase["parentOrganization"]["name"] == "云岭智算中心"


def test_an_article_and_what_it_mentions(client: Client, world: Scene) -> None:
    article = data(client, world.first.get_absolute_url())["NewsArticle"]
    assert article["headline"] == "崂山区集中开工" and article["publisher"]["name"] == "示例日报"
    assert article["isBasedOn"] == "https://news.example.com/1"
    assert {each["name"] for each in article["mentions"]} == {world.project.name, world.batch.name, world.park.name}
    for each in article["mentions"]:
        assert client.get(each["url"]).status_code == 200


def test_places_industries_and_the_whole(client: Client, world: Scene) -> None:
    assert ways(data(client, "/regions/370200/"))[-2:] == [("山东省", "/regions/370000/"), ("青岛市", "")]
    assert ways(data(client, "/industries/0102/"))[1][0] == "人工智能"
    whole = data(client, "/overview/")["Dataset"]
    assert "3 个" in whole["description"]
    for each in whole["distribution"]:
        assert client.get(each["contentUrl"]).headers["Content-Type"].startswith(each["encodingFormat"])


def test_no_words_end_the_block(client: Client, world: Scene) -> None:
    nasty = "</script><script>alert(1)</script><!-- & \u2028"
    assert json.loads(block({"name": nasty}).partition(">")[2].rpartition("<")[0]) == {"name": nasty}
    world.project.name = nasty
    world.project.save()
    html = client.get(world.project.get_absolute_url()).content.decode()
    assert "<script>alert" not in html and "<!--" not in html
    assert data(client, world.project.get_absolute_url())["Project"]["name"] == nasty


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_it_is_the_same_in_every_language(client: Client, world: Scene, language: str) -> None:
    url = world.project.get_absolute_url()
    plain = data(client, url)
    client.cookies["django_language"] = language
    assert data(client, url) == plain
