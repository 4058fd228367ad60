"""What questions mean in one segment: all rows of it as bits, or which of a few rows fit."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kbase.search.bitmaps import bits
from kbase.search.bitmaps.bits import Bits
from kbase.search.bitmaps.columns import UNTOLD, Amounts, Coded
from kbase.search.bitmaps.conditions import Cells, Named, Node, Unsupported, keys
from kbase.search.bitmaps.segment import Segment
from kbase.search.bitmaps.sets import NOTHING, Posting
from kbase.search.bitmaps.tsquery import Both, Either, Foreign, Pair, Without, Word

Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]

_COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


class Answers(NamedTuple):
    """What the leaves of questions are in one segment: the postings they need by key, and what PostgreSQL said."""

    part: Segment
    postings: Mapping[int, Posting]
    foreign: Mapping[Foreign, Any]

    def posting(self, leaf: Word | Pair) -> Posting:
        """The rows of a word or pair, with levels and weights."""
        return self.postings[next(keys(leaf))]

    def _named(self, leaf: Named) -> Iterator[Posting]:
        return (found for key in keys(leaf) if (found := self.postings[key]) is not NOTHING)

    def rows(self, node: Node) -> Bits:
        """The rows that a question means; not to be written to."""
        if isinstance(node, Both):
            return reduce(operator.and_, map(self.rows, node.parts))
        if isinstance(node, Either):
            return reduce(operator.or_, map(self.rows, node.parts))
        if isinstance(node, Without):
            return bits.every(self.part.size) & ~self.rows(node.part)
        size = self.part.size
        if isinstance(node, (Word, Pair)):
            return self.posting(node).rows(node.level, size)
        if isinstance(node, Named):
            return reduce(operator.or_, (found.rows(2, size) for found in self._named(node)), bits.none(size))
        if isinstance(node, Foreign):
            return bits.of(self.part.rows_of(self.foreign[node]), size)
        return self._cells(node) if isinstance(node, Cells) else bits.every(size)

    def fits(self, node: Node, rows: Rows) -> Flags:
        """Which of these rows a question means."""
        if isinstance(node, (Word, Pair)):
            return self.posting(node).has(node.level, rows)
        if isinstance(node, Both):
            return reduce(operator.and_, (self.fits(part, rows) for part in node.parts))
        if isinstance(node, Either):
            return reduce(operator.or_, (self.fits(part, rows) for part in node.parts))
        if isinstance(node, Without):
            return ~self.fits(node.part, rows)
        if isinstance(node, Named):
            none = np.zeros(len(rows), np.bool_)
            return reduce(operator.or_, (found.has(2, rows) for found in self._named(node)), none)
        if isinstance(node, Foreign):
            return np.isin(rows, self.part.rows_of(self.foreign[node]))
        return bits.has(self._cells(node), rows) if isinstance(node, Cells) else np.ones(len(rows), np.bool_)

    def listed(self, node: Node, most: int) -> Rows | None:
        """At most so many rows, ascending, among which are all that a question means; None where they may be more."""
        if isinstance(node, (Word, Pair)):
            return self.posting(node).listed(most)
        if isinstance(node, Both):
            found = (self.listed(part, most) for part in node.parts)
            return min((rows for rows in found if rows is not None), key=len, default=None)
        if isinstance(node, Either):
            return self._joined([self.listed(part, most) for part in node.parts], most)
        if isinstance(node, Foreign) and len(self.foreign[node]) <= most:
            return self.part.rows_of(self.foreign[node])
        return None

    @staticmethod
    def _joined(lists: list[Rows | None], most: int) -> Rows | None:
        found = [rows for rows in lists if rows is not None and len(rows)]
        if len(found) > 1:
            found = [np.unique(np.concatenate(found))]
        if any(rows is None for rows in lists) or (found and len(found[0]) > most):
            return None
        return found[0] if found else np.array([], np.int64)

    def _cells(self, asked: Cells) -> Bits:
        return self.part.mask(asked, lambda: cells(self.part, asked))


def cells(part: Segment, asked: Cells) -> Bits:
    """The rows whose cell fits. Raises Unsupported for what only SQL can compare."""
    column, lookup, value = part.columns.get(asked.column), asked.lookup, asked.value
    if isinstance(column, Coded) and lookup in ("in", "overlap"):
        return column.having(value)
    if isinstance(column, Coded) and lookup == "contains" and isinstance(value, tuple):
        return reduce(operator.and_, (column.having([one]) for one in value), bits.every(part.size))
    if isinstance(column, Coded) and lookup in _COMPARED and isinstance(value, str):
        return column.having([one for one in column.values if _COMPARED[lookup](one, value)])
    if isinstance(column, Amounts) and lookup == "isnull":
        return bits.where((column.numbers == UNTOLD) == value)
    if isinstance(column, Amounts) and lookup in _COMPARED:
        return bits.where(column.compared(lookup, value))
    raise Unsupported(asked)
