"""One posting at rest and at work: a list of entries where rows are few, ready bits where they are many."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kbase.search.bitmaps import bits
from kbase.search.bitmaps.bits import Bits
from kbase.search.bitmaps.keys import Keys
from kbase.search.bitmaps.vectors import LEVEL, ROW, Entries, Postings
from kbase.search.ranking import HEAVIEST

#: A posting that has more than one row in so many is stored as bits.
DENSE = 32
#: The bytes of a block of postings: it stays inside its table row, so that a look-up reads one page.
BLOCK = 7_800
#: Stands for level and weight of a row that has not the word.
ABSENT = np.uint8(3 << LEVEL)
_COUNT = struct.Struct("<I")
#: Of a dense posting: zero, how many words of bits, how many entries of the upper levels.
_SIZES = struct.Struct("<IIQ")
Weights = NDArray[np.uint8]


class Sparse:
    """The rows that have one word, name or pair, with their levels and weights."""

    __slots__ = ("_entries",)

    def __init__(self, entries: Entries) -> None:
        self._entries = entries

    @property
    def nbytes(self) -> int:
        """The memory it takes, about."""
        return 200 + self._entries.nbytes

    def rows(self, level: int, size: int) -> Bits:
        """The rows that have it at ``level`` or a more prominent one; not to be written to."""
        entries = self._entries
        chosen = entries if level == 2 else entries[(entries >> LEVEL & 3) <= level]
        return bits.of((chosen >> ROW).astype(np.int64), size)

    def listed(self, most: int) -> NDArray[np.int64] | None:
        """The rows that have it, ascending; None where they are more than ``most``."""
        return (self._entries >> ROW).astype(np.int64) if len(self._entries) <= most else None

    def has(self, level: int, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these rows have it at ``level`` or a more prominent one."""
        return self._marks(rows) < level + 1 << LEVEL

    def weights(self, rows: NDArray[np.int64]) -> Weights:
        """How much each of these rows has of the word, 0 where it has none."""
        return self._marks(rows) & np.uint8(HEAVIEST)

    def _marks(self, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Level and weight of each of these rows, :data:`ABSENT` where it has none."""
        entries = self._entries
        if not len(entries) or not len(rows):
            return np.full(len(rows), ABSENT, np.uint8)
        if len(rows) == len(entries) and (entries >> ROW == rows).all():
            return entries.astype(np.uint8)
        places = entries.searchsorted((rows << ROW).astype(np.uint32))
        found = entries.take(places, mode="clip")
        return np.where(found >> ROW == rows, found.astype(np.uint8), ABSENT)


class Dense:
    """The same as bits; ``upper`` are the entries above the texts, ``weights`` the weight of each row that has it."""

    __slots__ = ("_bits", "_ends", "_upper", "_weights")

    def __init__(self, every: Bits, upper: Entries, weights: Weights) -> None:
        self._bits = {2: every}
        self._upper = upper
        self._weights = weights
        self._ends: NDArray[np.int64] | None = None

    @property
    def nbytes(self) -> int:
        """The memory it takes, about."""
        return 600 + 4 * self._bits[2].nbytes + self._upper.nbytes + self._weights.nbytes

    def rows(self, level: int, size: int) -> Bits:
        """As of a sparse one."""
        if level not in self._bits:
            self._bits[level] = Sparse(self._upper).rows(level, size)
        return self._bits[level]

    def listed(self, most: int) -> None:
        """As of a sparse one."""

    def has(self, level: int, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """As of a sparse one."""
        return bits.has(self._bits[2], rows) if level == 2 else Sparse(self._upper).has(level, rows)

    def weights(self, rows: NDArray[np.int64]) -> Weights:
        """As of a sparse one."""
        found = self._bits[2]
        if self._ends is None:
            self._ends = np.cumsum(np.bitwise_count(found), dtype=np.int64)
        before = np.bitwise_count(found[rows >> 6] & ~(np.uint64(2**64 - 1) << (rows & 63).astype(np.uint64)))
        places = self._ends[rows >> 6] - np.bitwise_count(found[rows >> 6]) + before
        return np.where(bits.has(found, rows), self._weights[np.minimum(places, len(self._weights) - 1)], 0)


Posting = Sparse | Dense
NOTHING = Sparse(np.array([], np.uint32))


class Block(NamedTuple):
    """What one row of the table holds: postings of the keys from ``first`` on, or a single dense one."""

    first: int
    data: bytes


def blocks(postings: Postings, size: int) -> Iterator[Block]:
    """Packs postings of a segment of ``size`` rows."""
    keys, ends, entries = postings
    counts = np.diff(ends, prepend=0)
    at = 0
    # Cut where a block is full; a posting that fills one alone is cut out as well.
    for big in [*np.flatnonzero(counts * 4 > BLOCK // 2).tolist(), len(keys)]:
        yield from _small(postings, at, big)
        if big < len(keys):
            rows = entries[ends[big] - counts[big] : ends[big]]
            yield Block(
                int(keys[big]),
                _dense(rows, size)
                if counts[big] * DENSE > size
                else _packed(keys[big : big + 1], counts[big : big + 1], rows),
            )
        at = big + 1


def _small(postings: Postings, start: int, end: int) -> Iterator[Block]:
    keys, ends, entries = postings
    while start < end:
        before = int(ends[start - 1]) if start else 0
        sizes = (ends[start : min(end, start + BLOCK // 12)] - before) * 4 + np.arange(
            1, min(end, start + BLOCK // 12) - start + 1
        ) * 12
        stop = start + max(1, int(np.searchsorted(sizes, BLOCK, side="right")))
        counts = np.diff(ends[start:stop], prepend=before)
        yield Block(int(keys[start]), _packed(keys[start:stop], counts, entries[before : ends[stop - 1]]))
        start = stop


def _packed(keys: Keys, counts: np.ndarray, entries: Entries) -> bytes:  # type: ignore[type-arg]
    return _COUNT.pack(len(keys)) + keys.tobytes() + np.cumsum(counts).astype(np.uint32).tobytes() + entries.tobytes()


def _dense(entries: Entries, size: int) -> bytes:
    every = bits.of((entries >> ROW).astype(np.int64), size)
    upper = entries[(entries >> LEVEL & 3) < 2]
    weights = (entries & HEAVIEST).astype(np.uint8)
    return _SIZES.pack(0, len(every), len(upper)) + every.tobytes() + upper.tobytes() + weights.tobytes()


def unpacked(data: bytes | None, key: int) -> Posting:
    """The posting of ``key`` from the block that would hold it."""
    if data is None:
        return NOTHING
    count = _COUNT.unpack_from(data)[0]
    if not count:
        return _unpacked_dense(data)
    keys = np.frombuffer(data, np.int64, count, 4)
    place = int(np.searchsorted(keys, key))
    if place == count or keys[place] != key:
        return NOTHING
    ends = np.frombuffer(data, np.uint32, count, 4 + 8 * count)
    start = int(ends[place - 1]) if place else 0
    return Sparse(np.frombuffer(data, np.uint32, int(ends[place]) - start, 4 + 12 * count + 4 * start).copy())


def _unpacked_dense(data: bytes) -> Dense:
    _, words, uppers = _SIZES.unpack_from(data)
    at = _SIZES.size + 8 * words
    return Dense(
        np.frombuffer(data, np.uint64, words, _SIZES.size),
        np.frombuffer(data, np.uint32, uppers, at),
        np.frombuffer(data, np.uint8, -1, at + 4 * uppers),
    )
