"""Records side by side, every figure with its source."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from projects.compare import compare
from tests.factories import articles, records
from tests.factories.scene import Scene, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Scene:
    return scene()


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_every_figure_is_cited_and_differences_are_marked(client: Client, world: Scene) -> None:
    url = f"/compare/?ids={world.project.pk}&ids={world.batch.pk}"
    html = client.get(url).content.decode()
    for record in (world.project, world.batch):
        assert world.citation(record, "investment_cny").get_absolute_url() in html
    rows = {row.field.name: row for row in compare("project", [str(world.project.pk), str(world.batch.pk)]).rows}
    assert rows["investment_cny"].differs
    assert not rows["region"].differs
    assert rows["land_area_m2"].cells[1] is None


def test_order_commas_and_doubles(world: Scene) -> None:
    asked = [f"{world.batch.pk},{world.project.pk}", str(world.batch.pk)]
    assert [column.record for column in compare("project", asked).columns] == [world.batch, world.project]


def test_what_cannot_be_compared_is_said(client: Client, world: Scene) -> None:
    more = [records.project().pk for _ in range(4)]
    query = "&".join(f"ids={key}" for key in [*more, world.project.pk, 999999, "甲"])
    shown = text(client, f"/compare/?{query}")
    assert "最多并排 4 个，已取前 4 个" in shown
    assert "没有编号为 999999 的项目" in shown
    assert "“甲”不是编号，已略去" in shown


def test_one_record_offers_those_near_it(client: Client, world: Scene) -> None:
    other = records.project("海湾示范项目", park=world.park)
    html = client.get(f"/compare/?ids={world.project.pk}").content.decode()
    assert f"ids={world.project.pk}&amp;ids={other.pk}" in html


def test_parks_are_compared_too(client: Client, world: Scene) -> None:
    other = records.park("示范园", land_area_m2=10**6)
    shown = text(client, f"/compare/?kind=park&ids={world.park.pk}&ids={other.pk}")
    assert "对比园区" in shown and "海湾智能产业园" in shown and "示范园" in shown
    assert "还没有选园区" in text(client, "/compare/?kind=park")


def test_four_records_take_the_queries_of_two(client: Client, world: Scene, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    keys = [world.project.pk, world.batch.pk]
    for name in ("甲项目", "乙项目"):
        more = records.project(name)
        articles.citation(more, "investment_cny", 10**8, "总投资1亿元", chosen=True)
        keys.append(more.pk)
    with django_assert_max_num_queries(8):
        client.get(f"/compare/?ids={','.join(map(str, keys))}")


def test_a_list_has_boxes_and_a_record_a_link(client: Client, world: Scene) -> None:
    html = client.get("/projects/").content.decode()
    assert f'name="ids" value="{world.project.pk}" form="compare-project"' in html
    assert f"/compare/?ids={world.project.pk}" in client.get(world.project.get_absolute_url()).content.decode()
    assert f"/compare/?kind=park&amp;ids={world.park.pk}" in client.get(world.park.get_absolute_url()).content.decode()
