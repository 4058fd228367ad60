"""Answers plans from the index: the same numbers in the same order as SQL, of one moment.

Rows that fit query and choices are bits; totals and facets are counts of bits. The order of relevance is computed
class by class from the rule in ``kbase.search.ranking``; PostgreSQL ranks the first rows of it, as it does for SQL.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, reduce
from operator import and_
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Case, F, Func
from numpy.typing import NDArray

from kbase.search import ranking
from kbase.search.bitmaps import bits
from kbase.search.bitmaps.bits import Bits
from kbase.search.bitmaps.columns import FEW, UNTOLD, Amounts, Coded
from kbase.search.bitmaps.conditions import (
    Answers,
    Cells,
    Everything,
    Named,
    Node,
    Unsupported,
    cases,
    compiled,
    keys_of,
    leaves,
)
from kbase.search.bitmaps.index import Counts, Index, Seen, Unavailable
from kbase.search.bitmaps.segment import Live
from kbase.search.bitmaps.tsquery import Foreign, Word, read
from kbase.search.executor import RELEVANCE, Answer, Executor, Plan, last_page
from kbase.search.facets import Facet
from kbase.search.nodes import condition, only_words, tsquery

#: Below one row in so many, rows are listed and their codes counted; above, bits are.
_SPARSE = 24
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


class _Set:
    """A set of rows; its size and its list are made when first asked for."""

    def __init__(self, found: Bits) -> None:
        self.bits = found

    @cached_property
    def size(self) -> int:
        return bits.count(self.bits)

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        return bits.rows(self.bits)


@dataclass(frozen=True, slots=True)
class _Found:
    """The rows of one segment: those that fit all, and for each facet those that fit all but its own choice."""

    answers: Answers
    live: Live
    rows: _Set
    but: Mapping[str, _Set]


class _Places(NamedTuple):
    """Rows in order: the number of each one's segment, and its own in it."""

    parts: NDArray[np.int64]
    rows: NDArray[np.int64]


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
        total = sum(found.rows.size for found in self.found)
        page = last_page(self.plan, total)
        ids = self._ids((page - 1) * self.plan.size, page * self.plan.size)
        return Answer(total, page, ids, counts)

    def total(self, seen: Seen) -> int:
        self._look([self.query], seen)
        return sum(found.rows.size for found in self.found)

    def _look(self, nodes: Sequence[Node], seen: Seen | None = None) -> Seen:
        """Read what these questions need, if nobody did yet, and find the rows."""
        keys: dict[Any, int] = {}
        for node in nodes:
            keys |= keys_of(node)
        foreign = {
            leaf: self.index.source.matching(leaf.text)
            for node in nodes
            for leaf in leaves(node)
            if isinstance(leaf, Foreign)
        }
        seen = seen or self.index.see(set(keys.values()))
        self.found = [
            self._found(Answers(live.part, keys, postings, foreign), live)
            for live, postings in zip(seen.parts, seen.postings, strict=True)
        ]
        return seen

    def _found(self, answers: Answers, live: Live) -> _Found:
        base = live.alive & answers.rows(self.query)
        for column, values in self.plan.scope.items():
            base &= answers.rows(Cells(column, "in", tuple(values)))
        chosen = {key: answers.rows(node) for key, node in self.choices.items()}
        but = {
            key: _Set(reduce(and_, (other for name, other in chosen.items() if name != key), base)) for key in chosen
        }
        return _Found(answers, live, _Set(reduce(and_, chosen.values(), base)), but)

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
        rows = found.but.get(facet.key, found.rows)
        part = found.live.part
        column: Coded = part.remembered(("facet", facet.key), lambda: self._column(facet, found.answers))
        few = rows.size * _SPARSE < part.size or len(column.values) > FEW
        return column.counts(rows.bits, rows.rows if few else None)

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

    # Order

    def _ids(self, start: int, end: int) -> list[int]:
        if not self.classes:
            return self._keys(self._slice([found.rows.bits for found in self.found], start, end))
        if end > ranking.RANKED or not self.weighed:
            return self._keys(self._window(start, end)[1])
        classes, best = self._window(0, ranking.RANKED)
        order = np.lexsort((-self._weights(best), classes))[start:end]
        return self._keys(_Places(best.parts[order], best.rows[order]))

    def _keys(self, places: _Places) -> list[int]:
        keys = np.zeros(len(places.rows), np.int64)
        for number, found in enumerate(self.found):
            here = places.parts == number
            keys[here] = found.live.part.ids[places.rows[here]]
        return keys.tolist()

    def _weights(self, places: _Places) -> NDArray[np.int64]:
        """What ``ranking.weight`` gives for these rows."""
        weights = np.zeros(len(places.rows), np.int64)
        for number, found in enumerate(self.found):
            here = np.flatnonzero(places.parts == number)
            for word in self.weighed:
                weights[here] += found.answers.posting(word).weights(places.rows[here])
        return weights

    def _window(self, start: int, end: int) -> tuple[NDArray[np.int64], _Places]:
        """The places ``start``…``end`` of the classes of relevance one behind the other, with each row's class."""
        window = [_Places(*np.zeros((2, 0), np.int64))]
        for rows in self._by_class():
            size = sum(map(bits.count, rows))
            inside = start < size and end > 0
            window.append(self._slice(rows, max(0, start), min(size, end)) if inside else window[0])
            start, end = start - size, end - size
            if end <= 0:
                break
        classes = np.repeat(np.arange(len(window)), [len(each.rows) for each in window])
        return classes, _Places(*map(np.concatenate, zip(*window, strict=True)))

    def _by_class(self) -> Iterator[list[Bits]]:
        """For each class of relevance the rows in each segment."""
        left = [found.rows.bits for found in self.found]
        for node in self.classes:
            if isinstance(node, Everything):
                yield left
                return
            rows = [rest & found.answers.rows(node) for rest, found in zip(left, self.found, strict=True)]
            left = [rest & ~taken for rest, taken in zip(left, rows, strict=True)]
            yield rows

    def _slice(self, rows: Sequence[Bits], start: int, end: int) -> _Places:
        """The places ``start``…``end`` of one class, in the chosen order.

        Changed documents can push each of the generation's back by one place; so far before ``start`` it is read.
        """
        changed = [(number, row) for number, part in enumerate(rows[1:], 1) for row in bits.rows(part).tolist()]
        first = max(0, start - len(changed))
        stored = self._stored(rows[0], first, end)
        if not changed:
            return _Places(np.zeros(len(stored), np.int64), stored)
        places = np.array([*((0, row) for row in stored.tolist()), *changed], np.int64)
        by_key = dict(zip(self._keys(_Places(*places.T)), places, strict=True))
        order = self.index.source.sorted([*by_key], self.plan.sort)[start - first : end - first]
        return _Places(*np.array([by_key[key] for key in order if key in by_key], np.int64).reshape(-1, 2).T)

    def _stored(self, rows: Bits, start: int, end: int) -> NDArray[np.int64]:
        part = self.found[0].live.part
        order = part.orders.get(self.plan.sort)
        return bits.nth(rows, start, end) if order is None else _ordered(rows, order, end, part)[start:end]


