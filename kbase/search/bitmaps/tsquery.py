"""Reads the text of a tsquery into the questions that postings can answer.

``SearchQuery.tsquery()`` is the one statement of what a query means; reading it back, instead of translating the query
a second time, leaves no room for a second opinion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

#: The parts of a document a word is sought in, by how far down they reach: A; A and B; all.
LEVELS = {"A": 0, "AB": 1, "": 2}
_TOKEN = re.compile(
    r"\s*(?:(?P<lexeme>'(?:[^'\\]|''|\\.)*')(?P<label>:[*A-D]*)?|<(?P<distance>\d+)>|(?P<sign>[&|!()]))"
)


class Word(NamedTuple):
    """Rows that have the lexeme: Word("园区", 2)."""

    lexeme: str
    level: int


class Pair(NamedTuple):
    """Rows where the second word comes right after the first or shares its position: Pair("产业", "园", 2)."""

    first: str
    second: str
    level: int


class Foreign(NamedTuple):
    """What only PostgreSQL can answer: prefixes, other distances and weights, as the text of a tsquery."""

    text: str


@dataclass(frozen=True, slots=True)
class Both:
    """Rows of all parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Rows of any part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Rows that the part has not."""

    part: Node


class _Near(NamedTuple):
    first: Word
    second: Word
    distance: int


Node = Word | Pair | Foreign | Both | Either | Without


@lru_cache(1024)  # pages of one search ask the same again and again
def read(text: str) -> Node:
    """The tree of a tsquery: "'产业' & !( '物流' )" → Both((Word, Without(Word))). Raises ValueError on other text."""
    return _Reader(text).whole()


class _Token(NamedTuple):
    end: int
    lexeme: str | None = None
    label: str | None = None
    distance: str | None = None
    sign: str | None = None


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text.rstrip()
        self.tokens: list[_Token] = []
        #: Where the token that was taken last ends.
        self.at = end = 0
        for match in _TOKEN.finditer(self.text):
            if match.start() != end:
                break
            end = match.end()
            self.tokens.append(_Token(end, *match.group("lexeme", "label", "distance", "sign")))
        if end != len(self.text):
            raise ValueError(f"no tsquery at {end}: {text!r}")
        self.tokens.append(_Token(end))
        self.next = 0

    def take(self) -> _Token:
        token = self.tokens[self.next]
        if self.next + 1 == len(self.tokens):
            raise ValueError(f"tsquery ends early: {self.text!r}")
        self.next, self.at = self.next + 1, token.end
        return token

    def sees(self, sign: str) -> bool:
        return self.tokens[self.next].sign == sign

    def whole(self) -> Node:
        node = self.either()
        if self.next + 1 < len(self.tokens):
            raise ValueError(f"no tsquery at {self.at}: {self.text!r}")
        return node

    def either(self) -> Node:
        start, parts = self.at, [self.both()]
        while self.sees("|"):
            self.take()
            parts.append(self.both())
        if len(parts) == 1 and not isinstance(parts[0], _Near):
            return parts[0]
        if (pair := _pair(parts)) is not None:
            return pair
        if any(isinstance(part, _Near) for part in parts):
            return Foreign(self.text[start : self.at])
        return Either(tuple(parts))  # type: ignore[arg-type]

    def both(self) -> Node | _Near:
        start, parts = self.at, [self.near()]
        while self.sees("&"):
            self.take()
            parts.append(self.near())
        if len(parts) == 1:
            return parts[0]
        if any(isinstance(part, _Near) for part in parts):
            return Foreign(self.text[start : self.at])
        return Both(tuple(parts))  # type: ignore[arg-type]

    def near(self) -> Node | _Near:
        start, node = self.at, self.single()
        chained = False
        while self.tokens[self.next].distance:
            distance = int(self.take().distance or 0)
            after = self.single()
            if chained or not (isinstance(node, Word) and isinstance(after, Word) and node.level == after.level):
                node = Foreign(self.text[start : self.at])
            else:
                node = _Near(node, after, distance)  # type: ignore[assignment]
            chained = True
        return node

    def single(self) -> Node:
        start, token = self.at, self.take()
        if token.sign == "!":
            return Without(self.single())
        if token.sign == "(":
            node = self.either()
            if not self.sees(")"):
                raise ValueError(f"bracket is not closed: {self.text!r}")
            self.take()
            return node
        if token.lexeme is None:
            raise ValueError(f"no tsquery at {start}: {self.text!r}")
        label = token.label[1:] if token.label else ""
        if label not in LEVELS and (label := "".join(sorted(label))) not in LEVELS:
            return Foreign(self.text[start : self.at])
        return Word(_plain(token.lexeme), LEVELS[label])


def _pair(parts: list[Node | _Near]) -> Pair | Word | None:
    """Two ways of standing side by side make a pair; a word beside itself is that word, for it shares its own place."""
    if len(parts) != 2 or not all(isinstance(part, _Near) for part in parts):
        return None
    one, other = parts
    assert isinstance(one, _Near) and isinstance(other, _Near)
    if one[:2] != other[:2] or {one.distance, other.distance} != {0, 1}:
        return None
    first, second = one.first, one.second
    return first if first == second else Pair(first.lexeme, second.lexeme, first.level)


def _plain(quoted: str) -> str:
    text = quoted[1:-1]
    return text if text.isalnum() else re.sub(r"''|\\(.)", lambda match: match[1] or "'", text, flags=re.S)
