"""Takes apart what PostgreSQL sends in binary: tsvectors, many at once, and arrays of texts and of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: Of an array: dimensions, flags, type, and for the only dimension its length and first index.
_HEAD = 20
_BIGINT = np.dtype([("bytes", ">i4"), ("value", ">i8")])


class Lexemes(NamedTuple):
    """All lexemes of all vectors: the vector of each, its text, how many places it has; and the places one behind the other.

    A place is 14 bits of position below 2 bits of weight, D to A as 0 to 3.
    """

    rows: NDArray[np.int64]
    texts: list[bytes]
    counts: NDArray[np.int64]
    places: NDArray[np.uint16]


def lexemes(vectors: Sequence[bytes]) -> Lexemes:
    """A vector is a count, then for each lexeme its text, a zero, a count of places and the places.

    Where a lexeme begins only the one before it tells; so the first of all vectors are looked at together, then the second.
    """
    data = b"".join(vectors)
    single = np.frombuffer(data, np.uint8)
    double: NDArray[np.uint16] = np.ndarray((max(0, len(data) - 1),), ">u2", data, strides=(1,))  # at any byte
    zeros = np.flatnonzero(single == 0)
    limits = np.cumsum([*map(len, vectors)], dtype=np.int64)
    rows = np.arange(len(vectors))
    at = np.concatenate([[0], limits[:-1]]) + 4
    found = []
    while len(rows := rows[going := at < limits[rows]]):
        at = at[going]
        ends = zeros[np.searchsorted(zeros, at)]
        counts = double[ends + 1].astype(np.int64)
        found.append((at, rows, ends, counts))
        at = ends + 3 + 2 * counts
    begins, rows, ends, counts = map(np.concatenate, zip(*found or [(rows, rows, rows, rows)], strict=True))
    order = np.argsort(begins)
    begins, rows, ends, counts = begins[order], rows[order], ends[order], counts[order]
    texts = [data[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
    before = np.cumsum(counts) - counts
    return Lexemes(
        rows, texts, counts, double[np.repeat(ends + 3 - 2 * before, counts) + 2 * np.arange(int(counts.sum()))]
    )


def texts(array: bytes) -> list[bytes]:
    """The texts of an array, in UTF-8."""
    found = []
    at = _HEAD
    while at < len(array):
        end = at + 4 + int.from_bytes(array[at : at + 4])
        found.append(array[at + 4 : end])
        at = end
    return found


def bigints(array: bytes) -> NDArray[np.int64]:
    """The numbers of an array of bigint without NULL."""
    return np.frombuffer(array, _BIGINT, offset=_HEAD)["value"].astype(np.int64)
