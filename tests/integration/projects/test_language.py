"""Fields and comparisons of the query language find the records they name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from projects.actions.indexing import index
from projects.facets import KINDS
from projects.search import RecordSearch
from tests.factories import articles, records, vocabulary

pytestmark = pytest.mark.django_db


def search(typed: str, **more: str) -> RecordSearch:
    """A search over everything."""
    data = QueryDict(mutable=True)
    data.update({"q": typed, **more})
    return RecordSearch(tuple(KINDS), data)


@pytest.fixture
def world() -> None:
    """Three projects and a park that differ in every field."""
    laoshan, kunshan = vocabulary.region("370212"), vocabulary.region("320583")
    park = records.park("海湾智能产业园", region=laoshan)
    rows = [
        records.project("甲芯片厂", region=laoshan, park=park, investment_cny=15 * 10**8, status="construction"),
        records.project("乙数据厂", region=kunshan, investment_cny=5 * 10**8, land_area_m2=200_000, status="operating"),
        records.project("丙影视城", land_area_m2=66666.67),
    ]
    rows[0].industries.add(vocabulary.industry("0101"))
    dates = (timezone.localdate() - timedelta(days=10)).isoformat(), "2021-05-03", "2019"
    for row, published, publisher in zip(rows, dates, ("示例日报", "示例晚报", ""), strict=True):
        source = articles.article(f"{row.name}的消息。", title="", published=published, publisher=publisher)
        articles.citation(row, "name", row.name, row.name, source, chosen=True)
    index([*rows, park])


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("地区:山东", "甲芯片厂"),
        ("地区：嶗山", "甲芯片厂"),
        ("地区:山东,江苏", "乙数据厂 甲芯片厂"),
        ("地区:未披露", "丙影视城"),
        ("园区:海湾", "甲芯片厂"),
        ('园区:"海湾智能"', "甲芯片厂"),
        ("状态:在建", "甲芯片厂"),
        ("状态:投产", "乙数据厂"),
        ("投资:>10亿", "甲芯片厂"),
        ("投资:≥15亿元", "甲芯片厂"),
        ("投资:<10亿", "乙数据厂"),
        ("投资:5亿..10亿", "乙数据厂"),
        ("投资:5-10亿", "乙数据厂"),
        ("投资:10亿以上", "甲芯片厂"),
        ("投资:15", "甲芯片厂"),
        ("投资:未披露", "丙影视城"),
        ("-投资:>10亿", "丙影视城 乙数据厂"),
        ("用地:100..500亩", "丙影视城 乙数据厂"),
        ("用地:>0.1平方公里", "乙数据厂"),
        ("年份:2021", "乙数据厂"),
        ("年份:2019..2021", "丙影视城 乙数据厂"),
        ("年份:<=2019", "丙影视城"),
        ("年份:>2021", "甲芯片厂"),
        ("年份:2021Q2", "乙数据厂"),
        ("年份:2021-04..2021-06", "乙数据厂"),
        ("近90天", "甲芯片厂"),
        ("标题:影视", "丙影视城"),
        ("来源:晚报", "乙数据厂"),
        ("地区:江苏 OR 标题:影视", "丙影视城 乙数据厂"),
        ("(地区:江苏 投资:>10亿) OR 影视", "丙影视城"),
        ("厂 -(地区:江苏 OR 近1年)", ""),
        ("-地区:山东,江苏", "丙影视城"),
    ],
)
def test_fields_find_records(world: None, typed: str, names: str) -> None:
    found = search(typed, kind="project")
    assert (found.errors, found.repaired) == ([], None)
    assert sorted(hit.record.name for hit in found.page.hits) == names.split()
    assert found.total == len(names.split())


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("地区:火星", "没有“火星”这个行政区划"),
        ("投资:很多", "看不懂这个金额"),
        ("用地:10米", "看不懂这个面积"),
        ("年份:去年", "看不懂这个时间"),
        ("状态:无", "没有“无”这一项"),
        ("园区:没有的", "没有名字含“没有的”的园区"),
        ("行业:天", "没有“天”这个行业"),
        ("来源:没有的", "没有名称含“没有的”的来源"),
        ("地区:", "没有可以检索的词"),
        ("投资:>", "看不懂这个金额"),
        ("投资:>1亿..", "看不懂这个金额"),
    ],
)
def test_what_cannot_be_read_is_said(world: None, typed: str, words: str) -> None:
    found = search(typed)
    assert any(words in error for error in found.errors) or found.query == "地区:"
    assert found.total >= 0 and all(error.endswith("。") for error in found.errors)


def test_synonyms_are_told_and_switched_off(world: None) -> None:
    index([records.project("示范虚拟现实基地")])
    found = search("VR")
    assert found.also is not None and found.also.words == ["VR → 虚拟现实"]
    assert [hit.title for hit in found.page.hits] == ["示范<mark>虚拟现实</mark>基地"]
    off = RecordSearch(tuple(KINDS), QueryDict(found.also.off.removeprefix("?")))
    assert (off.total, off.also) == (0, None)
    assert off.literal == "?q=VR"


def test_a_repaired_query_is_offered(world: None) -> None:
    found = search("(甲芯片厂 OR")
    assert found.repaired is not None and found.repaired.label == "甲芯片厂"
    again = RecordSearch(tuple(KINDS), QueryDict(found.repaired.url.removeprefix("?")))
    assert (again.errors, again.total) == ([], found.total)


def test_a_part_of_a_name_never_leaks_past_not(world: None) -> None:
    assert search("据厂", kind="project").total == 1
    assert search("-据厂", kind="project").total == 2
