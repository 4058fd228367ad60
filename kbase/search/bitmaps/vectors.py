"""From tsvectors to postings: which rows have which words, pairs of neighbours and names, and how prominently.

A posting is a key (see ``keys``) with entries ``row << 8 | level << 6 | weight``, rows ascending. The level says in which
parts of the document it stands at best: 0 in the names (weight A), 1 in what surrounds them (B), 2 in the texts (C, D).
The weight of a word is what ``kbase.search.ranking.weight`` has PostgreSQL compute of the same vector; pairs and names
have none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, count
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kbase.search.bitmaps.keys import Keys, name_keys, pair_keys, word_keys
from kbase.search.ranking import HEAVIEST

Entries = NDArray[np.uint32]
#: Where the row and the level begin within an entry.
ROW, LEVEL = 8, 6
#: PostgreSQL sends weights D, C, B, A as 0…3 in the two upper bits of a position.
_LEVELS = np.array([2, 2, 1, 0], np.uint8)
#: What ``ts_rank`` takes an occurrence of these weights for, and what it divides the sum by.
_SHARES, _LIMIT = np.array([0.1, 0.2, 0.4, 1.0], np.float32), 1.64493406685
#: Words that share a place or its neighbour are paired with so many behind them at most; dictionary words have fewer.
_REACH = 64
#: Rows of one call.
_ROW_BITS = 13
MOST = 1 << _ROW_BITS
#: A lexeme, a zero, a count of at most eight places and the places; one comes right behind the other.
_LEXEME = re.compile(
    rb"([^\0]+)\0\0[\x01-\x08](" + b"|".join(rb"(?<=\x%02x).{%d}" % (n, 2 * n) for n in range(1, 9)) + rb")", re.S
)


class Postings(NamedTuple):
    """Postings side by side: ``entries[ends[i - 1]:ends[i]]`` belong to ``keys[i]``; the keys ascend."""

    keys: Keys
    ends: NDArray[np.int64]
    entries: Entries


class _Seen(NamedTuple):
    """Every word of every row, and its occurrences one behind the other: their places (row and position in one), weights."""

    rows: NDArray[np.int64]
    words: NDArray[np.int64]
    counts: NDArray[np.int64]
    places: NDArray[np.int64]
    weights: NDArray[np.uint8]


def postings(vectors: Sequence[bytes], names: Sequence[Sequence[str]]) -> Postings:
    """The postings of rows 0, 1, … from their tsvectors as PostgreSQL sends them in binary, and their folded names.

    At most :data:`MOST` rows, so that what is observed fits into one integer, which is sorted fastest.
    """
    if len(vectors) > MOST:
        raise ValueError(f"more than {MOST} rows: {len(vectors)}")
    vocabulary: defaultdict[bytes, int] = defaultdict(count().__next__)
    seen = _seen(vectors, vocabulary)
    keys = word_keys(vocabulary)
    return _in_order([_words(seen, keys), _pairs(seen, keys), _names(names)])


def _in_order(parts: Sequence[Postings]) -> Postings:
    """Postings of different keys as one, by ascending key."""
    keys = np.concatenate([part.keys for part in parts])
    lengths = np.concatenate([np.diff(part.ends, prepend=0) for part in parts])
    order = np.argsort(keys)
    starts = (np.cumsum(lengths) - lengths)[order]
    entries = np.concatenate([part.entries for part in parts])
    return Postings(keys[order], np.cumsum(lengths[order]), entries[ranges(starts, lengths[order])])


def ranges(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of several ranges one behind the other: starts [5, 9], lengths [2, 1] → [5, 6, 9]."""
    befores = np.cumsum(lengths) - lengths
    return np.repeat(starts - befores, lengths) + np.arange(int(lengths.sum()))


def grouped(keys: NDArray[np.int64], entries: Entries) -> Postings:
    """Postings from entries that stand together by key."""
    lasts = np.flatnonzero(np.append(keys[1:] != keys[:-1], True)) if len(keys) else np.array([], np.int64)
    return Postings(keys[lasts], lasts + 1, entries)


