"""Editors link words to facts, and judge the machine's links."""

from __future__ import annotations

import pytest
from django.urls import reverse

from projects.actions.resolve import resolve
from projects.models import Citation
from tests.factories import articles, people, records, vocabulary
from tests.integration.projects.admin_pages import boxes, edit, errors

pytestmark = pytest.mark.django_db
TEXT = "示范生产基地总投资20亿元，位于崂山区。\n二期总投资20亿元，占地53亩，由示范科技有限公司建设。"


@pytest.fixture
def desk(client):
    client.force_login(people.editor())
    return client


@pytest.fixture
def project():
    return records.project("示范生产基地")


@pytest.fixture
def article():
    return articles.article(TEXT)


def link(desk, record, source, **typed):
    """Fill in the form 「关联一段原文」 of the record's page."""
    names = {f"cite-0-{name}": value for name, value in {"article": str(source.pk), **typed}.items()}
    return edit(desk, record, **names)


def test_linked_words_become_the_value_at_once(desk, project, article):
    response = link(desk, project, article, field="land_area_m2", value="53亩", quote="占地53亩")
    assert errors(response) == ""
    citation = Citation.objects.get()
    project.refresh_from_db()
    assert float(project.land_area_m2) == citation.value == 35333.34
    assert article.text[citation.start : citation.end] == "占地53亩"
    assert (citation.origin, citation.user.username, citation.chosen) == ("editor", "editor", True)
    page = desk.get(reverse("admin:projects_project_change", args=[project.pk])).content.decode()
    assert f'<a href="/articles/{article.pk}/#c{citation.pk}">占地53亩</a>' in page
    assert "人工标注（editor） · 采用" in page


@pytest.mark.parametrize(
    ("field", "typed", "quote", "value"),
    [
        ("investment_original", "2.5亿美元", "占地53亩", {"amount": 250_000_000, "currency": "USD"}),
        ("region", "崂山区", "位于崂山区", "370212"),
        ("region", "山东省青岛市崂山区", "位于崂山区", "370212"),
        ("region", "370212", "位于崂山区", "370212"),
        ("industries", "大模型与机器学习", "示范科技", "0101"),
        ("status", "在建", "示范科技", "construction"),
        ("started_on", "2023年2月", "二期", "2023-02"),
        ("name", "示范基地", "二期", "示范基地"),
        ("park", "示范产业园", "位于崂山区", "示范产业园"),
        (
            "organisations",
            "示范科技有限公司（建设单位）",
            "示范科技有限公司",
            {"name": "示范科技有限公司", "role": "developer"},
        ),
    ],
)
def test_value_is_read_as_its_field_wants(desk, project, article, field, typed, quote, value):
    vocabulary.region("370212")
    vocabulary.industry("0101")
    records.park("示范产业园")
    assert errors(link(desk, project, article, field=field, value=typed, quote=quote)) == ""
    assert Citation.objects.get().value == value


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"quote": "占地53畝"}, "逐字相同"),
        ({"quote": "占地 53亩"}, "逐字相同"),
        ({"quote": "总投资20亿元"}, "出现了 2 次"),
        ({"quote": "总投资20亿元", "occurrence": "3"}, "没有第 3 处"),
        ({"quote": "总投资20亿元", "occurrence": "0"}, "1"),
        ({"quote": "占地53亩", "occurrence": "-1"}, "1"),
        ({"quote": ""}, "必填"),
        ({"quote": "长" * 2001}, "2000"),
        ({"article": ""}, "必填"),
        ({"article": "99999999999999999999"}, "有效"),
        ({"field": "nonsense"}, "nonsense"),
        ({"field": "project_count"}, "project_count"),
        ({"field": "investment_cny", "value": "约15亿"}, "不带“约”"),
        ({"field": "status", "value": "完工"}, "规划"),
        ({"field": "region", "value": "桃花源"}, "没有这个行政区划"),
        ({"field": "industries", "value": "算命"}, "没有这个产业"),
        ({"field": "park", "value": "乌有园"}, "没有名为"),
        ({"field": "organisations", "value": "甲公司"}, "角色"),
        ({"field": "organisations", "value": "甲（投资方）\n乙（投资方）"}, "只填一个单位"),
        ({"field": "name", "value": "长" * 201}, "200"),
    ],
)
def test_link_that_cannot_hold_is_refused_and_kept_in_the_form(desk, project, article, typed, message):
    filled = {"field": "land_area_m2", "value": "53亩", "quote": "占地53亩", **typed}
    response = link(desk, project, article, **filled)
    assert message in errors(response)
    again = boxes(response.content)
    assert again["cite-0-quote"] == filled["quote"]
    assert not Citation.objects.exists()


