"""Answers plans from the index: the same numbers in the same order as SQL, of one moment.

Rows that fit query and choices are bits; totals and facets are counts of bits. The order of relevance is computed
class by class from the rule in ``kbase.search.ranking``; PostgreSQL ranks the first rows of it, as it does for SQL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import reduce
from operator import and_
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Case, F, Func

from kbase.search import ranking
from kbase.search.bitmaps import bits
from kbase.search.bitmaps.answers import Answers
from kbase.search.bitmaps.columns import UNTOLD, Amounts, Coded
from kbase.search.bitmaps.conditions import (
    Cells,
    Everything,
    Named,
    Node,
    Unsupported,
    cases,
    compiled,
    keys,
    leaves,
)
from kbase.search.bitmaps.index import Counts, Index, Seen, Unavailable
from kbase.search.bitmaps.matches import Matches, matching
from kbase.search.bitmaps.order import Hits, Order
from kbase.search.bitmaps.segment import Live
from kbase.search.bitmaps.tsquery import Foreign, Word, read
from kbase.search.executor import RELEVANCE, Answer, Executor, Plan, last_page
from kbase.search.facets import Facet
from kbase.search.nodes import condition, only_words, tsquery

#: Where a number of 64 bits is cut in two, so that a billion of them add up.
_HALF = 10**9


class BitmapExecutor:
    """Answers from the index where it can, otherwise through ``fallback``."""

    def __init__(self, index: Index, fallback: Executor) -> None:
        self._index = index
        self._fallback = fallback

    def answer(self, plan: Plan) -> Answer:
        try:
            return _Search(self._index, plan).answer()
        except (Unsupported, Unavailable):
            return self._fallback.answer(plan)

    def totals(self, plans: Sequence[Plan]) -> list[int]:
        try:
            return _totals([_Search(self._index, plan) for plan in plans])
        except (Unsupported, Unavailable):
            return self._fallback.totals(plans)

    def sum(self, plan: Plan, column: str) -> Decimal:
        try:
            return _Search(self._index, plan).sum(column)
        except (Unsupported, Unavailable):
            return self._fallback.sum(plan, column)


class _Found(NamedTuple):
    """The rows of one segment: those that fit all, and for each facet those that fit all but its own choice."""

    hits: Hits
    but: Mapping[str, Matches]


class _Search:
    def __init__(self, index: Index, plan: Plan) -> None:
        self.index = index
        self.plan = plan
        self.query = _question(plan.query.root)
        found = ranking.classes(plan.query) if plan.sort == RELEVANCE else []
        self.classes: list[Node] = [Named(each.names) if each.names else read(each.words) for each in found]
        self.classes += [Everything()] if found else []
        self.weighed = [Word(word, 2) for word in ranking.weighed(plan.query)] if found else []
        self.choices = {
            facet.key: compiled(facet.condition(plan.selections[facet.key]))
            for facet in plan.facets
            if plan.selections[facet.key]
        }

    def sum(self, column: str) -> Decimal:
        self._look([self.query])
        return sum((_sum(found, column) for found in self.found), Decimal(0))

    def answer(self) -> Answer:
        seen = self._look([self.query, *self.classes, *self.weighed])
        if self.plan.query or any(self.plan.selections.values()):
            counts = self._all_counts()
        else:
            counts = self.index.usual(seen, (self.plan.scope, [*self.plan.selections]), self._all_counts)
        total = sum(found.hits.rows.size for found in self.found)
        page = last_page(self.plan, total)
        order = Order(self.index.source, self.plan.sort, self.classes, self.weighed)
        hits = [found.hits for found in self.found]
        ids = order.ids(hits, (page - 1) * self.plan.size, page * self.plan.size) if self.plan.size else []
        return Answer(total, page, ids, counts)

    def total(self, seen: Seen) -> int:
        self._look([self.query], seen)
        return sum(found.hits.rows.size for found in self.found)

    def _look(self, nodes: Sequence[Node], seen: Seen | None = None) -> Seen:
        """Read what these questions need, if nobody did yet, and find the rows."""
        asked = [leaf for node in nodes for leaf in leaves(node)]
        foreign = {leaf: self.index.source.matching(leaf.text) for leaf in asked if isinstance(leaf, Foreign)}
        seen = seen or self.index.see({key for leaf in asked for key in keys(leaf)})
        self.found = [
            self._found(Answers(live.part, postings, foreign), live)
            for live, postings in zip(seen.parts, seen.postings, strict=True)
        ]
        return seen

    def _found(self, answers: Answers, live: Live) -> _Found:
        base = matching(answers, live, self.query)
        for column, values in self.plan.scope.items():
            base = base.within(base.fitting(answers, Cells(column, "in", tuple(values))))
        chosen = {key: base.fitting(answers, node) for key, node in self.choices.items()}
        but = {}
        for key in chosen:
            others = [other for name, other in chosen.items() if name != key]
            but[key] = base.within(reduce(and_, others)) if others else base
        rows = base.within(reduce(and_, chosen.values())) if chosen else base
        return _Found(Hits(answers, rows), but)

    # Facets

    def _all_counts(self) -> Counts:
        return {facet.key: self._counts(facet) if facet.counted else {} for facet in self.plan.facets}

    def _counts(self, facet: Facet) -> dict[str, int]:
        numbers = self._counted(facet, self.found[0])
        for found in self.found[1:]:
            for value, number in self._counted(facet, found).items():
                numbers[value] = numbers.get(value, 0) + number
        return numbers

    def _counted(self, facet: Facet, found: _Found) -> dict[str, int]:
        answers, rows = found.hits
        column = answers.part.remembered(("facet", facet.key), lambda: self._column(facet, answers))
        return found.but.get(facet.key, rows).counts(column)

    def _column(self, facet: Facet, answers: Answers) -> Coded:
        """The column of what a facet counts."""
        grouping = facet.grouping()
        if isinstance(grouping, Case):
            return self._case_column(grouping, answers)
        column = answers.part.columns.get(_column_of(grouping))
        if not isinstance(column, Coded):
            raise Unsupported(facet.key)
        return column

    @staticmethod
    def _case_column(case: Case, answers: Answers) -> Coded:
        """A column of what a ``Case`` gives in each row."""
        told = np.full(answers.part.size, -1, np.int64)
        values = []
        for place, (value, node) in enumerate(cases(case)):
            rows = bits.rows(answers.rows(node))
            told[rows[told[rows] < 0]] = place
            values.append(value)
        places = np.arange(len(values) + 1, dtype=np.uint32)
        return Coded(told.astype(np.uint8), places, places[:-1], values)


def _totals(searches: Sequence[_Search]) -> list[int]:
    """How many rows each search finds, of one moment and with one look at the database."""
    if not searches:
        return []
    asked = {key for search in searches for leaf in leaves(search.query) for key in keys(leaf)}
    seen = searches[0].index.see(asked)
    return [search.total(seen) for search in searches]


def _sum(found: _Found, column: str) -> Decimal:
    """The sum over the rows of one segment, exact however large: its parts are added as Python's own numbers."""
    answers, rows = found.hits
    amounts = answers.part.columns.get(column)
    if not isinstance(amounts, Amounts):
        raise Unsupported(column)
    numbers = amounts.numbers[rows.rows]
    numbers = numbers[numbers != UNTOLD]
    high, low = np.divmod(numbers, _HALF)
    return Decimal(int(high.sum()) * _HALF + int(low.sum())) / amounts.scale


def _question(root: Any) -> Node:
    """The rows that a query means; one of words only is read as it is."""
    if root is None:
        return Everything()
    return read(tsquery(root)) if only_words(root) else compiled(condition(root))


def _column_of(grouping: Any) -> str:
    source = grouping.get_source_expressions()[0] if isinstance(grouping, Func) else grouping
    if not isinstance(source, F):
        raise Unsupported(grouping)
    return str(source.name)  # type: ignore[attr-defined]
