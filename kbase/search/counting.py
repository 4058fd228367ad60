"""The total and the counts of all facets, by one statement: of one moment, even while an import is writing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet, TextField, Value
from django.db.models.functions import Cast

from kbase.search.facets import Facet
from kbase.search.selections import Node, Nodes, Selection


class Counts(NamedTuple):
    """How many rows fit, and for each facet how many rows each value has."""

    total: int
    values: dict[str, dict[str, int]]


def narrowed(
    rows: QuerySet[Any], facets: Sequence[Facet], selections: Mapping[str, Selection], *, but: str = ""
) -> QuerySet[Any]:
    """``rows`` that fit what is chosen in every facet except ``but``."""
    for facet in facets:
        if facet.key != but and selections[facet.key]:
            rows = rows.filter(facet.condition(selections[facet.key]))
    return rows


def count(rows: QuerySet[Any], facets: Sequence[Facet], selections: Mapping[str, Selection]) -> Counts:
    """Count ``rows`` (which match the query) by every facet, each without its own choice."""
    counted = [_grouped(narrowed(rows, facets, selections), "", Value("", TextField()))]
    for facet in facets:
        if not facet.counted:
            continue
        counted.append(_grouped(narrowed(rows, facets, selections, but=facet.key), facet.key, facet.grouping()))
    values: dict[str, dict[str, int]] = {key: {} for key in ("", *(facet.key for facet in facets))}
    for key, value, number in counted[0].union(*counted[1:], all=True):
        values[key][value] = number
    total = values.pop("").get("", 0)
    return Counts(total, values)


def _grouped(rows: QuerySet[Any], key: str, value: Any) -> QuerySet[Any]:
    named = rows.order_by().annotate(facet=Value(key, TextField()), value=Cast(value, TextField()))
    counted: QuerySet[Any] = named.values("facet", "value").annotate(number=Count("*"))
    return counted.values_list("facet", "value", "number")


class Remembered:
    """A loader of nodes that asks for each code once: labels cost one query however often a page needs them."""

    def __init__(self, load: Callable[[Collection[str]], Nodes]) -> None:
        self._load = load
        self._nodes: dict[str, Node] = {}
        self._asked: set[str] = set()

    def __call__(self, codes: Collection[str]) -> Nodes:
        new = {*codes} - self._asked - self._nodes.keys()
        if new:
            self._asked |= new
            self._nodes |= self._load(new)
        return self._nodes
