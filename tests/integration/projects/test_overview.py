"""Overview pages: every number that can be clicked is the number found."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from projects.actions.indexing import index
from projects.models import Project
from projects.overview import industries, overview
from tests.factories import articles, records, vocabulary
from tests.factories.scene import Scene, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Scene:
    made = scene()
    extra = records.project(
        "昆山示范项目", region=vocabulary.region("320583"), investment_cny=3 * 10**8, status="signed"
    )
    articles.citation(
        extra, "investment_cny", 3 * 10**8, "总投资3亿元", articles.article("总投资3亿元。", published="2024-02-01")
    )
    extra.industries.add(vocabulary.industry("0401"))
    index([extra])
    return made


def totals(client: Client, url: str) -> int:
    found = re.search(r'<strong class="num">([\d,]+)</strong>', client.get(url).content.decode())
    assert found, url
    return int(found[1].replace(",", ""))


@pytest.mark.parametrize("start", ["/overview/", "/regions/370000/", "/industries/01/", "/industries/0401/"])
def test_every_number_is_the_number_found(client: Client, world: Scene, start: str) -> None:
    html = client.get(start).content.decode()
    labelled = re.findall(r'<a href="(/projects/\?[^"]+)" aria-label="[^"]*：([\d,]+)"', html)
    cells = re.findall(r'<td><a href="(/projects/\?[^"]+)">([\d,]+)</a>', html)
    lines = re.findall(r'<a class="count" href="(/projects/\?[^"]+)" aria-label="[^"]*：([\d,]+) 个', html)
    assert labelled and cells and lines
    for url, number in {*labelled, *cells, *lines}:
        assert totals(client, unescape(url)) == int(number.replace(",", "")), url


def test_quartiles_are_those_of_projects_without_batches(world: Scene) -> None:
    spread = overview().spread
    assert spread and spread.known == 2
    assert spread.median == pytest.approx((16.2e8 + 3e8) / 2)
    assert totals(Client(), spread.url) == 2


def test_a_scope_holds_its_own_only(world: Scene) -> None:
    assert overview().total == Project.objects.count() == 4
    assert overview(region="320000").total == 1
    assert [each.name for each in overview(region="370000").regions] == ["青岛市"]
    assert overview(industry="01").total == 1


def test_nothing_known_is_no_error(client: Client) -> None:
    made = overview()
    assert (made.total, made.spread, made.charts) == (0, None, [])
    assert client.get("/overview/").status_code == 200


def test_industries_count_leaves_into_their_top(world: Scene) -> None:
    counted = {each.industry.pk: each for each in industries()}
    assert counted["01"].projects == 1
    assert [(leaf.industry.pk, leaf.projects) for leaf in counted["01"].children] == [("0102", 1)]


def test_unknown_industry_is_a_kind_404(client: Client) -> None:
    assert client.get("/industries/9999/").status_code == 404


def test_parks_with_most_projects_lead_to_them(world: Scene) -> None:
    (ranked,) = overview().parks
    assert (ranked.name, ranked.count) == (world.park.name, 1)
