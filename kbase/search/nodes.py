"""What a typed query means, as a tree: terms and filters, joined by all of, any of, without.

A tree is asked in two ways: as one ``tsquery`` where it holds words only, and as a Django condition in general.
Every node writes itself down again, so a repaired query can be offered as it would be typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.functions import Cast

from kbase.search.document import INITIALS, PAIR, PINYIN, pairs
from kbase.search.tsvector import quoted

#: Shorter ones would reach half of all names: "ai" is 人工智能 in Latin letters far more often than 爱 or 艾.
MIN_PINYIN, MIN_INITIALS = 3, 2


class Word(NamedTuple):
    """A whole word as the index has it, and the pieces it may have been cut into: Word("产业园", ("产业", "园")).

    In 「生物医药产业园」 the dictionary sees 生物医药产业 and 园, so 产业园 is found by its pieces side by side. Words
    that cannot be cut have no pieces. ``synonyms`` are other words for it, each as the words it is made of.
    """

    text: str
    pieces: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()

    def tsquery(self, weights: str) -> str:
        """The word in any form."""
        ways = [_labelled(self.text, weights)]
        ways += [side_by_side(self.pieces, weights)] if self.pieces else []
        ways += [side_by_side(synonym, weights) for synonym in self.synonyms]
        return ways[0] if len(ways) == 1 else f"( {' | '.join(ways)} )"


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase as typed, with its words; ``latin`` holds its letters if it may be pinyin.

    ``within`` limits it to parts of the document: "A" for 「标题:」.
    """

    text: str
    words: tuple[Word, ...]
    phrase: bool = False
    latin: str = ""
    within: str = ""

    def __str__(self) -> str:
        text = f'"{self.text}"' if self.phrase else self.text
        return f"标题:{text}" if self.within else text

    @property
    def pairs(self) -> list[str]:
        """Its characters two by two, by which a part of a name is found however the name was cut."""
        return [] if self.latin or self.text.isascii() else pairs(self.text)

    def tsquery(self, weights: str = "") -> str:
        """This term as a part of a tsquery; ``weights`` ("A", "AB") limits it to those parts of the document."""
        weights = "".join(sorted({*weights} & {*self.within})) if weights and self.within else weights or self.within
        return f"( {' | '.join(self._ways(weights))} )"

    def _ways(self, weights: str) -> Iterator[str]:
        if self.phrase:
            wholes = [word.text for word in self.words]
            pieces = [piece for word in self.words for piece in word.pieces or (word.text,)]
            yield side_by_side(wholes, weights)
            if pieces != wholes:
                yield side_by_side(pieces, weights)
        else:
            yield " & ".join(word.tsquery(weights) for word in self.words)
            yield from self._sounds(weights)
        if self.pairs:
            yield " & ".join(_labelled(PAIR + pair, weights) for pair in self.pairs)

    def _sounds(self, weights: str) -> Iterator[str]:
        if len(self.latin) >= MIN_PINYIN:
            yield f"{quoted(PINYIN + self.latin)}:*{weights}"
        if len(self.latin) >= MIN_INITIALS:
            yield f"{quoted(INITIALS + self.latin)}:*{weights}"


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on columns, typed as 「字段:值」: Filter("投资:>10亿", Q(investment_cny__gt=…))."""

    text: str
    condition: Q

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Without:
    """What must not be: 「-物流」."""

    node: Node

    def __str__(self) -> str:
        return f"-({self.node})" if isinstance(self.node, (Every, Either)) else f"-{self.node}"


@dataclass(frozen=True, slots=True)
class Every:
    """All of these."""

    nodes: tuple[Node, ...]

    def __str__(self) -> str:
        return " ".join(map(str, self.nodes))


@dataclass(frozen=True, slots=True)
class Either:
    """Any of these."""

    nodes: tuple[Node, ...]

    def __str__(self) -> str:
        parts = (f"({node})" if isinstance(node, Every) else str(node) for node in self.nodes)
        return " OR ".join(parts)


Node: TypeAlias = Term | Filter | Without | Every | Either


def leaves(node: Node | None, *, excluded: bool = False) -> Iterator[tuple[Term | Filter, bool]]:
    """Every term and filter of a tree, with whether it is excluded."""
    if isinstance(node, Without):
        yield from leaves(node.node, excluded=not excluded)
    elif isinstance(node, (Every, Either)):
        for inner in node.nodes:
            yield from leaves(inner, excluded=excluded)
    elif node is not None:
        yield node, excluded


def only_words(node: Node) -> bool:
    """Whether a tree can be asked as one tsquery."""
    return not any(isinstance(leaf, Filter) for leaf, _ in leaves(node))


def tsquery(node: Node, weights: str = "") -> str:
    """The words of a tree as text for ``::tsquery``; with ``weights`` only what is wanted, in those parts alone.

    「园区 -物流」 → "( '园区' ) & !( ( '物流' ) )"; empty where nothing can be asked. Filters are left out.
    """
    if isinstance(node, Term):
        return node.tsquery(weights)
    if isinstance(node, Filter):
        return ""
    if isinstance(node, Without):
        inner = "" if weights else tsquery(node.node)
        return f"!( {inner} )" if inner else ""
    parts = [part for inner in node.nodes if (part := tsquery(inner, weights))]
    if len(parts) < 2:
        return "".join(parts)
    return f"( {(' | ' if isinstance(node, Either) else ' & ').join(parts)} )"


def condition(node: Node) -> Q:
    """The rows that fit a tree; what holds words only is asked at once."""
    if isinstance(node, Filter):
        return node.condition
    if only_words(node):
        return Q(matches(tsquery(node)))
    if isinstance(node, Without):
        return ~condition(node.node)
    if isinstance(node, Term):
        return Q(matches(node.tsquery()))
    kind = type(node)
    words = tuple(inner for inner in node.nodes if only_words(inner))
    found = Q(matches(tsquery(kind(words)))) if words else Q()
    for inner in node.nodes:
        if not only_words(inner):
            found = found | condition(inner) if kind is Either else found & condition(inner)
    return found


def matches(asked: str) -> Func:
    """The condition ``vector @@ query``, for ``filter`` and ``When``."""
    query = Cast(Value(asked), SearchQueryField())
    return Func(F("vector"), query, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField())


def side_by_side(words: Sequence[str], weights: str) -> str:
    """Each word right before the next, or within the same long word, whose parts share one position."""
    labelled = [_labelled(word, weights) for word in words]
    neighbours: Iterable[str] = (f"( {a} <1> {b} | {a} <0> {b} )" for a, b in pairwise(labelled))
    return f"( {' & '.join([*neighbours] or labelled)} )"


def _labelled(word: str, weights: str) -> str:
    return f"{quoted(word)}:{weights}" if weights else quoted(word)
