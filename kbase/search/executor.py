"""How a search that is understood gets its numbers: one question, one answer, two ways that agree.

:class:`SqlExecutor` asks PostgreSQL and is the rule. ``kbase.search.bitmaps`` answers the same from bitmaps and is fast
at a million rows. Whoever changes what a query or a choice means changes the SQL side; a test holds the other to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import Count, QuerySet, Sum, Value

from kbase.search.counting import count, narrowed
from kbase.search.facets import Facet
from kbase.search.query import SearchQuery
from kbase.search.ranking import matches, ranked
from kbase.search.selections import Selection

#: The order by closeness to the query; any other name is one of the orders the executor was given.
RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked: ``scope`` limits rows by columns ({"kind": ("project", "batch")}), in all numbers alike.

    ``page`` counts from 1; one that does not exist gives the last. A ``size`` of 0 asks for numbers without rows.
    """

    query: SearchQuery
    facets: Sequence[Facet]
    selections: Mapping[str, Selection]
    scope: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = RELEVANCE
    page: int = 1
    size: int = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """How many rows fit, the keys of one page of them in order, how many rows each value of each facet has.

    Values without rows may be missing. ``capped`` says that numbers are lower bounds.
    """

    total: int
    page: int
    ids: list[int]
    counts: Mapping[str, Mapping[str, int]]
    capped: bool = False


class Executor(Protocol):
    """Whatever answers plans."""

    def answer(self, plan: Plan) -> Answer:
        """The numbers of one moment."""

    def totals(self, plans: Sequence[Plan]) -> list[int]:
        """How many rows fit each plan, all asked at once."""

    def sum(self, plan: Plan, column: str) -> Decimal:
        """The sum of a column of numbers over all rows that fit; rows that do not tell add nothing."""


@dataclass(frozen=True, slots=True)
class Orders:
    """The named orders as Django's ``order_by`` takes them; ``freshness`` decides ties and ends in a unique column."""

    named: Mapping[str, tuple[Any, ...]]
    freshness: tuple[Any, ...]


class SqlExecutor:
    """Answers by SQL over the indexed rows: exact, always of the present moment."""

    def __init__(self, rows: QuerySet[Any], orders: Orders) -> None:
        self._rows = rows
        self._orders = orders

    def answer(self, plan: Plan) -> Answer:
        matching = self._matching(plan)
        counts = count(matching, plan.facets, plan.selections)
        page = last_page(plan, counts.total)
        if not plan.size:
            return Answer(counts.total, page, [], counts.values)
        start, end = (page - 1) * plan.size, page * plan.size
        rows = narrowed(matching, plan.facets, plan.selections)
        if plan.sort == RELEVANCE:
            rows = ranked(rows, plan.query, self._orders.freshness, start, end)
        else:
            rows = rows.order_by(*self._orders.named[plan.sort], *self._orders.freshness)[start:end]
        return Answer(counts.total, page, [row.pk for row in rows.only("pk")], counts.values)

    def totals(self, plans: Sequence[Plan]) -> list[int]:
        counted = [
            narrowed(self._matching(plan), plan.facets, plan.selections)
            .order_by()
            .annotate(place=Value(place))
            .values("place")
            .annotate(number=Count("*"))
            .values_list("place", "number")
            for place, plan in enumerate(plans)
        ]
        found = dict(counted[0].union(*counted[1:], all=True)) if counted else {}
        return [found.get(place, 0) for place in range(len(plans))]

    def sum(self, plan: Plan, column: str) -> Decimal:
        rows = narrowed(self._matching(plan), plan.facets, plan.selections)
        found: Decimal | None = rows.aggregate(sum=Sum(column))["sum"]
        return found or Decimal(0)

    def _matching(self, plan: Plan) -> QuerySet[Any]:
        scoped = self._rows.filter(**{f"{column}__in": values for column, values in plan.scope.items()})
        return scoped.filter(matches(plan.query)) if plan.query else scoped


def last_page(plan: Plan, total: int) -> int:
    """The page asked for, or the last there is."""
    return min(plan.page, max(1, -(-total // plan.size))) if plan.size else 1