def test_region_that_several_divisions_are_called_asks_for_its_code(desk, project, article):
    for adcode in ("320106", "350102"):
        vocabulary.Region.objects.create(
            adcode=adcode, name="鼓楼区", short_name="鼓楼", level="county", pinyin="", initials=""
        )
    response = link(desk, project, article, field="region", value="鼓楼区", quote="位于崂山区")
    assert "320106" in errors(response)
    assert "350102" in errors(response)


def test_repeated_words_are_linked_by_their_number(desk, project, article):
    assert (
        errors(link(desk, project, article, field="investment_cny", value="20亿", quote="总投资20亿元", occurrence="2"))
        == ""
    )
    assert Citation.objects.get().start == TEXT.rindex("总投资20亿元")


def test_line_ends_of_the_browser_are_those_of_the_text(desk, project, article):
    assert errors(link(desk, project, article, field="name", value="二期", quote="位于崂山区。\r\n二期")) == ""
    assert Citation.objects.get().quote == "位于崂山区。\n二期"


def test_same_link_twice_is_refused(desk, project, article):
    link(desk, project, article, field="land_area_m2", value="53亩", quote="占地53亩")
    assert "已经关联" in errors(link(desk, project, article, field="land_area_m2", value="53亩", quote="占地53亩"))


def test_rejected_citations_support_nothing(desk, project, article):
    wrong = articles.citation(project, "investment_cny", 2_000_000_000, "总投资20亿元", article)
    resolve(project)
    url = reverse("admin:projects_citation_changelist")
    response = desk.post(url, {"action": "mark_rejected", "_selected_action": [wrong.pk]}, follow=True)
    assert "1 条引文标记为不成立" in response.content.decode()
    wrong.refresh_from_db()
    project.refresh_from_db()
    assert (wrong.active, wrong.chosen, wrong.rejected_by.username) == (False, False, "editor")
    assert project.investment_cny is None


def test_linking_rejected_words_again_takes_them_over(desk, project, article):
    told = articles.citation(project, "land_area_m2", 35333.34, "占地53亩", article)
    desk.post(reverse("admin:projects_citation_changelist"), {"action": "mark_rejected", "_selected_action": [told.pk]})
    assert errors(link(desk, project, article, field="land_area_m2", value="53亩", quote="占地53亩")) == ""
    told.refresh_from_db()
    assert (told.active, told.rejected_at, told.origin) == (True, None, "editor")


def test_editors_delete_their_own_links_only(desk, project, article):
    link(desk, project, article, field="land_area_m2", value="53亩", quote="占地53亩")
    mine = Citation.objects.get()
    machine = articles.citation(project, "investment_cny", 2_000_000_000, "总投资20亿元", article)
    colleague = type(desk)()
    colleague.force_login(people.editor("wang"))

    def delete(browser, citation):
        return browser.post(reverse("admin:projects_citation_delete", args=[citation.pk]), {"post": "yes"}).status_code

    assert delete(colleague, mine) == 403
    assert delete(desk, machine) == 403
    assert delete(desk, mine) == 302
    project.refresh_from_db()
    assert project.land_area_m2 is None
    assert "delete_selected" not in desk.get(reverse("admin:projects_citation_changelist")).content.decode()


def test_corrected_head_of_an_article_chooses_anew(desk, project, article):
    newer = articles.article("总投资30亿元。", published="2023-06-01", publisher="示例日报")
    articles.citation(project, "investment_cny", 2_000_000_000, "总投资20亿元", article)
    articles.citation(project, "investment_cny", 3_000_000_000, "总投资30亿元", newer)
    resolve(project)
    assert project.investment_cny == 3_000_000_000
    assert errors(edit(desk, article, publisher="崂山区人民政府", published="2023年2月")) == ""
    project.refresh_from_db()
    article.refresh_from_db()
    assert project.investment_cny == 2_000_000_000
    assert (article.published, article.edited) == ("2023-02", ["published", "publisher"])


@pytest.mark.parametrize(
    ("box", "typed", "message"),
    [
        ("published", "去年", "年月日"),
        ("url", "不是链接", "URL"),
        ("title", "长" * 301, "300"),
        ("authors", "甲\x00", "控制"),
    ],
)
def test_odd_heads_are_explained(desk, article, box, typed, message):
    assert message in errors(edit(desk, article, **{box: typed}))