def _totals(searches: Sequence[_Search]) -> list[int]:
    """How many rows each search finds, of one moment and with one look at the database."""
    if not searches:
        return []
    seen = searches[0].index.see({key for search in searches for key in keys_of(search.query).values()})
    return [search.total(seen) for search in searches]


def _sum(found: _Found, column: str) -> Decimal:
    """The sum over the rows of one segment, exact however large: its parts are added as Python's own numbers."""
    amounts = found.live.part.columns.get(column)
    if not isinstance(amounts, Amounts):
        raise Unsupported(column)
    numbers = amounts.numbers[found.rows.rows]
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


def _ordered(rows: Bits, order: NDArray[np.int32], end: int, part: Any) -> NDArray[np.int64]:
    """The first ``end`` rows of a set in a stored order."""
    if bits.count(rows) * 8 < part.size:
        ranks = part.remembered(("ranks", id(order)), lambda: np.argsort(order, kind="stable").astype(np.int32))
        few = bits.rows(rows)
        return few[np.argsort(ranks[few], kind="stable")]
    taken: list[NDArray[np.int64]] = []
    found, at, step = 0, 0, 1024
    while found < end and at < len(order):
        stretch = order[at : at + step].astype(np.int64)
        taken.append(stretch[bits.has(rows, stretch)])
        found, at, step = found + len(taken[-1]), at + step, step * 2
    return np.concatenate(taken) if taken else np.array([], np.int64)
