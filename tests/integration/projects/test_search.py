"""From typed words and chosen facets to hits."""

from __future__ import annotations

from itertools import count
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from parks.models import Park
from parks.vocabulary import load
from projects.actions.indexing import index
from projects.models import Project
from projects.search import FACETS, PAGE_SIZE, RecordSearch
from tests.factories import articles, records, vocabulary

pytestmark = pytest.mark.django_db
PROJECTS = ("project", "batch")
_DATES = count(1)


def found(params: str, kinds: tuple[str, ...] = PROJECTS) -> list[str]:
    """The names on the page that ``params`` open."""
    return [hit.record.name for hit in RecordSearch(kinds, QueryDict(params)).page.hits]


def said(subject: Park | Project, text: str, quote: str, field: str = "name", **head: Any) -> None:
    """An article says so, and the record's row is up to date."""
    articles.citation(subject, field, subject.name, quote, articles.article(text, **head), chosen=True)
    index([subject])


@pytest.fixture
def four() -> dict[str, Project]:
    """Four projects that differ in every respect, in two cities."""
    laoshan, kunshan = vocabulary.region("370212"), vocabulary.region("320583")
    rows = {
        "chips": records.project(
            "海湾集成电路生产基地", region=laoshan, investment_cny=15 * 10**8, status="construction"
        ),
        "data": records.project(
            "远景大数据中心", region=laoshan, investment_cny=10**8, status="planned", land_area_m2=500
        ),
        "robot": records.project("蓝天机器人产业园", region=kunshan, land_area_m2=9000, aliases=["机器人小镇"]),
        "film": records.project("星河影视基地", status="operating", investment_cny=120 * 10**8),
    }
    rows["chips"].industries.add(vocabulary.industry("0101"), vocabulary.industry("0401"))
    rows["data"].industries.add(vocabulary.industry("0102"))
    said(
        rows["chips"],
        "海湾集成电路生产基地本周开工，预计可以带动机器人企业聚集。",
        "海湾集成电路生产基地",
        published="2023-02-08",
    )
    said(rows["data"], "远景大数据中心完成选址。", "远景大数据中心", published="2022-05")
    said(rows["robot"], "蓝天机器人产业园一期封顶，配套物流仓库。", "蓝天机器人产业园", published="2024")
    said(rows["film"], "星河影视基地迎来首个剧组。", "星河影视基地", published="")
    return rows


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("集成电路", ["海湾集成电路生产基地"]),
        ("集成電路", ["海湾集成电路生产基地"]),
        ("机器人", ["蓝天机器人产业园", "海湾集成电路生产基地"]),
        ("机器人小镇", ["蓝天机器人产业园"]),
        ("产业园", ["蓝天机器人产业园"]),
        ("机器人 -物流", ["海湾集成电路生产基地"]),
        ("影视 OR 大数据 基地", ["星河影视基地"]),
        ("影视 OR 大数据", ["远景大数据中心", "星河影视基地"]),
        ('"机器人企业"', ["海湾集成电路生产基地"]),
        ('"企业机器人"', []),
        ("“首个剧组”", ["星河影视基地"]),
        ("xinghe", ["星河影视基地"]),
        ("xingheyingshi", ["星河影视基地"]),
        ("xhysjd", ["星河影视基地"]),
        ("yingshi", ["星河影视基地"]),
        ("qingdao", ["海湾集成电路生产基地", "远景大数据中心"]),
        ("崂山", ["海湾集成电路生产基地", "远景大数据中心"]),
        ("行贺", []),
    ],
)
def test_words_find_records(four: dict[str, Project], query: str, names: list[str]) -> None:
    data = QueryDict(mutable=True)
    data["q"] = query
    assert found(data.urlencode()) == names


def test_chinese_never_matches_by_sound(four: dict[str, Project]) -> None:
    assert found("q=星和") == []  # sounds like 星河


