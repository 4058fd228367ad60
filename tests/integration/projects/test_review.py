"""Decisions, other names, and links by hand, as actions."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from projects.actions.cite import cite, find_quote, reject, withdraw
from projects.actions.resolve import resolve
from projects.actions.review import decide, decide_all, refused_names, rename
from projects.models import Citation, Review
from tests.factories import articles, people, records, vocabulary

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return people.editor()


def test_decision_says_who_what_and_why(editor):
    project = records.project(investment_cny=None)
    review = decide(project, "investment_cny", 1_500_000_000, user=editor, reason="见公示")
    assert (review.old, review.new, review.user, review.reason) == (None, 1_500_000_000, editor, "见公示")
    project.refresh_from_db()
    assert project.investment_cny == 1_500_000_000


def test_newest_decision_counts_and_all_are_kept(editor):
    project = records.project()
    for value in ("signed", "construction", None):
        decide(project, "status", value, user=editor)
    project.refresh_from_db()
    assert project.status == ""
    assert [(review.old, review.new) for review in Review.objects.about(project)] == [
        (None, "signed"),
        ("signed", "construction"),
        ("construction", None),
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", None), ("project_count", 3), ("nonsense", 1)],
)
def test_decision_that_cannot_be_is_refused(editor, field, value):
    with pytest.raises(ValidationError):
        decide(records.project(), field, value, user=editor)
    assert not Review.objects.exists()


def test_all_or_nothing(editor):
    project = records.project("旧名")
    with pytest.raises(ValidationError):
        decide_all(project, {"status": "signed", "name": ""}, user=editor)
    assert not Review.objects.exists()


def test_decision_on_related_records_is_kept_by_key(editor):
    vocabulary.industry("0101")
    project, park = records.project(), records.park("甲园")
    wanted = {"park": {"id": park.pk, "name": "甲园"}, "industries": ["0101"]}
    decide_all(project, wanted | {"organisations": [{"name": "甲公司", "role": "investor"}]}, user=editor)
    decide(park, "name", "乙园", user=editor)
    resolve(project)
    assert (project.park.name, project.industries.get().name) == ("乙园", "大模型与机器学习")
    assert project.involvements.get().organisation.name == "甲公司"
    park.delete()
    resolve(project)
    assert project.park is None


def test_old_name_stays_a_name(editor):
    project = records.project("旧名", aliases=["新名"])
    decide(project, "name", "新名", user=editor)
    project.refresh_from_db()
    assert (project.name, project.aliases, project.match_keys) == ("新名", ["旧名"], ["新名", "旧名"])


def test_names_taken_away_and_put_back(editor):
    project = records.project("名", aliases=["甲", "乙"])
    rename(project, ["乙"], user=editor)
    assert refused_names(project) == {"甲"}
    rename(project, ["乙", "甲", "名"], user=editor)
    assert refused_names(project) == set()
    assert project.aliases == ["乙", "甲"]
    assert rename(project, ["乙", "甲"], user=editor) is None


def test_stale_object_in_hand_does_not_undo_a_decision(editor):
    project = records.project()
    stale = type(project).objects.get(pk=project.pk)
    decide(project, "status", "signed", user=editor)
    decide(stale, "started_on", "2023", user=editor)
    project.refresh_from_db()
    assert (project.status, project.started_on) == ("signed", "2023")


@pytest.mark.parametrize(
    ("quote", "occurrence", "span"),
    [("乙", None, (1, 2)), ("甲", 1, (0, 1)), ("甲", 2, (2, 3)), ("甲乙甲", None, (0, 3))],
)
def test_quote_is_found(quote, occurrence, span):
    assert find_quote(articles.article("甲乙甲"), quote, occurrence=occurrence) == span


@pytest.mark.parametrize(
    ("quote", "occurrence", "message"),
    [("丙", None, "逐字"), ("", None, "逐字"), (" ", None, "逐字"), ("甲", None, "2 次"), ("甲", 3, "第 3 处")],
)
def test_quote_is_not_guessed(quote, occurrence, message):
    with pytest.raises(ValidationError, match=message):
        find_quote(articles.article("甲乙甲"), quote, occurrence=occurrence)


def test_overlapping_places_count_as_two():
    with pytest.raises(ValidationError, match="2 次"):
        find_quote(articles.article("一二一二一"), "一二一")


@pytest.mark.parametrize(("start", "end"), [(3, 3), (3, 2), (-1, 2), (0, 10_000)])
def test_span_without_words_is_refused(editor, start, end):
    with pytest.raises(ValidationError, match="不在文章之内"):
        cite(articles.article(), start, end, subject=records.project(), field="status", value="signed", user=editor)


def test_editors_words_outrank_the_machines_until_withdrawn(editor):
    project, article = records.project(), articles.article("总投资10亿元，又说12亿元。")
    articles.citation(project, "investment_cny", 10**9, "总投资10亿元", article)
    start, end = find_quote(article, "12亿元")
    mine = cite(article, start, end, subject=project, field="investment_cny", value=12 * 10**8, user=editor)
    assert project.investment_cny == 12 * 10**8
    with pytest.raises(ValidationError, match="不能删除"):
        withdraw(Citation.objects.get(origin="machine"))
    withdraw(mine)
    project.refresh_from_db()
    assert project.investment_cny == 10**9


def test_rejecting_twice_counts_once(editor):
    project = records.project()
    articles.citation(project, "status", "signed", "已签约")
    assert reject(project.citations.all(), user=editor) == 1
    assert reject(project.citations.all(), user=editor) == 0
    assert reject([], user=editor) == 0
