"""From tsvectors to postings: which rows have which words, pairs of neighbours and names, and how prominently.

A posting is a key (see ``keys``) with entries ``row << 2 | level``, rows ascending; the level says in which parts of
the document it stands at best: 0 in the names (weight A), 1 in what surrounds them (B), 2 in the texts (C, D).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kbase.search.bitmaps.keys import Keys, name_keys, pair_keys, word_keys

Entries = NDArray[np.uint32]
#: PostgreSQL sends weights D, C, B, A as 0…3 in the two upper bits of a position.
_LEVELS = np.array([2, 2, 1, 0], np.uint8)
#: Words that share a place or its neighbour are paired with so many behind them at most; dictionary words have fewer.
_REACH = 64
#: Rows of one call.
_ROW_BITS = 13
MOST = 1 << _ROW_BITS


class Postings(NamedTuple):
    """Postings side by side: ``entries[ends[i - 1]:ends[i]]`` belong to ``keys[i]``; the keys ascend."""

    keys: Keys
    ends: NDArray[np.int64]
    entries: Entries


class _Places(NamedTuple):
    """Every occurrence of a word: its row, the number of its word, its place (row and position in one), its level."""

    rows: NDArray[np.int64]
    words: NDArray[np.int64]
    places: NDArray[np.int64]
    levels: NDArray[np.uint8]


def postings(vectors: Sequence[bytes], names: Sequence[Sequence[str]]) -> Postings:
    """The postings of rows 0, 1, … from their tsvectors as PostgreSQL sends them in binary, and their folded names.

    At most :data:`MOST` rows, so that what is observed fits into one integer, which is sorted fastest.
    """
    if len(vectors) > MOST:
        raise ValueError(f"more than {MOST} rows: {len(vectors)}")
    vocabulary: dict[bytes, int] = {}
    seen = _places(vectors, vocabulary)
    whole: dict[str, int] = {}
    named = [(row, whole.setdefault(name, len(whole))) for row, folded in enumerate(names) for name in folded]
    name_rows, numbers = np.array(named, np.int64).reshape(-1, 2).T
    keys = np.concatenate([word_keys(vocabulary), name_keys(name.encode() for name in whole)])
    none = len(keys)  # stands for the second word of what is no pair
    first, second, rows, levels = _pairs(seen)
    observed = [
        _packed(seen.words, np.int64(none), none, seen.rows, seen.levels),
        _packed(first, second, none, rows, levels),
        _packed(numbers + len(vocabulary), np.int64(none), none, name_rows, 0),
    ]
    return _gathered(np.sort(np.concatenate(observed)), keys)


def _packed(first: Any, second: Any, none: int, rows: Any, levels: Any) -> NDArray[np.int64]:
    packed: NDArray[np.int64] = (((first * (none + 1) + second) << _ROW_BITS | rows) << 2) | levels
    return packed


def _gathered(observed: NDArray[np.int64], keys: Keys) -> Postings:
    """Postings from observations in order; of several in one row the most prominent comes first, and stays."""
    observed = observed[np.diff(observed >> 2, prepend=-1) != 0]
    codes = observed >> (_ROW_BITS + 2)
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    lengths = np.diff(starts, append=len(codes))
    first, second = np.divmod(codes[starts], len(keys) + 1)
    paired = second < len(keys)
    found = keys[first]
    found[paired] = pair_keys(found[paired], keys[second[paired]])
    order = np.argsort(found)
    ends = np.cumsum(lengths[order])
    entries = (observed & ((1 << (_ROW_BITS + 2)) - 1)).astype(np.uint32)
    return Postings(found[order], ends, entries[ranges(starts[order], lengths[order])])


def ranges(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of several ranges one behind the other: starts [5, 9], lengths [2, 1] → [5, 6, 9]."""
    befores = np.cumsum(lengths) - lengths
    return np.repeat(starts - befores, lengths) + np.arange(int(lengths.sum()))


def grouped(keys: Keys, entries: Entries) -> Postings:
    """Postings from keys in ascending order, each as often as it has entries."""
    lasts = np.flatnonzero(np.append(keys[1:] != keys[:-1], True)) if len(keys) else np.array([], np.int64)
    return Postings(keys[lasts], lasts + 1, entries)


def _places(vectors: Sequence[bytes], vocabulary: dict[bytes, int]) -> _Places:
    """Takes the vectors apart: a count, then for each lexeme its text, a zero, a count of places and the places."""
    words: list[int] = []
    counts: list[int] = []
    per_row: list[int] = []
    places: list[bytes] = []
    number = vocabulary.setdefault
    for vector in vectors:
        at, lexemes, find = 4, int.from_bytes(vector[:4]), vector.index
        per_row.append(lexemes)
        for _ in range(lexemes):
            end = find(0, at)
            count = vector[end + 1] << 8 | vector[end + 2]
            words.append(number(vector[at:end], len(vocabulary)))
            counts.append(count)
            at = end + 3 + 2 * count
            places.append(vector[end + 3 : at])
    raw = np.frombuffer(b"".join(places), ">u2")
    rows = np.repeat(np.repeat(np.arange(len(vectors)), per_row), counts)
    return _Places(
        rows, np.repeat(np.array(words, np.int64), counts), (rows << 16) | (raw & 0x3FFF), _LEVELS[raw >> 14]
    )


def _pairs(seen: _Places) -> tuple[Any, Any, Any, Any]:
    """Neighbours in this order, and words of one place in either; a pair is as prominent as its lesser word.

    First words, second words, rows, levels.
    """
    order = np.argsort(seen.places, kind="stable")
    rows, words, places, levels = (column[order] for column in seen)
    found = [(words[:0], words[:0], rows[:0], levels[:0])]
    for reach in range(1, min(_REACH, len(places))):
        distance = places[reach:] - places[:-reach]
        near = np.flatnonzero(distance <= 1)
        if not len(near):
            break
        first, second = words[near], words[near + reach]
        level = np.maximum(levels[near], levels[near + reach])
        same = np.flatnonzero(distance[near] == 0)
        found.append((first, second, rows[near], level))
        found.append((second[same], first[same], rows[near[same]], level[same]))
    return tuple(np.concatenate(column) for column in zip(*found, strict=True))  # type: ignore[return-value]
