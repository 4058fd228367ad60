"""The order of hits: by classes of relevance and weight, or by a stored permutation.

What changed since the generation has no place in its orders; PostgreSQL itself sorts those few rows in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kbase.search import ranking
from kbase.search.bitmaps import bits
from kbase.search.bitmaps.answers import Answers, Rows
from kbase.search.bitmaps.conditions import Node
from kbase.search.bitmaps.matches import Few, Matches
from kbase.search.bitmaps.segment import Segment
from kbase.search.bitmaps.source import Source
from kbase.search.bitmaps.tsquery import Word


class Hits(NamedTuple):
    """The rows of one segment that fit."""

    answers: Answers
    rows: Matches


class _Places(NamedTuple):
    """Rows in order: the number of each one's segment, its own in it, the number of its class."""

    parts: Rows
    rows: Rows
    classes: Rows

    def at(self, places: NDArray[np.int64] | slice) -> _Places:
        return _Places(self.parts[places], self.rows[places], self.classes[places])


class Order(NamedTuple):
    """How hits are ordered: ``classes`` and the ``weighed`` words for relevance, none for a named order."""

    source: Source
    sort: str
    classes: Sequence[Node]
    weighed: Sequence[Word]

    def ids(self, hits: Sequence[Hits], start: int, end: int) -> list[int]:
        """The keys of the hits ``start``…``end``; the first segment is the generation."""
        if end > ranking.RANKED or not self.weighed:
            return _keys(hits, self._window(hits, start, end)).tolist()
        best = self._window(hits, 0, ranking.RANKED)
        order = np.lexsort((-self._weights(hits, best), best.classes))[start:end]
        return _keys(hits, best.at(order)).tolist()

    def _weights(self, hits: Sequence[Hits], places: _Places) -> NDArray[np.int64]:
        """What ``ranking.weight`` gives for these rows."""
        weights = np.zeros(len(places.rows), np.int64)
        for number, (answers, _) in enumerate(hits):
            here = places.parts == number if len(hits) > 1 else slice(None)
            for word in self.weighed:
                weights[here] += answers.posting(word).weights(places.rows[here])
        return weights

    def _window(self, hits: Sequence[Hits], start: int, end: int) -> _Places:
        """The places ``start``…``end`` by class.

        Changed documents can push each of the generation's back by one place; so far before ``start`` it is read.
        """
        changed = [_numbered(number, *self._part(each, 0, each.rows.size)) for number, each in enumerate(hits[1:], 1)]
        moved = sum(len(each.rows) for each in changed)
        first = max(0, start - moved)
        stored = _numbered(0, *self._part(hits[0], first, end))
        if not moved:
            return stored
        places = _Places(*map(np.concatenate, zip(stored, *changed, strict=True)))
        keys = _keys(hits, places)
        order = {key: place for place, key in enumerate(self.source.sorted(keys.tolist(), self.sort))}
        told = np.array([order.get(key, -1) for key in keys.tolist()], np.int64)
        kept = np.flatnonzero(told >= 0)
        sorted_ = kept[np.lexsort((told[kept], places.classes[kept]))]
        return places.at(sorted_[start - first : end - first])

    def _part(self, hits: Hits, start: int, end: int) -> tuple[Rows, Rows]:
        """Rows of one segment and their classes."""
        if self.classes:
            return hits.rows.by_class(hits.answers, self.classes, start, end)
        order = hits.answers.part.orders.get(self.sort)
        if order is not None:
            rows = _ordered(hits.rows, order, end, hits.answers.part)[start:end]
        else:
            rows = hits.rows.rows[start:end] if isinstance(hits.rows, Few) else bits.nth(hits.rows.bits, start, end)
        return rows, np.zeros(len(rows), np.int64)


def _numbered(number: int, rows: Rows, classes: Rows) -> _Places:
    return _Places(np.full(len(rows), number), rows, classes)


def _keys(hits: Sequence[Hits], places: _Places) -> NDArray[np.int64]:
    if len(hits) == 1:
        return hits[0].answers.part.ids[places.rows]
    keys = np.zeros(len(places.rows), np.int64)
    for number, each in enumerate(hits):
        here = places.parts == number
        keys[here] = each.answers.part.ids[places.rows[here]]
    return keys


def _ordered(found: Matches, order: NDArray[np.int32], end: int, part: Segment) -> Rows:
    """The first ``end`` rows of a set in a stored order."""
    if isinstance(found, Few) or found.size * 8 < part.size:
        ranks = part.remembered(("ranks", id(order)), lambda: np.argsort(order, kind="stable").astype(np.int32))
        return found.rows[np.argsort(ranks[found.rows], kind="stable")]
    taken: list[Rows] = []
    count, at, step = 0, 0, 1024
    while count < end and at < len(order):
        stretch = order[at : at + step].astype(np.int64)
        taken.append(stretch[bits.has(found.bits, stretch)])
        count, at, step = count + len(taken[-1]), at + step, step * 2
    return np.concatenate(taken) if taken else np.array([], np.int64)