@pytest.mark.parametrize(
    "typed",
    [
        "\"'((* OR OR",
        "OR",
        "-",
        "--",
        '"',
        '""',
        "' OR 1=1 --",
        "%_\\",
        "'; DROP TABLE parks_park; --",
        ":*",
        "a:*b & !",
        "\x00园区\x00",
        "🏭",
        "<script>",
        "园" * 10_000,
        "a b " * 2_500,
        "((((",
        "!!&&||<->",
        "-a -b",
        "\ud800",
        "１２３ ＯＲ ４",
    ],
)
def test_nothing_typed_raises(four: dict[str, Project], typed: str) -> None:
    data = QueryDict(mutable=True)
    data["q"] = typed
    search = RecordSearch(PROJECTS, data)
    assert search.total == len(search.page.hits)
    assert [facet.key for facet in search.facets] == [facet.key for facet in FACETS if facet.counted]
    assert all(error.endswith("。") for error in search.errors)


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ("page=abc", "页码“abc”无效，已显示第 1 页。"),
        ("page=99", "只有 1 页，已显示最后一页。"),
        ("page=99999999999999999999", "只有 1 页，已显示最后一页。"),
        ("page=-1", "页码“-1”无效，已显示第 1 页。"),
        ("sort=magic", "没有“magic”这种排序，已按最新排序。"),
        ("region=xyz", "地区没有“xyz”这一项，已忽略。"),
        ("region=999999", "地区没有“999999”这一项，已忽略。"),
        ("industry=zz", "行业没有“zz”这一项，已忽略。"),
        ("status=done", "进度没有“done”这一项，已忽略。"),
        ("investment_min=abc", "投资额下限“abc”不是数字，已忽略。"),
        ("investment_min=-5", "投资额下限“-5”不是数字，已忽略。"),
        ("investment_min=20&investment_max=2", "投资额的下限大于上限，已对调为 2–20 亿元。"),
    ],
)
def test_bad_parameters_are_explained(four: dict[str, Project], params: str, sentence: str) -> None:
    search = RecordSearch(PROJECTS, QueryDict(params))
    assert search.errors == [sentence]
    assert search.total == len(search.page.hits) == (1 if "max" in params else 4)


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        ("newest", "蓝天机器人产业园", "星河影视基地"),
        ("investment", "星河影视基地", "蓝天机器人产业园"),
        ("land", "蓝天机器人产业园", "星河影视基地"),
    ],
)
def test_orders_put_the_unknown_last(four: dict[str, Project], sort: str, first: str, last: str) -> None:
    names = found(f"sort={sort}")
    assert (names[0], names[-1]) == (first, last)


def test_names_are_ordered_by_pinyin(four: dict[str, Project]) -> None:
    assert found("sort=name") == ["海湾集成电路生产基地", "蓝天机器人产业园", "星河影视基地", "远景大数据中心"]


def test_an_exact_name_comes_first() -> None:
    records_made = [
        records.project(name) for name in ("华北新材料基地二期", "新材料基地", "新材料基地配套仓库", "物流港")
    ]
    said(records_made[3], "物流港紧邻新材料基地，新材料基地带来货源，新材料基地今年扩建。", "新材料基地")
    index(records_made)
    names = found("q=新材料基地")
    assert names[0] == "新材料基地"
    assert names[-1] == "物流港"
    assert len(names) == 4


def test_titles_and_snippets_are_marked_and_escaped() -> None:
    subject = records.project("嶗山<b>機器人</b>基地")
    said(subject, "嶗山<b>機器人</b>基地開工。<i>崂山机器人</i>今年投产。", "嶗山<b>機器人</b>基地")
    (hit,) = RecordSearch(PROJECTS, QueryDict("q=机器人")).page.hits
    assert hit.title == "嶗山&lt;b&gt;<mark>機器人</mark>&lt;/b&gt;基地"
    assert "<mark>機器人</mark>" in hit.snippet
    assert "<b>" not in hit.snippet


