"""Rows written by COPY are those that an INSERT would have written."""

from __future__ import annotations

import pytest
from django.db import DataError, IntegrityError, transaction

from projects.actions.copying import copy_in
from projects.models import Citation
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
