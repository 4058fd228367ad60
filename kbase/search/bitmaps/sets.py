"""One posting at rest and at work: a list of entries where rows are few, ready bits where they are many."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from kbase.search.bitmaps import bits
from kbase.search.bitmaps.bits import Bits
from kbase.search.bitmaps.keys import Keys
from kbase.search.bitmaps.vectors import Entries, Postings

#: A posting that has more than one row in so many is stored as bits.
DENSE = 32
#: The bytes of a block of postings: it stays inside its table row, so that a look-up reads one page.
BLOCK = 7_800
_COUNT = struct.Struct("<I")


class Posting:
    """The rows that have one word, name or pair, by how prominently."""

    __slots__ = ("_bits", "_entries", "nbytes")

    def __init__(self, entries: Entries | None = None, dense: tuple[Bits, ...] = ()) -> None:
        self._entries = entries
        self._bits = dense
        self.nbytes = 200 + (entries.nbytes if entries is not None else sum(level.nbytes for level in dense))

    def rows(self, level: int, size: int) -> Bits:
        """The rows that have it at ``level`` or a more prominent one; not to be written to."""
        if self._entries is None:
            return self._bits[level]
        chosen = self._entries if level == 2 else self._entries[(self._entries & 3) <= level]
        return bits.of((chosen >> 2).astype(np.int64), size)


NOTHING = Posting(np.array([], np.uint32))


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
    levels = (bits.of((entries[(entries & 3) <= level] >> 2).astype(np.int64), size) for level in range(3))
    return _COUNT.pack(0) + b"".join(level.tobytes() for level in levels)


def unpacked(data: bytes | None, key: int) -> Posting:
    """The posting of ``key`` from the block that would hold it."""
    if data is None:
        return NOTHING
    count = _COUNT.unpack_from(data)[0]
    if not count:
        dense = np.frombuffer(data, np.uint64, offset=4).reshape(3, -1)
        return Posting(dense=tuple(dense))
    keys = np.frombuffer(data, np.int64, count, 4)
    place = int(np.searchsorted(keys, key))
    if place == count or keys[place] != key:
        return NOTHING
    ends = np.frombuffer(data, np.uint32, count, 4 + 8 * count)
    start = int(ends[place - 1]) if place else 0
    return Posting(np.frombuffer(data, np.uint32, int(ends[place]) - start, 4 + 12 * count + 4 * start).copy())
