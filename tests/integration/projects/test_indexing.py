"""The indexed rows follow the records."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parks.models import Park
from projects.actions import indexing
from projects.actions.indexing import index, rebuild, stale_count
from projects.models import Project, SearchDocument
from projects.models.document import index_version
from tests.factories import articles, records, vocabulary

pytestmark = pytest.mark.django_db
TEXT = "示范园区传来消息。示范生产基地总投资约15亿元，占地53亩！该基地明年投产。"


def test_a_row_tells_what_the_record_counts_under() -> None:
    subject = records.project(region=vocabulary.region(), investment_cny=15 * 10**8, aliases=["示範（一期）"])
    subject.industries.add(vocabulary.industry("0101"))
    source = articles.article(TEXT)
    articles.citation(subject, "investment_cny", 15 * 10**8, "约15亿元", source, chosen=True)
    articles.citation(subject, "land_area_m2", 35333, "53亩", source)
    assert index([subject]) == 2  # and the article
    row = subject.search_document
    assert (row.kind, row.regions, row.industries) == ("project", ["370000", "370200", "370212"], ["01", "0101"])
    assert (row.years, row.newest_source, row.source_count) == (["2023", "2023-02", "2023Q1"], "2023-02-08", 1)
    assert (row.status, row.investment_cny) == ("none", 15 * 10**8)
    assert row.folded_names[1] == "示范一期"
    assert row.body == "示范生产基地总投资约15亿元，占地53亩！"
    assert row.analyser_version == index_version()


def test_what_nobody_told_is_none() -> None:
    subject = records.park()
    index([subject])
    row = subject.search_document
    assert (row.kind, row.regions, row.industries, row.years, row.status) == (
        "park",
        ["none"],
        ["none"],
        ["none"],
        "none",
    )
    assert (row.body, row.newest_source, row.investment_cny) == ("", "", None)


def test_withdrawn_observations_are_not_found_again() -> None:
    subject = records.project()
    citation = articles.citation(subject, "name", subject.name, "基地总投资", articles.article(TEXT))
    index([subject])
    assert subject.search_document.source_count == 1
    citation.active = False
    citation.save()
    index([subject])
    row = SearchDocument.objects.get(project=subject)
    assert (row.source_count, row.body) == (0, "")


def test_indexing_again_replaces_the_row() -> None:
    subject = records.project("旧名工程")
    index([subject])
    subject.name = "新名工程"
    subject.save()
    index([subject])
    assert [row.name for row in SearchDocument.objects.all()] == ["新名工程"]


def test_a_record_that_is_gone_is_passed_over() -> None:
    subject = records.project()
    kept = Project(pk=subject.pk, name=subject.name)
    subject.delete()
    assert index([kept]) == 0
    assert not SearchDocument.objects.exists()


def test_the_queries_do_not_grow_with_the_records() -> None:
    costs = []
    for number in (3, 9):
        made = [records.project(region=vocabulary.region(), park=records.park()) for _ in range(number)]
        for subject in made:
            subject.industries.add(vocabulary.industry())
            records.organisation(subject)
            articles.citation(subject, "name", subject.name, "基地", articles.article(f"{subject.name}：基地。"))
        with CaptureQueriesContext(connection) as queries:
            assert index(made) == 2 * number  # and their articles
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_rebuilding_takes_up_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "BATCH", 2)
    for _ in range(5):
        records.project()
    records.park()
    assert stale_count() == 6
    batches = rebuild()
    assert next(batches) == 1
    assert next(batches) == 2
    assert stale_count() == 3
    assert list(rebuild()) == [2, 1]
    assert stale_count() == 0
    assert SearchDocument.objects.count() == Park.objects.count() + Project.objects.count()


def test_the_command_says_what_it_did() -> None:
    index([records.project(), records.park()])
    said = StringIO()
    call_command("rebuild_index", stdout=said)
    assert said.getvalue().strip() == "检索索引已是最新。"
    SearchDocument.objects.filter(park=None).update(analyser_version="old")
    call_command("rebuild_index", stdout=said)
    assert "已更新 1 条记录的检索索引。" in said.getvalue()
    call_command("rebuild_index", all=True, stdout=said)
    assert "已更新 2 条记录的检索索引。" in said.getvalue()


def test_a_long_quote_of_anything_can_be_stored() -> None:
    subject = records.project("怪'名\\字\"：&|!*()<->")
    text = "基地" * 30_000 + "x" * 5_000
    articles.citation(subject, "name", subject.name, "基地", articles.article(text))
    index([subject])
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(vector) FROM projects_searchdocument")
        assert cursor.fetchone()[0] > 3
