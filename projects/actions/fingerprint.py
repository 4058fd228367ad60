"""What a reader learns from a record, as one short text: it differs exactly when there is something new to tell.

Not what search makes of the record: new rules of indexing, other words for a facet, are no news.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from projects.actions.columns import kind_of
from projects.fields import Field, fields_of
from projects.models import Article


def of_record(record: Any, articles: Iterable[int]) -> str:
    """Its values, how exact they are, and the keys of the articles that tell of it.

    ``record`` has its industries and involvements prefetched: nothing is asked of the database.
    """
    values = {field.name: _value(record, field) for field in fields_of(kind_of(record))}
    return _digest([values, record.qualifiers, sorted(articles)])


def of_article(article: Article) -> str:
    """Its head and its words."""
    return _digest([article.title, article.publisher, article.published, article.url, article.text])


def _value(record: Any, field: Field) -> Any:
    if field.kind == "industries":
        return sorted(industry.pk for industry in record.industries.all())
    if field.kind == "organisations":
        return sorted([each.role, each.organisation.name] for each in record.involvements.all())
    column = field.column_of(kind_of(record)) or ""
    value = getattr(record, f"{column}_id" if field.kind in ("region", "record") else column)
    if field.name == "investment_original":
        return [str(value), record.investment_original_currency] if value is not None else None
    return None if value in (None, "") else str(value)


def _digest(told: list[Any]) -> str:
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:32]
