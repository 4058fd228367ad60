"""From tsvectors to postings: which rows have which words, pairs of neighbours and names, and how prominently.

A posting is a key (see ``keys``) with entries ``row << 8 | level << 6 | weight``, rows ascending. The level says in which
parts of the document it stands at best: 0 in the names (weight A), 1 in what surrounds them (B), 2 in the texts (C, D).
The weight of a word is what ``kbase.search.ranking.weight`` has PostgreSQL compute of the same vector; pairs and names
have none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kbase.search.bitmaps.keys import Keys, name_keys, pair_keys, word_keys
from kbase.search.bitmaps.wire import lexemes
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
MOST = 1 << 13
#: The bits of an entry of so many rows, and of the number of a word.
_ENTRY, _WORD = ROW + 13, 30
#: Where the weight begins within a place.
_POSITION = 14


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


def postings(vectors: Sequence[bytes], names: Sequence[Iterable[bytes]]) -> Postings:
    """The postings of rows 0, 1, … from their tsvectors as PostgreSQL sends them in binary, and their folded names in UTF-8.

    At most :data:`MOST` rows, so that what is observed fits into one integer, which is sorted fastest.
    """
    if len(vectors) > MOST:
        raise ValueError(f"more than {MOST} rows: {len(vectors)}")
    vocabulary: defaultdict[bytes, int] = defaultdict(count().__next__)
    seen = _seen(vectors, vocabulary)
    keys = word_keys(vocabulary)
    return in_order([_words(seen, keys), _pairs(seen, keys), _names(names)])


def in_order(parts: Sequence[Postings]) -> Postings:
    """Postings one behind the other by ascending key; those of the same key stay in the order of the parts."""
    keys = np.concatenate([part.keys for part in parts])
    lengths = np.concatenate([np.diff(part.ends, prepend=0) for part in parts])
    order = np.argsort(keys, kind="stable")
    starts = (np.cumsum(lengths) - lengths)[order]
    entries = np.concatenate([part.entries for part in parts])
    return Postings(keys[order], np.cumsum(lengths[order]), entries[ranges(starts, lengths[order])])


def joined(postings: Postings) -> Postings:
    """Postings of which those that follow each other with the same key are one."""
    keys, ends, entries = postings
    lasts = _lasts(keys)
    return Postings(keys[lasts], ends[lasts], entries)


def ranges(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of several ranges one behind the other: starts [5, 9], lengths [2, 1] → [5, 6, 9]."""
    befores = np.cumsum(lengths) - lengths
    return np.repeat(starts - befores, lengths) + np.arange(int(lengths.sum()))


def grouped(keys: NDArray[np.int64], entries: Entries) -> Postings:
    """Postings from entries that stand together by key."""
    lasts = _lasts(keys)
    return Postings(keys[lasts], lasts + 1, entries)


def _lasts(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of the last of each stretch of equal keys."""
    return np.flatnonzero(np.append(keys[1:] != keys[:-1], True)) if len(keys) else np.array([], np.int64)


def _seen(vectors: Sequence[bytes], vocabulary: Mapping[bytes, int]) -> _Seen:
    """Every word by its number in the vocabulary, which learns the new ones."""
    rows, texts, counts, places = lexemes(vectors)
    return _Seen(
        rows,
        np.fromiter(map(vocabulary.__getitem__, texts), np.int64, len(texts)),
        counts,
        np.repeat(rows << _POSITION, counts) | (places & (1 << _POSITION) - 1),
        (places >> _POSITION).astype(np.uint8),
    )


def _words(seen: _Seen, keys: Keys) -> Postings:
    if not len(seen.words):
        return grouped(keys, np.array([], np.uint32))
    starts = np.cumsum(seen.counts) - seen.counts
    levels = np.minimum.reduceat(_LEVELS[seen.weights], starts).astype(np.int64)
    entries = seen.rows << ROW | levels << LEVEL | _weights(seen, starts)
    numbered = _sorted(seen.words << _ENTRY | entries)
    return numbered._replace(keys=keys[numbered.keys])


def _sorted(observed: NDArray[np.int64]) -> Postings:
    """Postings from single integers, each the number of a key above its entry."""
    observed = np.sort(observed)
    return grouped(observed >> _ENTRY, (observed & (1 << _ENTRY) - 1).astype(np.uint32))


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


def _names(names: Sequence[Iterable[bytes]]) -> Postings:
    numbers: defaultdict[bytes, int] = defaultdict(count().__next__)
    found = [numbers[name] << _ENTRY | row << ROW for row, folded in enumerate(names) for name in {*folded}]
    numbered = _sorted(np.array(found, np.int64))
    return numbered._replace(keys=name_keys(numbers)[numbered.keys])


def _pairs(seen: _Seen, keys: Keys) -> Postings:
    """Postings of neighbours; of several in one row the most prominent comes first, and stays."""
    first, second, rows, levels = _neighbours(seen)
    bits = len(keys).bit_length()
    observed = np.sort((first << bits | second) << _ENTRY | rows << ROW | levels << LEVEL)
    observed = observed[np.diff(observed >> ROW, prepend=-1) != 0]
    numbered = _sorted(observed)
    one, other = numbered.keys >> bits, numbered.keys & (1 << bits) - 1
    return numbered._replace(keys=pair_keys(keys[one], keys[other]))


def _neighbours(seen: _Seen) -> tuple[Any, Any, Any, Any]:
    """Neighbours in this order, and words of one place in either; a pair is as prominent as its lesser word.

    First words, second words, rows, levels.
    """
    levels = _LEVELS[seen.weights].astype(np.int64)
    observed = np.sort((seen.places << _WORD | np.repeat(seen.words, seen.counts)) << 2 | levels)
    places, words, levels = observed >> _WORD + 2, observed >> 2 & (1 << _WORD) - 1, observed & 3
    rows = places >> _POSITION
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