def _seen(vectors: Sequence[bytes], vocabulary: Mapping[bytes, int]) -> _Seen:
    """Takes the vectors apart: a count, then for each lexeme its text, a zero, a count of places and the places."""
    words: list[bytes] = []
    places: list[bytes] = []
    per_row: list[int] = []
    for vector in vectors:
        found = _LEXEME.findall(vector, 4)
        if sum(map(len, chain.from_iterable(found))) + 3 * len(found) + 4 != len(vector):
            found = list(_lexemes(vector))
        per_row.append(len(found))
        words += [word for word, _ in found]
        places += [place for _, place in found]
    rows = np.repeat(np.arange(len(vectors)), per_row)
    counts = np.fromiter(map(len, places), np.int64, len(places)) >> 1
    raw = np.frombuffer(b"".join(places), ">u2")
    return _Seen(
        rows,
        np.fromiter(map(vocabulary.__getitem__, words), np.int64, len(words)),
        counts,
        np.repeat(rows << 16, counts) | (raw & 0x3FFF),
        (raw >> 14).astype(np.uint8),
    )


def _lexemes(vector: bytes) -> Iterable[tuple[bytes, bytes]]:
    """The lexemes with their places, also those with many."""
    at = 4
    while at < len(vector):
        end = vector.index(0, at)
        after = end + 3 + 2 * int.from_bytes(vector[end + 1 : end + 3])
        yield vector[at:end], vector[end + 3 : after]
        at = after


def _words(seen: _Seen, keys: Keys) -> Postings:
    if not len(seen.words):
        return grouped(keys, np.array([], np.uint32))
    starts = np.cumsum(seen.counts) - seen.counts
    levels = np.minimum.reduceat(_LEVELS[seen.weights], starts).astype(np.int64)
    entries = seen.rows << ROW | levels << LEVEL | _weights(seen, starts)
    order = np.argsort(seen.words, kind="stable")
    numbered = grouped(seen.words[order], entries[order].astype(np.uint32))
    return numbered._replace(keys=keys[numbered.keys])


def _weights(seen: _Seen, starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """``ranking.weight`` of each word: what ``ts_rank`` gives for it alone, in its own floats and its own order of adding."""
    total = np.zeros(len(starts), np.float32)
    best, place = np.full(len(starts), -1, np.float32), np.ones(len(starts), np.float32)
    left = np.arange(len(starts))
    for number in range(int(seen.counts.max())):
        left = left[seen.counts[left] > number]
        share, square = _SHARES[seen.weights[starts[left] + number]], np.float32((number + 1) ** 2)
        total[left] += share / square
        better = left[share > best[left]]
        best[better], place[better] = _SHARES[seen.weights[starts[better] + number]], square
    ranks = ((best + total - best / place).astype(np.float64) / _LIMIT).astype(np.float32)
    return np.floor(np.sqrt(ranks.astype(np.float64)) * HEAVIEST).astype(np.int64)


def _names(names: Sequence[Sequence[str]]) -> Postings:
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    found = [numbers[name] << _ROW_BITS | row for row, folded in enumerate(names) for name in folded]
    observed = np.unique(np.array(found, np.int64))
    entries = (observed & MOST - 1) << ROW
    numbered = grouped(observed >> _ROW_BITS, entries.astype(np.uint32))
    return numbered._replace(keys=name_keys(name.encode() for name in numbers)[numbered.keys])


def _pairs(seen: _Seen, keys: Keys) -> Postings:
    """Postings of neighbours; of several in one row the most prominent comes first, and stays."""
    first, second, rows, levels = _neighbours(seen)
    observed = np.sort((((first * len(keys) + second) << _ROW_BITS | rows) << 2) | levels)
    observed = observed[np.diff(observed >> 2, prepend=-1) != 0]
    entries = (observed >> 2 & MOST - 1) << ROW | (observed & 3) << LEVEL
    numbered = grouped(observed >> _ROW_BITS + 2, entries.astype(np.uint32))
    one, other = np.divmod(numbered.keys, max(1, len(keys)))
    return numbered._replace(keys=pair_keys(keys[one], keys[other]))


def _neighbours(seen: _Seen) -> tuple[Any, Any, Any, Any]:
    """Neighbours in this order, and words of one place in either; a pair is as prominent as its lesser word.

    First words, second words, rows, levels.
    """
    order = np.argsort(seen.places, kind="stable")
    words, places = np.repeat(seen.words, seen.counts)[order], seen.places[order]
    rows, levels = places >> 16, _LEVELS[seen.weights][order].astype(np.int64)
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
