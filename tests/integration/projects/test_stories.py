"""An article and its reprints are one source, from the import to the facet; people may part and join them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from projects.actions.indexing import rebuild
from projects.actions.store import store
from projects.actions.stories import group, join, part
from projects.actions.undo import undo_run
from projects.facts import fact_sheet
from projects.models import Article, Deed, Project, SearchDocument
from tests.factories import articles, extractions, people, vocabulary

pytestmark = pytest.mark.django_db
FIRST = (
    "2月8日上午，示范产业园举行集中开工仪式，示范装备生产基地总投资15.2亿元，占地53亩，由示范科技有限公司建设，规划四栋厂房和一座动力中心。"
    "基地建成后主要生产伺服电机、减速器等核心零部件，预计2025年底竣工，达产后带动就业800人，配套的道路与污水处理设施同步动工。"
)
REPRINT = "来源：示范网\n" + FIRST.replace("2月8日上午", "昨天").replace("集中开工仪式", "开工仪式")
DIGEST = FIRST[: len(FIRST) // 2 + 12]
OTHER = (
    "记者从管委会获悉，示范装备生产基地桩基施工已经结束，这家总投资15.2亿元的工厂计划六月封顶。走进现场，十余台塔吊同时作业，"
    "工人们抢抓晴好天气浇筑承台，项目经理介绍说，设备安装将随后展开，届时每年可生产伺服电机60万台，填补本地产业链的空白。"
)
NAME = "示范装备生产基地"


@pytest.fixture(autouse=True)
def laoshan():
    return vocabulary.region("370212")


def put(text, version="1"):
    """Import a page on the project; its run."""
    run = articles.run()
    told = extractions.record(text, NAME, ("investment_cny", 1_520_000_000, "总投资15.2亿元"), region="370212")
    store(extractions.raw(text), extractions.extraction(text, told), version=version, run=run)
    list(rebuild())
    return run


def of(text):
    return Article.objects.get(text=text)


def counted():
    """The sources of the one project, and what its facet says."""
    SearchDocument.objects.update(analyser_version="")
    list(rebuild())
    row = SearchDocument.objects.get(project__isnull=False)
    assert fact_sheet(Project.objects.get()).stories == row.source_count
    return row.source_count, row.evidence


def test_three_papers_with_one_text_are_one_source():
    for text in (FIRST, REPRINT, DIGEST):
        put(text)
    assert {of(REPRINT).story, of(DIGEST).story} == {of(FIRST)}
    assert counted() == (1, ["single"])
    put(OTHER)
    assert of(OTHER).story is None
    assert counted() == (2, ["many"])


def test_what_people_say_survives_imports():
    put(FIRST)
    put(REPRINT)
    editor = people.editor()
    assert part([of(REPRINT)], user=editor) == 1
    put(REPRINT, version="2")
    put(FIRST, version="2")
    assert counted() == (2, ["many"])
    put(OTHER)
    assert join([of(OTHER), of(FIRST)], user=editor) == of(FIRST)
    put(OTHER, version="2")
    assert of(OTHER).story == of(FIRST)
    assert counted() == (2, ["many"])
    call_command("group_reprints")
    assert counted() == (2, ["many"])
    assert set(Deed.objects.values_list("verb", flat=True)) == {"story"}


def test_the_first_can_be_parted_too():
    for text in (FIRST, REPRINT, DIGEST):
        put(text)
    part([of(FIRST)], user=None)
    assert (of(FIRST).story, of(REPRINT).story, of(DIGEST).story) == (None, None, of(REPRINT))
    assert counted()[0] == 2


def test_nothing_to_join_and_nothing_to_part():
    put(FIRST)
    put(OTHER)
    with pytest.raises(ValidationError):
        part([of(FIRST)], user=None)
    with pytest.raises(ValidationError):
        join([of(FIRST)], user=None)
    join([of(FIRST), of(OTHER)], user=None)
    with pytest.raises(ValidationError):
        join([of(FIRST), of(OTHER)], user=None)


def test_undoing_the_first_leaves_the_others_one_source():
    run = put(FIRST)
    put(REPRINT)
    put(DIGEST)
    undo_run(run, user=None)
    assert (of(REPRINT).story, of(DIGEST).story) == (None, of(REPRINT))
    assert counted() == (1, ["single"])


def test_an_article_that_people_joined_outlives_its_run():
    put(FIRST)
    run = put(OTHER)
    join([of(FIRST), of(OTHER)], user=None)
    undo_run(run, user=None)
    put(OTHER)
    assert of(OTHER).story == of(FIRST)


def test_articles_from_before_are_grouped_by_command(capsys):
    put(FIRST)
    put(REPRINT)
    Article.objects.update(story=None, sketch=[])
    call_command("group_reprints")
    assert of(REPRINT).story == of(FIRST)
    assert "1 篇" in capsys.readouterr().out
    call_command("group_reprints")
    assert "没有新的转载" in capsys.readouterr().out


def test_grouping_asks_little(django_assert_max_num_queries):
    put(FIRST)
    put(REPRINT)
    with django_assert_max_num_queries(3):
        group([of(REPRINT)])


@pytest.mark.parametrize(("action", "sources"), [("join_stories", 1), ("part_stories", 2)])
def test_in_the_admin(client, action, sources):
    put(FIRST)
    put(OTHER)
    client.force_login(people.editor())
    if action == "part_stories":
        join([of(FIRST), of(OTHER)], user=None)
    data = {"action": action, "_selected_action": [of(FIRST).pk, of(OTHER).pk]}
    answer = client.post(reverse("admin:projects_article_changelist"), data, follow=True)
    assert "已归入" in answer.text if sources == 1 else "已分开" in answer.text
    assert counted()[0] == sources
    page = client.get(reverse("admin:projects_article_change", args=[of(OTHER).pk]))
    assert (of(FIRST).get_absolute_url() in page.text) is (sources == 1)
    again = client.post(reverse("admin:projects_article_changelist"), data, follow=True)
    assert "errornote" in again.text or 'class="error"' in again.text
