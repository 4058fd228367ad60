"""The one box, suggestions, and the help page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from projects.actions.indexing import index, rebuild
from projects.guide import guide
from projects.suggestions import suggest
from tests.factories import articles, records, vocabulary
from tests.factories.scene import scene

pytestmark = pytest.mark.django_db


def page(client: Client, params: str = "") -> str:
    """The search page as HTML."""
    return client.get(reverse("search:search") + params).content.decode()


def test_one_box_finds_everything_and_the_kind_is_a_filter(client: Client) -> None:
    made = scene()
    index([made.first, made.second])
    found = client.get(reverse("search:search"), {"q": "智算中心"}).context["search"]
    assert {hit.kind for hit in found.page.hits} >= {"project", "article"}
    kinds = next(facet for facet in found.facets if facet.key == "kind")
    assert [value.label for value in kinds.values] == ["项目", "项目批次", "园区", "文章"]
    assert sum(value.count for value in kinds.values) == found.total
    only = client.get(reverse("search:search"), {"q": "智算中心", "kind": "article"}).context["search"]
    assert {hit.kind for hit in only.page.hits} == {"article"}


def test_an_article_is_shown_with_its_publisher_and_never_as_markup(client: Client) -> None:
    list(rebuild())
    source = articles.article("正文提到云计算。", title="<b>云计算</b>大会")
    index([source])
    html = page(client, "?q=云计算")
    assert "示例日报" in html
    assert "&lt;b&gt;" in html and "<b>云计算" not in html


def test_nothing_found_prices_every_condition_and_offers_names(client: Client) -> None:
    records_made = [records.project("云岭智算中心", region=vocabulary.region("370212")), records.project("海湾物流港")]
    index(records_made)
    search = client.get(reverse("search:search"), {"q": "物流", "region": "370000"}).context["search"]
    assert search.total == 0
    assert [(price.label, price.total) for price in search.prices] == [("物流", 1), ("山东省", 1)]
    for price in search.prices:
        assert client.get(reverse("search:search") + price.url).context["search"].total == price.total
    html = page(client, "?q=云岭智蒜中心")
    assert "是不是要找" in html and "云岭智算中心" in html
    assert "是不是要找" not in page(client, "?q=云岭智算中心")


def test_where_no_single_condition_is_to_blame_each_is_offered_alone(client: Client) -> None:
    index([records.project("云岭智算中心", region=vocabulary.region("370212")), records.project("海湾物流港")])
    params = {"q": "葡萄 物流", "region": "370000", "status": "planned"}
    search = client.get(reverse("search:search"), params).context["search"]
    assert {price.total for price in search.prices} == {0}
    assert [(each.label, each.total) for each in search.alone] == [("葡萄", 0), ("物流", 1), ("山东省", 1), ("规划", 0)]
    for each in search.alone:
        assert client.get(reverse("search:search") + each.url).context["search"].total == each.total
    assert "只留“山东省”" in page(client, "?q=葡萄+物流&region=370000&status=planned")
    assert client.get(reverse("search:search"), {"q": "葡萄"}).context["search"].alone == []


def test_explaining_shows_words_and_costs(client: Client) -> None:
    index([records.project("青島人工智能產業園"), records.project("海湾物流港")])
    html = page(client, "?q=AI+产业园&explain=1")
    assert "这次检索是怎么做的" in html and "人工智能" in html and "筛掉了" in html


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("云岭", "云岭智算中心"),
        ("雲嶺", "云岭智算中心"),
        ("智算中", "云岭智算中心"),
        ("yunling", "云岭智算中心"),
        ("ylzs", "云岭智算中心"),
        ("苏州", "苏州市"),
        ("suzhou", "苏州市"),
        ("集成电", "集成电路与芯片"),
    ],
)
def test_names_are_suggested(typed: str, name: str) -> None:
    index([records.project("云岭智算中心"), records.park("海湾产业园")])
    assert name in [each.text for each in suggest(typed)]


@pytest.mark.parametrize("typed", ["", " ", "\0", "%", "_", "'", "\\", "云%", "🏭", "x" * 500])
def test_any_letters_may_be_typed(client: Client, typed: str) -> None:
    answer = client.get(reverse("search:suggest"), {"q": typed})
    assert answer.status_code == 200
    assert len(answer.json()["suggestions"]) <= 10


@pytest.mark.parametrize("typed", ["云", "云岭", "yun", "yl", "岭智算"])
def test_suggestions_ask_one_question_and_put_beginnings_first(
    typed: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    index([records.project("云岭智算中心"), records.project("海湾云岭智算中心", aliases=["云岭湾"])])
    with django_assert_num_queries(1):
        found = [each.text for each in suggest(typed) if each.kind == "项目"]
    assert found[0] == "云岭智算中心"


def test_suggestions_lead_to_pages(client: Client) -> None:
    index([records.project("青岛云岭智算中心"), records.park("青岛海湾产业园")])
    found = client.get(reverse("search:suggest"), {"q": "青岛"}).json()["suggestions"]
    assert {"项目", "园区", "地区"} == {each["kind"] for each in found}
    parks = client.get(reverse("search:suggest"), {"q": "青岛海湾", "kind": "park"}).json()["suggestions"]
    assert [each["text"] for each in parks] == ["青岛海湾产业园"]


def test_chinese_is_never_suggested_by_sound() -> None:
    index([records.project("云岭智算中心")])
    assert suggest("晕领") == []


def test_the_guide_is_served_without_what_is_for_operators(client: Client) -> None:
    html = client.get(reverse("search:help")).content.decode()
    assert "怎么输入" in html and "<table>" in html
    assert "rebuild_index" not in html


def test_a_guide_is_escaped() -> None:
    assert "<script" not in guide("search.md")
