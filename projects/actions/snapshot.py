"""Rows as JSON and back, exactly: keys, times and decimals included."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.core import serializers
from django.db.models import Model, QuerySet

from projects.models.citation import Subject, subject_filter

Rows = list[dict[str, Any]]


def rows(found: Iterable[Model]) -> Rows:
    """These rows with every column."""
    kept: Rows = json.loads(serializers.serialize("json", found))
    return kept


def put_back(kept: Rows) -> None:
    """Write rows exactly as they were, present or not."""
    for row in serializers.deserialize("json", json.dumps(kept)):
        row.save()


def industry_rows(subject: Subject) -> QuerySet[Any]:
    """The rows that join a record to its industries."""
    (key,) = subject_filter(subject)
    return type(subject).industries.through._base_manager.filter(**{f"{key}_id": subject.pk}).order_by("pk")


def record_rows(subject: Subject) -> dict[str, Rows]:
    """A record with what hangs on it alone: its industries and its organisations."""
    row = type(subject)._base_manager.filter(pk=subject.pk)
    without_lists = json.loads(
        serializers.serialize("json", row, fields=[field.name for field in type(subject)._meta.concrete_fields])
    )
    return {
        "record": without_lists,
        "industries": rows(industry_rows(subject)),
        "involvements": rows(subject.involvements.order_by("pk")),
    }


def same_but_time(one: Rows, other: Rows) -> bool:
    """Whether two states of a record differ in nothing but the time of the last change."""
    return _timeless(one) == _timeless(other)


def _timeless(kept: Rows) -> list[dict[str, Any]]:
    return [{name: value for name, value in row["fields"].items() if name != "updated_at"} for row in kept]
