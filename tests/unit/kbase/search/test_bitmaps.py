"""Sets of rows, the reading of tsqueries and of tsvectors, blocks of postings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbase.search.bitmaps import bits
from kbase.search.bitmaps.columns import Amounts, Coded, Column, taking
from kbase.search.bitmaps.keys import name_keys, pair_keys, word_keys
from kbase.search.bitmaps.sets import blocks, unpacked
from kbase.search.bitmaps.tsquery import Both, Either, Foreign, Pair, Without, Word, read
from kbase.search.bitmaps.vectors import postings
from kbase.search.bitmaps.wire import lexemes

SIZE = 200
ROWS = st.sets(st.integers(0, SIZE - 1))


@given(ROWS, ROWS)
def test_sets_behave_as_sets(some: set[int], others: set[int]) -> None:
    one, other = (bits.of(np.array(sorted(rows), np.int64), SIZE) for rows in (some, others))
    assert bits.rows(one & other).tolist() == sorted(some & others)
    assert bits.rows(one | other).tolist() == sorted(some | others)
    assert bits.rows(bits.every(SIZE) & ~one).tolist() == sorted({*range(SIZE)} - some)
    assert bits.count(one) == len(some)
    assert bits.has(one, np.arange(SIZE)).tolist() == [row in some for row in range(SIZE)]
    assert np.array_equal(bits.where(np.isin(np.arange(SIZE), sorted(some))), one)


@given(ROWS, st.integers(0, SIZE), st.integers(0, SIZE))
def test_stretches_of_a_set(some: set[int], start: int, length: int) -> None:
    found = bits.nth(bits.of(np.array(sorted(some), np.int64), SIZE), start, start + length)
    assert found.tolist() == sorted(some)[start : start + length]


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("'园区'", Word("园区", 2)),
        ("( 'o''x' ) & !( '物流':A )", Both((Word("o'x", 2), Without(Word("物流", 0))))),
        ("'a':AB | 'b'", Either((Word("a", 1), Word("b", 2)))),
        ("( ( 'a' <1> 'b' | 'a' <0> 'b' ) )", Pair("a", "b", 2)),
        ("( 'a':A <1> 'a':A | 'a':A <0> 'a':A )", Word("a", 0)),
        ("'py:su':*", Foreign("'py:su':*")),
        ("'a' <2> 'b'", Foreign("'a' <2> 'b'")),
    ],
)
def test_tsqueries_are_read(text: str, node: object) -> None:
    assert read(text) == node


@pytest.mark.parametrize("text", ["", "'a' &", "( 'a'", "'a' 'b'", "a"])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read(text)


def vector(**words: list[tuple[int, int]]) -> bytes:
    """A tsvector as PostgreSQL sends it: words with (place, weight 0…3)."""
    out = len(words).to_bytes(4)
    for word, places in words.items():
        out += word.encode() + b"\0" + len(places).to_bytes(2)
        out += b"".join((weight << 14 | place).to_bytes(2) for place, weight in places)
    return out


PLACES = st.lists(st.tuples(st.integers(1, 16_383), st.integers(0, 3)), min_size=1, max_size=255)
VECTORS = st.lists(st.dictionaries(st.text("园区a\x01", min_size=1, max_size=9), PLACES, max_size=5), max_size=5)


@given(VECTORS)
def test_vectors_are_taken_apart(written: list[dict[str, list[tuple[int, int]]]]) -> None:
    found = lexemes([vector(**words) for words in written])
    ends = np.cumsum(found.counts).tolist()
    places = [(place & 0x3FFF, place >> 14) for place in found.places.tolist()]
    told = zip(found.rows.tolist(), found.texts, found.counts.tolist(), ends, strict=True)
    assert [(row, text, places[end - count : end]) for row, text, count, end in told] == [
        (row, word.encode(), where) for row, words in enumerate(written) for word, where in words.items()
    ]


def test_words_pairs_and_names_become_postings() -> None:
    rows = [vector(a=[(1, 3)], b=[(2, 3), (9, 0)]), vector(b=[(1, 0)], c=[(1, 0)])]
    found = postings(rows, [[b"ab"], [b"ab", b"x"]])
    stored = list(blocks(found, 2))

    def have(key: np.int64, level: int) -> list[int]:
        block = max((block for block in stored if block.first <= key), default=None, key=lambda block: block.first)
        return bits.rows(unpacked(block.data if block else None, int(key)).rows(level, 2)).tolist()

    a, b, c = word_keys([b"a", b"b", b"c"])
    assert (have(a, 0), have(b, 0), have(b, 2), have(c, 1)) == ([0], [0], [0, 1], [])
    pair = pair_keys(np.array([a, b, c, b]), np.array([b, c, b, a]))
    assert [have(key, 2) for key in pair] == [[0], [1], [1], []]
    assert [have(key, 2) for key in name_keys([b"ab", b"x", b"y"])] == [[0, 1], [1], []]


@pytest.mark.parametrize("size", [2, 200], ids=["dense", "sparse"])
def test_postings_tell_how_much_of_a_word_there_is(size: int) -> None:
    often = [(place, 0) for place in range(1, 12)]
    found = postings([vector(a=[(1, 3)], b=[(2, 0)]), vector(a=often, b=[(20, 0), (21, 0)])], [[], []])
    a, b = (int(key) for key in word_keys([b"a", b"b"]))
    stored = list(blocks(found, size))

    def weights(key: int) -> list[int]:
        block = max((block for block in stored if block.first <= key), key=lambda block: block.first)
        return unpacked(block.data, key).weights(np.arange(size)).tolist()[:3]

    assert weights(a)[:2] == [49, 19]  # floor(63 √.608), floor(63 √.0947)
    assert weights(b)[:2] == [15, 17]  # floor(63 √.0608), floor(63 √.0760)
    assert weights(a)[2:] == [0] * (size > 2)


def array(*values: str) -> bytes:
    """An array of texts as PostgreSQL sends it."""
    head = (1 if values else 0, 0, 25, *((len(values), 1) if values else ()))
    return b"".join(
        [*(number.to_bytes(4) for number in head), *(len(v.encode()).to_bytes(4) + v.encode() for v in values)]
    )


def column_of(places: int | None, cells: list[Any]) -> Column:
    """A column that takes its cells in two parts."""
    taken = taking(places)
    taken.add(cells[:1])
    taken.add(cells[1:])
    return taken.column()


def test_columns_count_and_compare() -> None:
    column = column_of(None, [array("a", "b"), "b", array(), "c"])
    assert isinstance(column, Coded)
    everything = bits.every(4)
    counted = {"a": 1, "b": 2, "c": 1}
    assert column.counts_in(everything) == column.counts_of(np.arange(4)) == counted
    assert bits.rows(column.having(["a", "c"])).tolist() == [0, 3]
    amounts = column_of(2, [None, Decimal("1.50"), Decimal(2)])
    assert isinstance(amounts, Amounts)
    assert amounts.compared("gte", Decimal("1.501")).tolist() == [False, False, True]
    assert amounts.compared("lt", Decimal("1.501")).tolist() == [False, True, False]
    assert amounts.compared("gt", Decimal("1.50")).tolist() == [False, False, True]
    assert amounts.compared("exact", Decimal("1.5")).tolist() == [False, True, False]
