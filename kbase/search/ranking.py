"""The order of hits by relevance, in one place.

1. the name, or an alias, is what was typed;
2. all words stand in the name or its aliases (weight A);
3. all words stand in names, park, region, industries or organisations (weights A and B);
4. the words stand in the texts.

Within a class: ``ts_rank``, then the record with the newer source. ``ts_rank`` costs 10 µs per row, so only the first
:data:`RANKED` by class and freshness are ranked; the hits behind them keep the order of class and freshness.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, Case, F, FloatField, Func, IntegerField, QuerySet, Value, When
from django.db.models.functions import Cast

from kbase.search.document import fold_name
from kbase.search.query import SearchQuery

RANKED = 200


def matches(query: SearchQuery, weights: str = "") -> Func:
    """The condition ``vector @@ query``, for ``filter`` and ``When``."""
    asked = Cast(Value(query.tsquery(weights)), SearchQueryField())
    return Func(F("vector"), asked, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField())


def ranked(rows: QuerySet[Any], query: SearchQuery, freshness: tuple[Any, ...], start: int, end: int) -> QuerySet[Any]:
    """The hits ``start``…``end`` of ``rows`` (which match ``query``) by the rule above.

    ``freshness`` orders the hits of one class; it must end in a unique column.
    """
    classed: QuerySet[Any] = rows.annotate(tier=_tier(query))
    by_class: QuerySet[Any] = classed.order_by("tier", *freshness)
    if end > RANKED or not query.wanted:
        return by_class[start:end]
    best = by_class.values("pk")[:RANKED]
    rank = Func(
        F("vector"), Cast(Value(query.tsquery()), SearchQueryField()), function="ts_rank", output_field=FloatField()
    )
    reranked: QuerySet[Any] = classed.filter(pk__in=best).annotate(rank=rank)
    return reranked.order_by("tier", "-rank", *freshness)[start:end]


def _tier(query: SearchQuery) -> Any:
    if not query.wanted:
        return Value(4, IntegerField())
    name = fold_name(query.text)
    return Case(
        When(folded_names__contains=[name], then=Value(1)),
        When(matches(query, "A"), then=Value(2)),
        When(matches(query, "AB"), then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
