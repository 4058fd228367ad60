"""A tsvector of our own lexemes, as PostgreSQL reads it: in binary, which COPY takes at once, or as a literal.

psycopg is told of both, so a row that holds one is written by COPY, or saved by the ORM, like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from struct import pack, unpack
from typing import Literal

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

Weight = Literal["A", "B", "C", "D"]
_WEIGHTS = "DCBA"
_POSITION_BITS = 14

# The limits of tsvector: larger positions collapse, further positions are dropped, larger values are refused.
MAX_POSITION = 16_383
MAX_POSITIONS = 255
MAX_LEXEME_BYTES = 2_046
MAX_BYTES = 900_000

#: A zero and the number of places, by the bytes that these take.
_COUNTS = [b"\0" + (size >> 1).to_bytes(2, "big") for size in range(2 * MAX_POSITIONS + 1)]


def place(weight: Weight, position: int) -> bytes:
    """Where a word stands and how much it counts there, in the two bytes that PostgreSQL gives it."""
    return (_WEIGHTS.index(weight) << _POSITION_BITS | min(position, MAX_POSITION)).to_bytes(2, "big")


class Tsvector:
    """Lexemes, each with its places (:func:`place`) one behind the other, whose positions ascend.

    What exceeds PostgreSQL's limits is left out.
    """

    __slots__ = ("_places",)

    def __init__(self, places: Mapping[str, bytes]) -> None:
        self._places = places

    def __bytes__(self) -> bytes:
        """A count, then for each lexeme its text, a zero, a count of places and the places."""
        kept = [lexeme + _COUNTS[len(places)] + places for lexeme, places in self._kept()]
        return len(kept).to_bytes(4, "big") + b"".join(kept)

    def __str__(self) -> str:
        """The literal, in order: "'园区':2A '苏州':1A"."""
        return " ".join(
            f"{quoted(lexeme.decode())}:"
            + ",".join(f"{each & MAX_POSITION}{_WEIGHTS[each >> _POSITION_BITS]}" for each in _numbers(places))
            for lexeme, places in sorted(self._kept())
        )

    def _kept(self) -> Iterator[tuple[bytes, bytes]]:
        size = 0
        for text, places in self._places.items():
            lexeme = text.encode()
            if len(lexeme) > MAX_LEXEME_BYTES:
                continue
            kept = places if len(places) == 2 else _heaviest(places)
            size += len(lexeme) + len(kept) + 4
            if size > MAX_BYTES:
                return
            yield lexeme, kept


def _heaviest(places: bytes) -> bytes:
    """Of each position the heaviest place."""
    found: dict[int, int] = {}
    for each in _numbers(places):
        position = each & MAX_POSITION
        found[position] = max(each, found.get(position, 0))
    kept = list(found.values())[:MAX_POSITIONS]
    return pack(f">{len(kept)}H", *kept)


def _numbers(places: bytes) -> tuple[int, ...]:
    return unpack(f">{len(places) >> 1}H", places)


def quoted(lexeme: str) -> str:
    """A lexeme between quotes, for the literals of tsvector and tsquery alike: ``o'\\`` → ``'o''\\\\'``."""
    if lexeme.isalnum():
        return f"'{lexeme}'"
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''").replace("\0", "") + "'"


class _Binary(Dumper):
    format = Format.BINARY
    oid = psycopg.adapters.types["tsvector"].oid

    def dump(self, obj: Tsvector) -> bytes:
        return bytes(obj)


class _Text(Dumper):
    oid = _Binary.oid

    def dump(self, obj: Tsvector) -> bytes:
        return str(obj).encode()


psycopg.adapters.register_dumper(Tsvector, _Binary)
psycopg.adapters.register_dumper(Tsvector, _Text)
