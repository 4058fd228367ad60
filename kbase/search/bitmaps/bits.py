"""Sets of rows as 64-bit words: row ``d`` of a segment is bit ``d & 63`` of word ``d >> 6``.

NumPy's ``& | ~`` work on them; a set of a million rows is 125 kB. Bits behind the last row are always zero.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
Rows = NDArray[np.integer]

_ONE = np.uint64(1)


def width(size: int) -> int:
    """The words that ``size`` rows take."""
    return -(-size // 64)


def none(size: int) -> Bits:
    """The empty set."""
    return np.zeros(width(size), np.uint64)


def every(size: int) -> Bits:
    """All rows."""
    bits = np.full(width(size), np.iinfo(np.uint64).max, np.uint64)
    if size % 64:
        bits[-1] = (_ONE << np.uint64(size % 64)) - _ONE
    return bits


def of(rows: Rows, size: int) -> Bits:
    """The set of these rows, which ascend: [0, 3] → 0b1001."""
    bits = none(size)
    if len(rows):
        words = rows >> 6
        starts = np.flatnonzero(np.diff(words, prepend=-1))
        bits[words[starts]] = np.bitwise_or.reduceat(_ONE << (rows & 63).astype(np.uint64), starts)
    return bits


def where(flags: NDArray[np.bool_]) -> Bits:
    """The rows whose flag is set."""
    packed = np.zeros(width(len(flags)) * 8, np.uint8)
    packed[: -(-len(flags) // 8)] = np.packbits(flags, bitorder="little")
    return packed.view(np.uint64)


def rows(bits: Bits) -> NDArray[np.int64]:
    """The rows of a set, ascending."""
    octets = bits.view(np.uint8)
    some = (octets != 0).nonzero()[0]
    if len(some) * 4 > len(octets) * 3:
        return np.unpackbits(octets, bitorder="little").view(np.bool_).nonzero()[0]
    inside = np.unpackbits(octets[some], bitorder="little").view(np.bool_).nonzero()[0]
    return (some[inside >> 3] << 3) | (inside & 7)


def count(bits: Bits) -> int:
    """How many rows."""
    return int(np.bitwise_count(bits).sum(dtype=np.int64))


def nth(bits: Bits, start: int, end: int) -> NDArray[np.int64]:
    """The rows ``start``…``end`` of a set in ascending order, without listing the others."""
    ends = np.cumsum(np.bitwise_count(bits), dtype=np.int64)
    first = int(np.searchsorted(ends, start, side="right"))
    last = int(np.searchsorted(ends, end, side="left")) + 1
    before = int(ends[first - 1]) if first else 0
    return rows(bits[first:last])[start - before : end - before] + (first << 6)


def has(bits: Bits, wanted: Rows) -> NDArray[np.bool_]:
    """For each of these rows whether it is in the set."""
    return ((bits[wanted >> 6] >> (wanted & 63).astype(np.uint64)) & _ONE).astype(np.bool_)


def remove(bits: Bits, gone: Rows) -> Bits:
    """The set without these rows."""
    return bits & ~of(np.unique(gone), len(bits) * 64)
