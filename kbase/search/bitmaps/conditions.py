"""Reads Django's conditions into questions that bitmaps answer.

Query, facets and ranking say what they mean once, as ``Q`` and ``Case``; SQL runs these, and here they are taken
apart. What can't be taken apart raises :class:`Unsupported`, and SQL answers.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, NamedTuple

from django.db.models import Case, F, Func, Q, Value

from kbase.search.bitmaps import bits
from kbase.search.bitmaps.bits import Bits
from kbase.search.bitmaps.columns import UNTOLD, Amounts, Coded
from kbase.search.bitmaps.keys import name_keys, pair_keys, word_keys
from kbase.search.bitmaps.segment import Segment
from kbase.search.bitmaps.sets import Posting
from kbase.search.bitmaps.tsquery import Both, Either, Foreign, Pair, Without, Word, read
from kbase.search.bitmaps.tsquery import Node as Words

NAMES = "folded_names"
_COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


class Unsupported(Exception):
    """Only SQL knows the answer."""


class Cells(NamedTuple):
    """Rows by a column: Cells("status", "in", ("planned",))."""

    column: str
    lookup: str
    value: Any


class Named(NamedTuple):
    """Rows that have any of these folded names."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Everything:
    """All rows."""


Node = Words | Cells | Named | Everything


def compiled(condition: Q) -> Node:
    """The question behind a condition: Q(status="planned") & ~Q(…) → Both((Cells, Without(…)))."""
    parts = tuple(_child(child) for child in condition.children)
    if condition.connector == Q.XOR:
        raise Unsupported(condition)
    node: Any = Either(parts) if condition.connector == Q.OR else Both(parts)
    node = node if len(parts) > 1 else parts[0] if parts else Everything()
    return Without(node) if condition.negated else node


def _child(child: Any) -> Any:
    if isinstance(child, Q):
        return compiled(child)
    if isinstance(child, Func):
        return read(_tsquery_of(child))
    column, _, lookup = child[0].partition("__")
    value = child[1]
    if column == NAMES and lookup in ("overlap", "contains") and (lookup == "overlap" or len(value) == 1):
        return Named(tuple(value))
    return Cells(column, lookup or "exact", tuple(value) if isinstance(value, (list, set, tuple)) else value)


def _tsquery_of(match: Func) -> str:
    """The text of ``vector @@ text::tsquery``."""
    column, cast = match.get_source_expressions()
    value = cast.get_source_expressions()[0] if isinstance(cast, Func) else cast
    if not (isinstance(column, F) and column.name == "vector" and isinstance(value, Value)):  # type: ignore[attr-defined]
        raise Unsupported(match)
    return str(value.value)


def cases(case: Any) -> Iterator[tuple[Any, Node]]:
    """Each value of a ``Case`` with its condition, the default last; an earlier one takes precedence."""
    if not isinstance(case, Case):
        raise Unsupported(case)
    for when in case.cases:
        yield when.result.value, compiled(when.condition)
    yield case.default.value, Everything()


def keys_of(node: Node) -> dict[Any, int]:
    """The keys of the postings that a question needs, by leaf."""
    return {leaf: key for leaf in leaves(node) for leaf, key in _keys(leaf)}


def leaves(node: Node) -> Iterator[Any]:
    """The leaves of a question."""
    if isinstance(node, (Both, Either)):
        for part in node.parts:
            yield from leaves(part)
    elif isinstance(node, Without):
        yield from leaves(node.part)
    else:
        yield node


def _keys(leaf: Any) -> Iterator[tuple[Any, int]]:
    if isinstance(leaf, Word):
        yield leaf, int(word_keys([leaf.lexeme.encode()])[0])
    elif isinstance(leaf, Pair):
        first, second = word_keys([leaf.first.encode()]), word_keys([leaf.second.encode()])
        yield leaf, int(pair_keys(first, second)[0])
    elif isinstance(leaf, Named):
        for name, key in zip(leaf.names, name_keys(name.encode() for name in leaf.names), strict=True):
            yield (leaf, name), int(key)


class Answers(NamedTuple):
    """What the leaves of questions are in one segment."""

    part: Segment
    keys: Mapping[Any, int]
    postings: Mapping[int, Posting]
    foreign: Mapping[Foreign, Any]

    def rows(self, node: Node) -> Bits:
        """The rows that a question means; not to be written to."""
        if isinstance(node, Both):
            return reduce(operator.and_, map(self.rows, node.parts))
        if isinstance(node, Either):
            return reduce(operator.or_, map(self.rows, node.parts))
        if isinstance(node, Without):
            return bits.every(self.part.size) & ~self.rows(node.part)
        return self._leaf(node)

    def posting(self, leaf: Word | Pair) -> Posting:
        """The rows of a word or pair, with its weights."""
        return self.postings[self.keys[leaf]]

    def _leaf(self, leaf: Any) -> Bits:
        size = self.part.size
        if isinstance(leaf, (Word, Pair)):
            return self.posting(leaf).rows(leaf.level, size)
        if isinstance(leaf, Named):
            found = (self.postings[self.keys[leaf, name]].rows(2, size) for name in leaf.names)
            return reduce(operator.or_, found, bits.none(size))
        if isinstance(leaf, Foreign):
            return bits.of(self.part.rows_of(self.foreign[leaf]), size)
        if isinstance(leaf, Cells):
            return self.part.mask(leaf, lambda: cells(self.part, leaf))
        return bits.every(size)


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
