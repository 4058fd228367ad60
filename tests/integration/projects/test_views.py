"""Pages of lists, projects and articles."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote as percent

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbase.text.offsets import Edit, MappedText
from projects.actions.indexing import index
from projects.actions.review import decide
from projects.models import Citation
from tests.factories import articles, people, records, vocabulary
from tests.factories.scene import Scene, scene

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def world() -> Scene:
    return scene()


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def text_of(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)))


def row(html: str, field: str) -> str:
    """The table row of a fact, as text."""
    found = re.search(rf'<tr id="f-{field}">.*?</tr>', html, re.DOTALL)
    assert found, field
    return text_of(found.group())


def test_every_figure_of_a_project_is_a_link_to_its_words(client: Client, world: Scene) -> None:
    html = page(client, world.project.get_absolute_url())
    for field in ("investment_cny", "land_area_m2"):
        citation = world.citation(world.project, field)
        assert f'<a class="figure" href="/articles/{citation.article_id}/#c{citation.pk}">' in html
    assert "约53亩" in row(html, "land_area_m2")
    assert "海湾智能产业园，占地约53亩，计划总投资约15亿元" in row(html, "land_area_m2")
    assert "示例日报 · 2023-02-08" in row(html, "land_area_m2")


def test_other_versions_stand_beside_the_shown_one_with_the_rule(client: Client, world: Scene) -> None:
    investment = row(page(client, world.project.get_absolute_url()), "investment_cny")
    assert "16.2亿元" in investment
    assert "2 种说法" in investment
    assert "采用依据：官方来源优先" in investment
    assert "约15亿元" in investment


def test_values_of_people_are_told_from_those_of_the_machine(client: Client, world: Scene) -> None:
    decide(world.project, "investment_cny", 1_700_000_000, user=people.superuser(), reason="按核准文件")
    html = page(client, world.project.get_absolute_url())
    investment = row(html, "investment_cny")
    assert "17亿元" in investment and "人工核对" in investment and "无出处" in investment
    assert 'title="按核准文件"' in html
    assert "机器抽取" in row(html, "land_area_m2")


def test_a_quote_that_no_longer_stands_is_said_to_be_lost(client: Client, world: Scene) -> None:
    Citation.objects.filter(pk=world.citation(world.project, "land_area_m2").pk).update(quote="占地约54亩")
    assert "出处失配" in row(page(client, world.project.get_absolute_url()), "land_area_m2")


def test_what_nobody_told_is_listed_as_unknown(client: Client, world: Scene) -> None:
    html = text_of(page(client, world.project.get_absolute_url()))
    assert "未披露：" in html
    assert "年产值" in html.split("未披露：")[-1]


def test_a_record_without_any_citation_says_so(client: Client) -> None:
    lone = records.project("无据项目", investment_cny=10**8)
    html = text_of(page(client, lone.get_absolute_url()))
    assert "无出处" in html and "1亿元" in html


def test_phases_name_the_whole_and_each_other(client: Client, world: Scene) -> None:
    for record in (world.project, world.phase):
        assert "组成" in text_of(page(client, record.get_absolute_url()))
    assert world.project.get_absolute_url() in page(client, world.phase.get_absolute_url())


def test_an_article_marks_the_words_of_every_citation(client: Client, world: Scene) -> None:
    html = page(client, world.first.get_absolute_url())
    for citation in world.first.citations.all():
        assert f'<mark id="c{citation.pk}">' in html
    body = re.search(r'<div class="text.*?</article>', html, re.DOTALL)
    assert body
    without_margin = re.sub(r"<aside.*?</aside>", "", body.group(), flags=re.DOTALL)
    assert [line.strip() for line in unescape(re.sub(r"<[^>]+>", "", without_margin)).split("\n") if line.strip()] == [
        line for line in world.first.text.split("\n") if line
    ]


def test_citations_of_the_same_words_all_have_their_place(client: Client, world: Scene) -> None:
    html = page(client, world.first.get_absolute_url())
    money, number = (world.citation(world.batch, field).pk for field in ("investment_cny", "project_count"))
    assert f'<mark id="c{money}"><mark id="c{number}">总投资306亿元的62个项目集中开工</mark></mark>' in html


def test_article_text_is_escaped(client: Client, world: Scene) -> None:
    html = page(client, world.second.get_absolute_url())
    assert "&lt;b&gt;记者&lt;/b&gt; &amp; 通讯员" in html
    assert "<b>记者" not in html


def test_the_raw_view_marks_the_same_citations(client: Client, world: Scene) -> None:
    html = page(client, f"{world.first.get_absolute_url()}?view=raw")
    assert "一字未改" in html
    for citation in world.first.citations.all():
        assert f'<mark id="c{citation.pk}">' in html


@pytest.mark.parametrize(
    ("url", "linked"), [("https://news.example.com/1", True), ("javascript:alert(1)", False), ("", False)]
)
def test_only_web_addresses_become_links(client: Client, url: str, linked: bool) -> None:
    article = articles.article("示范区发布消息。", url=url)
    html = page(client, article.get_absolute_url())
    assert ("查看原网页" in html) is linked
    assert "javascript:" not in html


def test_retired_citations_are_not_marked(client: Client, world: Scene) -> None:
    citation = world.citation(world.park, "land_area_m2")
    Citation.objects.filter(pk=citation.pk).update(active=False)
    assert f'id="c{citation.pk}"' not in page(client, world.first.get_absolute_url())


def test_the_list_links_records_and_figures(client: Client, world: Scene) -> None:
    html = page(client, "/projects/?q=云岭智算中心")
    citation = world.citation(world.project, "land_area_m2")
    assert f'href="{world.project.get_absolute_url()}"' in html
    assert citation.get_absolute_url() in html
    assert "<mark>" in html


def test_filters_chips_and_removal(client: Client, world: Scene) -> None:
    html = page(client, "/projects/?region=370212&kind=batch")
    assert "崂山区集中开工项目" in html and "云岭智算中心</a>" not in html
    assert 'aria-label="去掉 崂山区"' in html
    assert "noindex" in html


def test_no_hits_offers_to_take_each_condition_back(client: Client, world: Scene) -> None:
    html = text_of(page(client, "/projects/?region=370212&q=葡萄"))
    assert "没有同时满足这些条件的项目" in html
    assert all(words in html for words in ("去掉“崂山区”", "去掉“葡萄”", "全部清除，看所有项目"))
    html = text_of(page(client, "/projects/?region=370212&status=signed&q=葡萄"))
    assert all(words in html for words in ("只留“崂山区”", "只留“签约”", "只留“葡萄”")) and "去掉“" not in html


def test_an_empty_database_has_pages_too(client: Client) -> None:
    for url in ("/", "/projects/", "/parks/", "/articles/", "/regions/"):
        page(client, url)
    assert "还没有项目" in page(client, "/projects/")


def test_parameters_that_make_no_sense_are_explained(client: Client, world: Scene) -> None:
    html = text_of(page(client, "/projects/?region=abc&investment_min=x&page=-3&sort=zzz&status=nope"))
    assert "无效" in html and "没有“zzz”这种排序" in html


PARAMETERS = ("q", "region", "industry", "investment", "investment_min", "investment_max", "status", "kind", "year")
VALUES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["370212", "none", "10-50", "-1", "1e999", "NaN", "９", "\0", '"', "((", "' OR 1=1--", "%", "0" * 400]
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from((*PARAMETERS, "sort", "page", "view")), VALUES), max_size=5), st.data())
def test_no_parameters_break_a_page(client: Client, pairs: list[tuple[str, str]], data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(["/projects/", "/parks/", "/articles/", "/"]))
    query = "&".join(f"{name}={percent(value.encode('utf-8', 'surrogatepass'))}" for name, value in pairs)
    assert client.get(f"{path}?{query}").status_code in (200, 400)


@pytest.mark.parametrize(
    "url", ["/projects/999999/", "/projects/99999999999999999999999/", "/articles/0/", "/parks/7/", "/regions/999999/"]
)
def test_unknown_addresses_are_a_kind_404(client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 404
    assert "没有这一页" in response.content.decode()


def test_pages_answer_reading_only(client: Client) -> None:
    for url in ("/", "/projects/", "/articles/", "/regions/"):
        assert client.post(url).status_code == 405


def test_articles_are_found_and_filtered_like_records(client: Client, world: Scene) -> None:
    assert [hit.record for hit in client.get("/articles/?q=封顶").context["search"].page.hits] == [world.second]
    found = client.get("/articles/?source=崂山区人民政府").context["search"]
    assert [hit.record for hit in found.page.hits] == [world.second]
    assert {facet.key for facet in found.facets} == {"region", "industry", "year", "source"}
    text = text_of(page(client, "/articles/"))
    assert "2 篇文章" in text
    assert "对比选中的" not in text
    assert "没有同时满足这些条件的文章" in page(client, "/articles/?q=查无此文")


@pytest.mark.parametrize("number", [1, 40])
def test_the_number_of_queries_does_not_grow_with_the_rows(client: Client, world: Scene, number: int) -> None:
    region, industry = vocabulary.region("320583"), vocabulary.industry("0101")
    for _ in range(number):
        more = records.project(region=region, park=world.park, investment_cny=10**8, phase_of=world.project)
        more.industries.add(industry)
        articles.citation(more, "investment_cny", 10**8, "总投资306亿元的62个项目集中开工", world.first, chosen=True)
        extra = articles.article(f"第{more.pk}篇：云岭智算中心总投资16.2亿元。")
        articles.citation(world.project, "investment_cny", 1_620_000_000, "总投资16.2亿元", extra)
        records.organisation(world.project, f"示范科技{more.pk}公司")
        index([more])
    urls = ["/", "/projects/", "/projects/?q=智算&region=370212&status=none", "/parks/", "/articles/", "/regions/"]
    urls += [record.get_absolute_url() for record in (world.project, world.batch, world.park, world.first)]
    urls += ["/regions/370212/", "/regions/320000/", f"{world.first.get_absolute_url()}?view=raw"]
    for url in urls:
        with CaptureQueriesContext(connection) as queries:
            page(client, url)
        assert len(queries) <= MOST_QUERIES, (url, len(queries))


def test_the_raw_view_marks_the_words_as_they_stood_before_cleaning(client: Client) -> None:
    raw = "页头\n项目占(zhàn)地5\n3亩。\n页脚"
    cleaned = MappedText.of(raw).slice(3, 17).edit([Edit(3, 9), Edit(11, 12)])
    source = articles.document(raw)
    article = articles.article(cleaned.text, document=source, offsets=cleaned.map.to_json())
    start = cleaned.text.index("占地53亩")
    raw_start, raw_end = cleaned.map.raw_span(start, start + 5)
    places = {"start": start, "end": start + 5, "raw_start": raw_start, "raw_end": raw_end}
    cited = articles.citation(records.project(), "land_area_m2", 35333.34, "占地53亩", article, **places)
    assert f'<mark id="c{cited.pk}">占地53亩</mark>' in page(client, article.get_absolute_url())
    html = page(client, f"{article.get_absolute_url()}?view=raw")
    body = html.split('<div class="text')[1]
    assert "页头" not in body and "页脚" not in body
    marked = [text_of(words) for words in re.findall(r"<mark.*?</mark>", body)]
    assert marked == ["占(zhàn)地5", "3亩"]
    assert body.count(f'id="c{cited.pk}"') == 1
