"""Whose fact is it: every figure, stage, date, … to the naming it belongs to, or to nobody, with a probability.

One learned choice per fact (``scorer.py``) among the namings around it and 「nobody」. What a list shares (「A、B、C等
项目开工」) goes to all its members; a figure has one owner.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from projects.extraction import features
from projects.extraction.context import Context
from projects.extraction.names import Name
from projects.extraction.records import Mention
from projects.extraction.scorer import Features, Weights, learned, probabilities
from projects.extraction.subjects import Subject

#: How far back the owner of a fact may have been named, in sentences, and how many namings are looked at.
_REACH_BACK = 4
_MOST_CANDIDATES = 14
#: How likely the best owner must be. A wrong figure is worse than none; of many stages and dates one must be right.
_ENOUGH = {
    "status": 0.35,
    "started_on": 0.35,
    "completes_on": 0.35,
    "organisations": 0.4,
}
_ENOUGH_FIGURE = 0.3
_SHARED = frozenset({"status", "started_on", "completes_on", "park", "region"})
_LINK = re.compile(r"^[”“》《)）]?(?:、|和|与|及|以及|，|,|；)[“《(（]?$")
#: An item of the row that is no naming, or whose naming begins too late: 「甲项目、秦药道地[中药材基地]、…」.
_LINK_OVER_ITEM = re.compile(r"^[”)）]?、[^，,。；;：:的在将为由\n\d]{1,30}$")


@dataclass(frozen=True, slots=True)
class Choice:
    """A fact, the namings it may belong to, and the features of each; the last features are nobody's."""

    fact: Mention
    names: tuple[Name, ...]
    features: tuple[Features, ...]


@dataclass(frozen=True, slots=True)
class Attached:
    """``fact`` belongs to ``subject``, with this probability, because of the naming ``name``."""

    fact: Mention
    subject: Subject
    name: Name
    probability: float


def choices(facts: Iterable[Mention], context: Context) -> Iterator[Choice]:
    """The questions to decide. Facts whose words exclude them (税收, 5亿元以上的项目) are not asked about."""
    for fact in facts:
        if not fact.field or any(flag.startswith("excluded") or flag == "threshold" for flag in fact.flags):
            continue
        site = fact.anchored()
        names = tuple(_candidates(site, context))
        sets = [features.candidate(site, name, context) for name in names]
        yield Choice(fact, names, (*sets, features.nobody(site, context)))


def attach(facts: Sequence[Mention], context: Context, weights: Weights | None = None) -> list[Attached]:
    """Every fact that somebody owns, with its owner; shared facts once per member of the list."""
    table = learned()["attach"] if weights is None else weights
    out: list[Attached] = []
    for choice in choices(facts, context):
        chances = probabilities(choice.features, table)
        by_subject: dict[int, float] = {}
        for name, chance in zip(choice.names, chances, strict=False):
            by_subject[id(context.subject(name))] = by_subject.get(id(context.subject(name)), 0.0) + chance
        if not by_subject:
            continue
        best = max(by_subject, key=lambda key: by_subject[key])
        name, _ = max(
            (pair for pair in zip(choice.names, chances, strict=False) if id(context.subject(pair[0])) == best),
            key=lambda pair: pair[1],
        )
        shared = choice.fact.field in _SHARED and features.holder(choice.fact.anchored(), context) is None
        members = coordinated(name, context) if shared else [name]
        chance = sum(by_subject.get(key, 0.0) for key in {id(context.subject(member)) for member in members})
        if chance >= _ENOUGH.get(choice.fact.field, max(_ENOUGH_FIGURE, chances[-1])):
            out += [Attached(choice.fact, context.subject(member), member, chance) for member in members]
    return out


def coordinated(name: Name, context: Context) -> list[Name]:
    """``name`` and the namings it is listed with: 「A、B和C」 → all three."""
    sentence = context.sentence(name.start)
    row = context.names_in(sentence.start, sentence.end)
    at = row.index(name) if name in row else -1
    if at < 0:
        return [name]
    first = last = at
    while first > 0 and _linked(row[first - 1], row[first], context):
        first -= 1
    while last + 1 < len(row) and _linked(row[last], row[last + 1], context):
        last += 1
    return row[first : last + 1]


def _linked(left: Name, right: Name, context: Context) -> bool:
    gap = context.text[left.end : right.start]
    if right.form == "batch":
        return gap in ("等", "", "、", "和", "及", "以及")
    return gap[:1] not in "，,；" and bool(_LINK.match(gap) or _LINK_OVER_ITEM.match(gap))


def _candidates(fact: Mention, context: Context) -> Sequence[Name]:
    """Namings of the fact's sentence and the next, of the few sentences before, and of the heading above."""
    here = context.number(fact.start)
    first = context.sentences[max(0, here - _REACH_BACK)].start
    last = context.sentences[here].end
    near = context.names_in(first, last)
    near.sort(key=lambda n: min(abs(n.start - fact.end), abs(fact.start - n.end)))
    return near[:_MOST_CANDIDATES]
