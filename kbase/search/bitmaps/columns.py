"""A facet's column by row number: as codes of distinct values or sets of values, or as whole numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import chain, count
from math import ceil, floor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kbase.search.bitmaps import bits
from kbase.search.bitmaps.bits import Bits
from kbase.search.bitmaps.vectors import ranges
from kbase.search.bitmaps.wire import texts

#: Stands for NULL among the amounts.
UNTOLD = np.iinfo(np.int64).min
#: Facets of no more values are counted by bits where many rows match, others by codes.
FEW = 256
#: Words of sets that are counted at once.
_AT_ONCE = 32_768
#: Up to so many rows the values of each are taken one by one; NumPy costs more than that.
HANDFUL = 32
#: Sets of values kept at hand.
SETS = 2_000


class Coded:
    """Each row's values: ``codes[row]`` numbers its set, ``values[members[starts[code]:starts[code + 1]]]`` are in it."""

    def __init__(
        self, codes: NDArray[np.integer], starts: NDArray[np.uint32], members: NDArray[np.uint32], values: Sequence[str]
    ) -> None:
        self.codes = codes
        self.starts = starts.astype(np.int64)
        self.members = members
        self.values = tuple(values)
        self._single = bool((np.diff(starts) == 1).all())
        self._matrix: NDArray[np.uint64] | None = None
        self._sets: dict[int, tuple[str, ...]] = {}

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {value: place for place, value in enumerate(self.values)}

    def having(self, wanted: Iterable[str]) -> Bits:
        """The rows that have any of these values."""
        places = [place for value in wanted if (place := self._places.get(value)) is not None]
        if self._matrix is not None:
            return np.bitwise_or.reduce(self._matrix[places], axis=0)
        chosen = np.zeros(len(self.values), np.bool_)
        chosen[places] = True
        return self._in_sets(np.searchsorted(self.starts, chosen[self.members].nonzero()[0], side="right") - 1)

    def _in_sets(self, sets: NDArray[np.int64]) -> Bits:
        """The rows that have one of these sets."""
        flags = np.zeros(max(1, len(self.starts) - 1), np.bool_)
        flags[sets] = True
        return bits.where(flags[self.codes])

    def counts_of(self, rows: NDArray[np.int64]) -> dict[str, int]:
        """How many of these rows have each value."""
        if len(rows) <= HANDFUL:
            return Counter(chain.from_iterable(map(self._set, self.codes[rows].tolist())))
        return self._told(self._by_code(rows))

    def counts_in(self, found: Bits) -> dict[str, int]:
        """The same of a set, by as many sets as there are values."""
        return self._told(self._by_bits(found))

    def _set(self, code: int) -> tuple[str, ...]:
        """The values of a set, kept for the next who asks."""
        found = self._sets.get(code)
        if found is None:
            if len(self._sets) >= SETS:
                self._sets.clear()
            members = self.members[self.starts[code] : self.starts[code + 1]].tolist()
            found = self._sets[code] = tuple(map(self.values.__getitem__, members))
        return found

    def _told(self, numbers: NDArray[np.int64]) -> dict[str, int]:
        some = numbers.nonzero()[0]
        return dict(zip(map(self.values.__getitem__, some.tolist()), numbers[some].tolist(), strict=True))

    def _by_code(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        codes = self.codes[rows].astype(np.int64)
        if self._single:
            return np.bincount(self.members[codes], minlength=len(self.values))
        if len(codes) < len(self.starts):
            starts = self.starts[codes]
            return np.bincount(
                self.members[ranges(starts, self.starts[codes + 1] - starts)], minlength=len(self.values)
            )
        sets = np.bincount(codes, minlength=len(self.starts) - 1)
        some = sets.nonzero()[0]
        lengths = self.starts[some + 1] - self.starts[some]
        members = self.members[ranges(self.starts[some], lengths)]
        return np.bincount(members, weights=np.repeat(sets[some], lengths), minlength=len(self.values)).astype(np.int64)

    def _by_bits(self, found: Bits) -> NDArray[np.int64]:
        if self._matrix is None:
            self._matrix = np.array([self._in_sets(sets) for sets in self._sets_of_values()])
        return counted(self._matrix, found)

    def _sets_of_values(self) -> list[NDArray[np.int64]]:
        """For each value the sets that have it."""
        sets = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        ends = np.cumsum(np.bincount(self.members, minlength=len(self.values)))
        return np.split(sets[np.argsort(self.members, kind="stable")], ends[:-1])


class Amounts(NamedTuple):
    """Each row's number as a whole number of the column's smallest unit, :data:`UNTOLD` where there is none."""

    numbers: NDArray[np.int64]
    scale: int

    def compared(self, lookup: str, value: Decimal | int) -> NDArray[np.bool_]:
        """Which rows tell a number that is "gt", "gte", "lt", "lte" or "exact" ``value``."""
        whole = value * self.scale
        low, high = {
            "exact": (ceil(whole), floor(whole)),
            "gte": (ceil(whole), None),
            "gt": (floor(whole) + 1, None),
            "lte": (None, floor(whole)),
            "lt": (None, ceil(whole) - 1),
        }[lookup]
        flags = self.numbers != UNTOLD
        if low is not None:
            flags &= self.numbers >= low
        if high is not None:
            flags &= self.numbers <= high
        return flags


class Words:
    """Takes down a column of texts, or of arrays of texts as PostgreSQL sends them; every different cell is read once."""

    def __init__(self) -> None:
        self._numbers: defaultdict[str | bytes, int] = defaultdict(count().__next__)
        self._codes: list[NDArray[np.uint32]] = []

    def add(self, cells: Sequence[str | bytes]) -> None:
        """The next rows."""
        self._codes.append(np.fromiter(map(self._numbers.__getitem__, cells), np.uint32, len(cells)))

    def column(self) -> Coded:
        """All rows so far."""
        sets = [(cell,) if isinstance(cell, str) else [*dict.fromkeys(_decoded(cell))] for cell in self._numbers]
        values = {value: place for place, value in enumerate(sorted({value for group in sets for value in group}))}
        starts = np.cumsum([0, *map(len, sets)]).astype(np.uint32)
        members = np.array([values[value] for group in sets for value in group], np.uint32)
        codes = np.concatenate([np.array([], np.uint32), *self._codes]).astype(np.min_scalar_type(len(sets)))
        return Coded(codes, starts, members, tuple(values))


class Numbers:
    """The same for a column with so many decimal places."""

    def __init__(self, places: int) -> None:
        self._scale = 10**places
        self._numbers: list[NDArray[np.int64]] = []

    def add(self, cells: Sequence[Decimal | None]) -> None:
        """The next rows."""
        found = [UNTOLD if cell is None else int(cell * self._scale) for cell in cells]
        self._numbers.append(np.array(found, np.int64))

    def column(self) -> Amounts:
        """All rows so far."""
        return Amounts(np.concatenate([np.array([], np.int64), *self._numbers]), self._scale)


def taking(places: int | None) -> Words | Numbers:
    """What takes down a column: of numbers with so many decimal places, of words where that is None."""
    return Words() if places is None else Numbers(places)


def counted(matrix: NDArray[np.uint64], found: Bits) -> NDArray[np.int64]:
    """For each row of a matrix of sets how many of ``found`` it has; by as many rows as stay in the processor's cache."""
    step = max(1, _AT_ONCE // max(1, len(found)))
    numbers = np.empty(len(matrix), np.int64)
    for start in range(0, len(matrix), step):
        here = slice(start, start + step)
        numbers[here] = np.bitwise_count(matrix[here] & found).sum(axis=1, dtype=np.uint32)
    return numbers


def _decoded(array: bytes) -> list[str]:
    return [text.decode() for text in texts(array)]


Column = Coded | Amounts
Columns = Mapping[str, Column]
