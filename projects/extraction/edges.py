"""Where a name begins, learned: of all words before its head the one at which people let the name begin.

The rules of ``boundaries.py`` propose one edge; here it is weighed against every other with what the words between
are (``weights.json``, model "edge"). 「在/同仁堂/中药/前/处理/基地/投产」: the rules stop at 前, people at 同仁堂.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from projects.extraction.boundaries import (
    ACTIVITIES,
    ADVERBS,
    CONNECTIVES,
    GOVERNORS,
    LONGEST_NAME,
    ORGANISATION_END,
    PREDICATES,
    ends_with_head,
    left_edge,
)
from projects.extraction.scorer import Features, Weights, learned
from projects.extraction.tagging import CAPACITY, PROPER_TAGS, Word

#: A name never reaches over these.
_STOPS = frozenset("，,。；;！!？?：:《》\n")
_PAIRS = {")": "(", "）": "（", "”": "“"}


@dataclass(frozen=True, slots=True)
class EdgeChoice:
    """The places where a name may begin, as indices of words, nearest to the head first, with the features of each."""

    edges: tuple[int, ...]
    features: tuple[Features, ...]


def best(words: Sequence[Word], first: int, behind: int | None = None, weights: Weights | None = None) -> int:
    """The index of the name's first word; its head begins in ``words[first]``, ``behind`` is the word after it."""
    table = learned()["edge"] if weights is None else weights
    rule = left_edge(words, first, behind)
    inside, top, found = 0.0, float("-inf"), rule
    for at, opened in _walk(words, first):
        if at < first:
            inside += table.get(f"inside.{_class_at(words, at)}", 0.0)
        if opened:
            continue
        total = inside + sum(table.get(name, 0.0) for name in _edge(words, at, first, rule))
        if total > top:
            top, found = total, at
    return found


def choice(words: Sequence[Word], first: int, behind: int | None = None) -> EdgeChoice:
    """The same question with its features told, for learning."""
    rule = left_edge(words, first, behind)
    inside: dict[str, float] = {}
    edges, sets = [], []
    for at, opened in _walk(words, first):
        if at < first:
            name = f"inside.{_class_at(words, at)}"
            inside[name] = inside.get(name, 0.0) + 1.0
        if not opened:
            edges.append(at)
            sets.append(inside | dict.fromkeys(_edge(words, at, first, rule), 1.0))
    return EdgeChoice(tuple(edges), tuple(sets))


def _walk(words: Sequence[Word], first: int) -> Iterator[tuple[int, bool]]:
    """Every index from the head leftwards that a name could begin at, and whether a bracket would stay open there."""
    waiting: list[str] = []
    for at in range(first, -1, -1):
        text = words[at].text
        if text in _STOPS or words[first].end - words[at].start > LONGEST_NAME:
            return
        if text in _PAIRS:
            waiting.append(_PAIRS[text])
        elif waiting and text == waiting[-1]:
            waiting.pop()
        elif text in _PAIRS.values():
            return
        yield at, bool(waiting)


def _edge(words: Sequence[Word], at: int, first: int, rule: int) -> Iterator[str]:
    """What stands on both sides of an edge, how long the name would be, and what the rules say of it."""
    before = "start" if at == 0 else _class_at(words, at - 1)
    opening = _class_at(words, at)
    yield f"before.{before}"
    yield f"opens.{opening}"
    yield f"edge.{before}|{opening}"
    if len(words[at].text) == 1 and at < first:
        yield f"short.{opening}"
    if at and len(words[at - 1].text) == 1:
        yield f"cut.{before}"
    yield f"length.{min((words[first].end - words[at].start) // 4, 7)}"
    if at == rule:
        yield "rule"
    elif at == rule - 1:
        yield "one_more"
    elif at == rule + 1:
        yield "one_less"
    yield "longer" if at < rule else "no_longer"


def _class_at(words: Sequence[Word], at: int) -> str:
    """The class of a word where it stands: a connective behind a head parts two names (「甲电站和乙中心」)."""
    word = words[at]
    parts = word.text in CONNECTIVES and ends_with_head(words, at)
    return "item" if parts else _class(word.text, word.tag)


@lru_cache(maxsize=20_000)
def _class(text: str, tag: str) -> str:
    """What a word is to a name: the class of its list, or that of its tag."""
    if tag == CAPACITY or text in CONNECTIVES or text in ("的", "等", "级", "(", "（", ")", "）", "“", "”"):
        return "capacity" if tag == CAPACITY else text
    if text in ACTIVITIES:
        return "activity"
    for name, listed in (("governor", GOVERNORS), ("adverb", ADVERBS), ("predicate", PREDICATES)):
        if text in listed:
            return name
    if ORGANISATION_END.search(text) and len(text) > 1 and tag != "ns":
        return "organisation"
    if tag in PROPER_TAGS:
        return "place" if tag == "ns" else "proper"
    return tag if tag in ("vn", "eng", "uj") else tag[0]
