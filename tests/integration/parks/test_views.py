"""Pages of parks and regions."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from tests.factories import records, vocabulary
from tests.factories.scene import scene

pytestmark = pytest.mark.django_db


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_a_park_shows_its_facts_its_projects_and_its_parks(client: Client) -> None:
    world = scene()
    records.park("海湾智能产业园东区", parent=world.park)
    shown = text(client, world.park.get_absolute_url())
    assert "全国 山东省 青岛市 崂山区" in shown
    assert "平方公里" in shown and "≈ 7,500 亩" in shown
    assert "园区内的项目 1 个" in shown and "已计投资 16.2 亿元" in shown
    assert shown.index("园区内的项目") < shown.index("总投资的分布") < shown.rindex("云岭智算中心")
    assert "下属园区 1 个 海湾智能产业园东区" in shown
    assert "来源文章 1 篇 崂山区集中开工" in shown


def test_the_largest_projects_of_a_park_come_first_and_unknown_last(client: Client) -> None:
    park = records.park("示范园")
    for name, money in (("甲项目", None), ("乙项目", 10**8), ("丙项目", 10**9)):
        records.project(name, park=park, investment_cny=money)
    shown = text(client, park.get_absolute_url())
    assert shown.index("丙项目") < shown.index("乙项目") < shown.index("甲项目")


def test_a_region_counts_what_lies_in_it_and_below(client: Client) -> None:
    scene()
    records.project("黄岛示范项目", region=vocabulary.region("370211"))
    records.project("昆山示范项目", region=vocabulary.region("320583"))
    province = text(client, "/regions/370000/")
    assert "4 个项目" in province and "1 个园区" in province
    assert "地区 项目 已计投资 园区 青岛市" in province
    assert "黄岛示范项目" in province and "昆山示范项目" not in province
    county = text(client, "/regions/370211/")
    assert "1 个项目" in county and "0 个园区" in county


def test_the_numbers_of_a_region_are_those_of_the_lists(client: Client) -> None:
    scene()
    shown = text(client, "/regions/370200/")
    number = re.search(r"(\d+) 个项目", shown)
    assert number
    assert f"{number[1]} 个项目" in text(client, "/projects/?region=370200")


def test_the_list_of_regions_has_provinces_and_cities_with_records(client: Client) -> None:
    scene()
    vocabulary.region("440300")
    shown = text(client, "/regions/")
    assert "山东省 1 个园区 · 3 个项目 青岛 4" in shown
    assert "广东省 暂无收录" in shown
    assert "深圳" not in shown


def test_a_region_without_records_says_so(client: Client) -> None:
    vocabulary.region("440305")
    assert "南山区还没有收录园区或项目" in text(client, "/regions/440305/")
