"""Rows written by COPY are those that an INSERT would have written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError, transaction

from kbase.search.document import Part, tsvector
from kbase.search.tsvector import Tsvector
from projects.actions.copying import copy_in, put_in
from projects.models import Citation, Project, SearchDocument
from projects.models.document import analyser
from tests.factories import articles, records

pytestmark = pytest.mark.django_db
TEXT = "示范基地\t总投资\\N“15亿元”。\n占地53亩。"


def observation(**columns: object) -> Citation:
    place = {"start": 0, "end": 4, "raw_start": 0, "raw_end": 4, "quote": "示范基地"}
    return Citation(**{"field": "name", "value": "示范基地", **place, **columns})


def test_rows_come_back_as_they_were() -> None:
    project, article = records.project(), articles.article(TEXT)
    values = ["示范基地", 1_500_000_000, 35333.34, {"name": "甲\\\t\n公司", "role": "developer"}, ["一"]]
    rows = [observation(project=project, article=article, value=value, quote=TEXT) for value in values]
    copy_in(rows)
    stored = list(Citation.objects.order_by("pk"))
    assert stored == rows
    assert [(row.value, row.quote, row.confidence, row.user_id) for row in stored] == [
        (v, TEXT, 1.0, None) for v in values
    ]
    assert stored[0].created_at == rows[0].created_at
    rows[0].quote = "改"
    rows[0].save()
    assert Citation.objects.count() == len(values)


def test_what_an_insert_refuses_is_refused() -> None:
    project, article = records.project(), articles.article(TEXT)
    for error, columns in ((IntegrityError, {"end": 0}), (DataError, {"quote": "\0"})):
        with pytest.raises(error), transaction.atomic():
            copy_in([observation(project=project, article=article, **columns)])
    assert not Citation.objects.exists()
    copy_in([])


def test_a_row_put_in_again_replaces_what_it_held() -> None:
    projects = [records.project(), records.project(name="另一基地")]
    parts = [Part("示范（一期）O'2.5\\", "A", spoken=True), Part("园区，" * 300, "D")]
    for name, vector in (("旧", tsvector(parts[:1], analyser())), ("新", tsvector(parts, analyser()))):
        put_in([document(project, name, vector) for project in projects], "project")
    assert SearchDocument.objects.count() == 2
    row = SearchDocument.objects.get(project=projects[1])
    assert (row.name, row.regions, row.parks, row.investment_cny) == ("新", ["370000"], [], Decimal("1.50"))
    literal = SearchDocument.objects.create(kind="park", park=records.park(), name="", name_key="", vector=vector)
    both = SearchDocument.objects.filter(pk__in=[row.pk, literal.pk])
    assert both.order_by().values("vector").distinct().count() == 1  # in binary and as a literal it is one tsvector
    put_in([], "project")


def document(project: Project, name: str, vector: Tsvector) -> SearchDocument:
    return SearchDocument(
        project=project, kind="project", name=name, name_key="", vector=vector, regions=["370000"], investment_cny="1.50"
    )  # fmt: skip
