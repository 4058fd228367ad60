"""The rows of one segment that fit a search: as bits where they are many, as a list where they are few.

Both give the same; a list costs by its rows, bits by the segment's. What a question means among them is told by
``fitting``, in a form that ``&`` joins and ``within`` takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from kbase.search.bitmaps import bits
from kbase.search.bitmaps.answers import Answers, Flags, Rows
from kbase.search.bitmaps.bits import Bits
from kbase.search.bitmaps.columns import FEW, Coded
from kbase.search.bitmaps.conditions import Node
from kbase.search.bitmaps.segment import Live

#: A list holds at most one row in so many.
SPARSE = 24


class Few:
    """A list of rows, ascending."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.size = len(rows)

    def fitting(self, answers: Answers, node: Node) -> Flags:
        """What a question means among these rows."""
        return answers.fits(node, self.rows)

    def within(self, chosen: Any) -> Matches:
        """Those of them that are chosen."""
        return Few(self.rows[chosen])

    def counts(self, column: Coded) -> dict[str, int]:
        """How many have each value of a column."""
        return column.counts_of(self.rows)

    def by_class(self, answers: Answers, classes: Sequence[Node], start: int, end: int) -> tuple[Rows, Rows]:
        """The rows ``start``…``end`` when the first class they fit comes first, and the numbers of these classes."""
        numbers = np.full(self.size, len(classes) - 1, np.uint8)
        for number in range(len(classes) - 2, -1, -1):
            numbers[answers.fits(classes[number], self.rows)] = number
        places = numbers.argsort(kind="stable")[start:end]
        return self.rows[places], numbers[places].astype(np.int64)


class Many:
    """Bits."""

    def __init__(self, found: Bits) -> None:
        self.bits = found

    @cached_property
    def size(self) -> int:
        """How many rows."""
        return bits.count(self.bits)

    @cached_property
    def rows(self) -> Rows:
        """All of them as a list."""
        return bits.rows(self.bits)

    def fitting(self, answers: Answers, node: Node) -> Bits:
        """As of few."""
        return answers.rows(node)

    def within(self, chosen: Any) -> Matches:
        """As of few."""
        found = Many(self.bits & chosen)
        return Few(found.rows) if found.size * SPARSE < len(self.bits) * 64 else found

    def counts(self, column: Coded) -> dict[str, int]:
        """As of few."""
        return column.counts_in(self.bits) if 0 < len(column.values) <= FEW else column.counts_of(self.rows)

    def by_class(self, answers: Answers, classes: Sequence[Node], start: int, end: int) -> tuple[Rows, Rows]:
        """As of few."""
        left, before = self.bits, 0
        found = [(np.array([], np.int64), 0)]
        for number, node in enumerate(classes):
            here = left & answers.rows(node) if number < len(classes) - 1 else left
            size = bits.count(here)
            if start < before + size:
                found.append((bits.nth(here, max(0, start - before), min(size, end - before)), number))
            before += size
            if end <= before:
                break
            left = left & ~here
        numbers = np.repeat([number for _, number in found], [len(rows) for rows, _ in found])
        return np.concatenate([rows for rows, _ in found]), numbers


Matches = Few | Many


def matching(answers: Answers, live: Live, node: Node) -> Matches:
    """The live rows that a question means."""
    listed = answers.listed(node, live.part.size // SPARSE)
    if listed is None:
        return Many(live.alive).within(answers.rows(node))
    chosen = answers.fits(node, listed)
    return Few(listed[chosen if live.whole else chosen & bits.has(live.alive, listed)])