def test_links_are_canonical(four: dict[str, Project]) -> None:
    one = RecordSearch(PROJECTS, QueryDict("status=planned&region=320000&region=370000&q=园区&sort=relevance&utm=x"))
    other = RecordSearch(PROJECTS, QueryDict("q= 园区 &region=370000&region=320000&region=370000&status=planned"))
    assert one.url == other.url == "?q=%E5%9B%AD%E5%8C%BA&region=320000&region=370000&status=planned"
    assert one.clear_url == "?q=%E5%9B%AD%E5%8C%BA"
    assert [chip.label for chip in one.chips] == ["江苏省", "山东省", "规划"]


def test_pages_hold_every_hit_once() -> None:
    index([records.project() for _ in range(PAGE_SIZE * 2 + 3)])
    seen = [name for number in (1, 2, 3) for name in found(f"page={number}")]
    assert len(seen) == len(set(seen)) == PAGE_SIZE * 2 + 3
    middle = RecordSearch(PROJECTS, QueryDict("q=示范&page=2")).page
    assert middle.previous_url == "?" + urlencode({"q": "示范"})
    assert (middle.next_url, middle.pages) == ("?" + urlencode({"q": "示范", "page": "3"}), 3)


@pytest.mark.parametrize("sort", ["newest", "investment", "land", "name"])
def test_pages_of_an_order_stay_in_place_while_rows_come(sort: str) -> None:
    amounts = [None, 10**8, 2 * 10**8, 10**9]
    index([records.project(investment_cny=amounts[n % 4], land_area_m2=amounts[n % 3]) for n in range(PAGE_SIZE + 9)])
    first = RecordSearch(PROJECTS, QueryDict(f"sort={sort}")).page
    before = [hit.record.pk for hit in first.hits]
    index([records.project("阿一基地", investment_cny=10**11, land_area_m2=10**9)])
    second = RecordSearch(PROJECTS, QueryDict(first.next_url.removeprefix("?")))
    after = [hit.record.pk for hit in second.page.hits if hit.record.name != "阿一基地"]
    assert not {*before} & {*after}
    assert len({*before, *after}) == PAGE_SIZE + 9
    assert second.page.number == 2
    back = QueryDict(second.page.previous_url.removeprefix("?"))
    assert len(RecordSearch(PROJECTS, back).page.hits) == PAGE_SIZE


@pytest.mark.parametrize("place", ["xx", "W10", "eyJ9", "WzEsMl0", "%00", "W251bGwsbnVsbCxudWxsXQ"])
def test_a_broken_place_begins_anew(four: dict[str, Project], place: str) -> None:
    search = RecordSearch(PROJECTS, QueryDict(f"after={place}"))
    assert len(search.page.hits) == 4
    assert search.errors == ["翻页的位置已失效，已从头显示。"]


@pytest.mark.parametrize("params", ["", "q=示范&region=370000&industry=01&status=none&investment=none&year=2023"])
def test_queries_do_not_grow_with_the_rows(params: str) -> None:
    costs = []
    for _ in range(2):
        for number in range(PAGE_SIZE // 2):
            subject = (records.park if number % 2 else records.project)(region=vocabulary.region())
            subject.industries.add(vocabulary.industry())
            told = articles.article(f"{subject.name}落户，投资15亿元，编号{next(_DATES)}。")
            articles.citation(subject, "name", subject.name, subject.name, told, chosen=True)
            articles.citation(subject, "investment_cny", 15 * 10**8, "15亿元", told, chosen=True)
            index([subject])
        with CaptureQueriesContext(connection) as queries:
            search = RecordSearch((*PROJECTS, "park"), QueryDict(params))
            for hit in search.page.hits:
                assert hit.where == f"山东省青岛市崂山区 · {load().industries['0101'].name}"
                assert hit.citations["investment_cny"].quote == "15亿元"
                assert hit.citations["investment_cny"].get_absolute_url().startswith("/articles/")
            assert search.facets and search.sorts and search.errors == []
            assert len(search.chips) == params.count("=") - params.count("q=")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 12
