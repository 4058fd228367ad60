"""Reads Django's conditions into questions that bitmaps answer.

Query, facets and ranking say what they mean once, as ``Q`` and ``Case``; SQL runs these, and here they are taken
apart. What can't be taken apart raises :class:`Unsupported`, and SQL answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Case, F, Func, Q, Value

from kbase.search.bitmaps.keys import name_key, pair_key, word_key
from kbase.search.bitmaps.tsquery import Both, Either, Pair, Without, Word, read
from kbase.search.bitmaps.tsquery import Node as Words

NAMES = "folded_names"


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


def leaves(node: Node) -> Iterator[Any]:
    """The leaves of a question."""
    if isinstance(node, (Both, Either)):
        for part in node.parts:
            yield from leaves(part)
    elif isinstance(node, Without):
        yield from leaves(node.part)
    else:
        yield node


def keys(leaf: Any) -> Iterator[int]:
    """The keys of the postings that a leaf needs."""
    if isinstance(leaf, Word):
        yield word_key(leaf.lexeme)
    elif isinstance(leaf, Pair):
        yield pair_key(leaf.first, leaf.second)
    elif isinstance(leaf, Named):
        yield from map(name_key, leaf.names)
