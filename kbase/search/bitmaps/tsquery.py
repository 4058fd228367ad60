"""Reads the text of a tsquery into the questions that postings can answer.

``SearchQuery.tsquery()`` is the one statement of what a query means; reading it back, instead of translating the query
a second time, leaves no room for a second opinion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
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


def read(text: str) -> Node:
    """The tree of a tsquery: "'产业' & !( '物流' )" → Both((Word, Without(Word))). Raises ValueError on other text."""
    return _Reader(text).whole()


def leaves(node: Node) -> Iterator[Word | Pair | Foreign]:
    """What the tree asks of the postings."""
    if isinstance(node, (Both, Either)):
        for part in node.parts:
            yield from leaves(part)
    elif isinstance(node, Without):
        yield from leaves(node.part)
    else:
        yield node


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text.rstrip()
        self.tokens = [*_TOKEN.finditer(self.text)]
        self.next = 0
        end = 0
        for token in self.tokens:
            if token.start() != end:
                break
            end = token.end()
        if end != len(self.text):
            raise ValueError(f"no tsquery at {end}: {text!r}")

    @property
    def token(self) -> re.Match[str] | None:
        return self.tokens[self.next] if self.next < len(self.tokens) else None

    @property
    def at(self) -> int:
        """Where the token that was taken last ends."""
        return self.tokens[self.next - 1].end() if self.next else 0

    def take(self) -> re.Match[str]:
        if self.token is None:
            raise ValueError(f"tsquery ends early: {self.text!r}")
        self.next += 1
        return self.tokens[self.next - 1]

    def sees(self, sign: str) -> bool:
        return self.token is not None and self.token["sign"] == sign

    def whole(self) -> Node:
        node = self.either()
        if self.token is not None:
            raise ValueError(f"no tsquery at {self.at}: {self.text!r}")
        return node

    def either(self) -> Node:
        start, parts = self.at, [self.both()]
        while self.sees("|"):
            self.take()
            parts.append(self.both())
        if (pair := _pair(parts)) is not None:
            return pair
        if any(isinstance(part, _Near) for part in parts):
            return Foreign(self.text[start : self.at])
        return parts[0] if len(parts) == 1 else Either(tuple(parts))  # type: ignore

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
        while self.token is not None and self.token["distance"]:
            distance = int(self.take()["distance"])
            after = self.single()
            if chained or not (isinstance(node, Word) and isinstance(after, Word) and node.level == after.level):
                node = Foreign(self.text[start : self.at])
            else:
                node = _Near(node, after, distance)  # type: ignore[assignment]
            chained = True
        return node

    def single(self) -> Node:
        start, match = self.at, self.take()
        if match["sign"] == "!":
            return Without(self.single())
        if match["sign"] == "(":
            node = self.either()
            if not self.sees(")"):
                raise ValueError(f"bracket is not closed: {self.text!r}")
            self.take()
            return node
        if match["lexeme"] is None:
            raise ValueError(f"no tsquery at {start}: {self.text!r}")
        label = "".join(sorted((match["label"] or ":")[1:]))
        if label not in LEVELS:
            return Foreign(self.text[start : self.at])
        return Word(_plain(match["lexeme"]), LEVELS[label])


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
    return re.sub(r"''|\\(.)", lambda match: match[1] or "'", quoted[1:-1], flags=re.S)
