"""Editors correct records in the admin; what they decide is recorded and stays decided."""

from __future__ import annotations

import pytest
from django.urls import reverse

from projects.actions.resolve import resolve
from projects.models import Project, Review
from tests.factories import articles, people, records, vocabulary
from tests.integration.projects.admin_pages import boxes, edit, errors, open_form, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    """A signed-in browser of someone of the group 编辑."""
    client.force_login(people.editor())
    return client


@pytest.fixture
def told():
    """A project of one article: 15亿, 崂山区, 集成电路, 签约."""
    vocabulary.region("370212")
    vocabulary.industry("0101")
    project = records.project("示范生产基地")
    article = articles.article("示范生产基地位于崂山区，总投资约15亿元，已签约，属集成电路，由示范科技有限公司建设。")
    for field, value, quote, columns in (
        ("name", "示范生产基地", "示范生产基地", {}),
        ("region", "370212", "位于崂山区", {}),
        ("investment_cny", 1_500_000_000, "总投资约15亿元", {"qualifier": "about"}),
        ("status", "signed", "已签约", {}),
        ("industries", "0101", "属集成电路", {}),
        ("organisations", {"name": "示范科技有限公司", "role": "developer"}, "由示范科技有限公司建设", {}),
    ):
        articles.citation(project, field, value, quote, article, **columns)
    resolve(project)
    return project


def test_saving_without_a_change_decides_nothing(desk, told):
    assert errors(edit(desk, told)) == ""
    assert not Review.objects.exists()


def test_changed_value_is_recorded_with_who_old_new_and_why(desk, told):
    response = edit(desk, told, investment_cny="35000万元", reason="以环评公示为准")
    assert response.status_code == 302
    review = Review.objects.get()
    assert (review.project, review.field, review.old, review.new) == (
        told,
        "investment_cny",
        1_500_000_000,
        350_000_000,
    )
    assert (review.user.username, review.reason) == ("editor", "以环评公示为准")
    told.refresh_from_db()
    assert told.investment_cny == 350_000_000
    assert told.qualifiers == {}


def test_every_kind_of_value_can_be_typed(desk, told):
    vocabulary.region("440305")
    vocabulary.industry("0401")
    park = records.park("示范产业园")
    response = edit(
        desk,
        told,
        name="示范智造基地",
        region="440305",
        park=str(park.pk),
        industries=["0401"],
        investment_cny="1.5亿",
        investment_original="2.5亿美元",
        land_area_m2="53亩",
        floor_area_m2="18万平方米",
        annual_output_cny="30亿元",
        status="operating",
        started_on="2023年2月",
        completes_on="2024",
        organisations="示范（深圳）有限公司（投资方）\n示范大学（合作方）",
    )
    assert errors(response) == ""
    told.refresh_from_db()
    assert (told.name, told.region_id, told.park, told.status) == ("示范智造基地", "440305", park, "operating")
    assert [industry.pk for industry in told.industries.all()] == ["0401"]
    assert (told.investment_cny, told.investment_original_amount) == (150_000_000, 250_000_000)
    assert told.investment_original_currency == "USD"
    assert (float(told.land_area_m2), told.floor_area_m2) == (35333.34, 180_000)
    assert (told.started_on, told.completes_on) == ("2023-02", "2024")
    assert {str(i) for i in told.involvements.all()} == {"示范（深圳）有限公司（投资方）", "示范大学（合作方）"}
    assert Review.objects.count() == 13
    assert edit(desk, told).status_code == 302
    assert Review.objects.count() == 13


def test_emptied_box_decides_that_the_value_is_not_known(desk, told):
    assert edit(desk, told, investment_cny="", industries=[], organisations="").status_code == 302
    resolve(told)
    told.refresh_from_db()
    assert (told.investment_cny, told.industries.count(), told.involvements.count()) == (None, 0, 0)


@pytest.mark.parametrize(
    ("box", "typed", "message"),
    [
        ("investment_cny", "约15亿", "不带“约”"),
        ("investment_cny", "2亿美元", "原币"),
        ("investment_cny", "一大笔钱", "看不懂"),
        ("investment_cny", "-5", "看不懂"),
        ("investment_cny", "9999999999999999999999", "数值过大"),
        ("investment_cny", "1\x00亿", "控制字符"),
        ("investment_original", "15亿元", "币种"),
        ("land_area_m2", "53顷田", "看不懂"),
        ("land_area_m2", "9" * 39 + "亩", "数值过大"),
        ("started_on", "2023-02-30", "年月日"),
        ("started_on", "二月", "年月日"),
        ("name", "", "必填"),
        ("name", "长" * 201, "200"),
        ("aliases", "长" * 201, "200"),
        ("aliases", "甲\x00乙", "控制字符"),
        ("organisations", "示范科技有限公司", "角色"),
        ("organisations", "示范科技有限公司（房东）", "角色"),
        ("region", "999999", "有效"),
        ("region", "'; drop table", "有效"),
        ("industries", ["nonsense"], "nonsense"),
        ("status", "finished", "finished"),
        ("park", "12345678901234567890", "有效"),
        ("reason", "长" * 301, "300"),
        ("seen", "", "表单不完整"),
        ("seen", "[1]", "表单不完整"),
        ("seen", "[" * 100_000, "表单不完整"),
    ],
)
def test_odd_input_is_explained_and_kept(desk, told, box, typed, message):
    response = edit(desk, told, **{box: typed, "annual_output_cny": "30亿"})
    assert message in errors(response)
    assert boxes(response.content)["annual_output_cny"] == "30亿"
    assert not Review.objects.exists()


def test_stale_form_does_not_overwrite_what_another_editor_changed(desk, told, django_user_model):
    opened = open_form(desk, told)
    client = type(desk)()
    client.force_login(people.editor("wang"))
    edit(client, told, investment_cny="20亿元", land_area_m2="53亩")
    response = send(desk, told, opened, investment_cny="16亿元", status="construction")
    assert "wang" in errors(response)
    assert "20亿元" in errors(response)
    assert boxes(response.content)["investment_cny"] == "16亿元"
    told.refresh_from_db()
    assert (told.investment_cny, told.status) == (2_000_000_000, "signed")
    again = send(desk, told, boxes(response.content))
    assert again.status_code == 302
    told.refresh_from_db()
    assert (told.investment_cny, told.status) == (1_600_000_000, "construction")
    assert float(told.land_area_m2) == 35333.34


def test_stale_form_leaves_alone_what_its_editor_did_not_touch(desk, told):
    opened = open_form(desk, told)
    article = articles.article("总投资20亿元。", published="2024")
    articles.citation(told, "investment_cny", 2_000_000_000, "总投资20亿元", article)
    resolve(told)
    assert send(desk, told, opened, status="construction").status_code == 302
    told.refresh_from_db()
    assert (told.investment_cny, told.status) == (2_000_000_000, "construction")
    assert [review.field for review in Review.objects.all()] == ["status"]


def test_record_made_by_hand_keeps_its_values(desk):
    vocabulary.region("370212")
    page = desk.get(reverse("admin:projects_project_add"))
    filled = boxes(page.content) | {
        "name": "手工项目",
        "region": "370212",
        "investment_cny": "3亿",
        "aliases": "别名甲",
    }
    response = desk.post(reverse("admin:projects_project_add"), filled)
    assert errors(response) == ""
    project = Project.objects.get()
    assert {review.field for review in project.reviews.all()} >= {"name", "region", "investment_cny"}
    resolve(project)
    project.refresh_from_db()
    assert (project.name, project.region_id, project.investment_cny) == ("手工项目", "370212", 300_000_000)
    assert project.aliases == ["别名甲"]


def test_batch_made_by_hand_counts_projects_and_a_project_does_not(desk):
    url = reverse("admin:projects_project_add")
    filled = boxes(desk.get(url).content) | {"name": "集中开工项目", "project_count": "62"}
    assert "只有项目批次" in errors(desk.post(url, filled))
    assert errors(desk.post(url, filled | {"kind": "batch"})) == ""
    batch = Project.objects.get()
    assert (batch.kind, batch.project_count) == ("batch", 62)
    assert errors(edit(desk, batch, project_count="63")) == ""
    assert errors(edit(desk, batch, project_count="99999999999")) != ""


def test_renamed_record_keeps_its_old_name_as_an_alias(desk, told):
    edit(desk, told, name="示范智造基地")
    told.refresh_from_db()
    assert told.aliases == ["示范生产基地"]


def test_a_park_never_lies_in_itself(desk):
    outer, inner = records.park("甲园"), records.park("乙园")
    edit(desk, inner, parent=str(outer.pk))
    assert "下属" in errors(edit(desk, outer, parent=str(inner.pk)))
    assert "下属" in errors(edit(desk, outer, parent=str(outer.pk)))


def test_kind_of_park_is_kept_and_search_finds_by_alias(desk):
    park = records.park("示范产业园", aliases=["示范智谷"])
    assert errors(edit(desk, park, zone_kind="国家级高新区")) == ""
    park.refresh_from_db()
    assert park.zone_kind == "国家级高新区"
    page = desk.get(reverse("admin:parks_park_changelist"), {"q": "智谷"})
    assert "示范产业园" in page.content.decode()


def test_editor_deletes_no_record_that_articles_tell_of(desk, told):
    client = type(desk)()
    client.force_login(people.superuser())
    assert client.post(reverse("admin:projects_project_delete", args=[told.pk]), {"post": "yes"}).status_code == 403
    by_hand = records.project("误建项目")
    assert client.post(reverse("admin:projects_project_delete", args=[by_hand.pk]), {"post": "yes"}).status_code == 302
    assert desk.get(reverse("admin:projects_project_delete", args=[told.pk])).status_code == 403
