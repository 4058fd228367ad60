"""Which park a record lies in: a learned choice among the parks that the article names around it, or none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from projects.extraction.aliases import key
from projects.extraction.attach import Attached
from projects.extraction.context import Context
from projects.extraction.heads import ZONE_HEADS
from projects.extraction.names import Name
from projects.extraction.records import Mention
from projects.extraction.scorer import Features, Weights, learned, probabilities
from projects.extraction.subjects import Subject

#: The best park must be this likely; where several are, what matters is that it lies in one of them.
_LEAST, _MOST_NONE = 0.2, 0.5
_REACH = 3
_TO = re.compile(r"(?:落户|位于|坐落|座落|选址|入驻|进驻|落地|地处|在|于)")
_INSIDE = re.compile(r"^(?:内|里|中|的|，|,)")
#: What a park does with those that come to it: 「甲园已签约项目6个」, 「甲园举行开工仪式,6个项目…」.
_BRINGS = re.compile(
    r"(?:已|共|累计|新|先后|成功|总共|目前|现有|今年|近年来?|正在|[，,]){0,3}(?:引进|引入|签约|落户|入驻|入园|落地|拥有|实施|承接|吸引|建设|建成|在建|开工|投产|推进|储备|招引|洽谈|集聚|举行|举办)"
)


@dataclass(frozen=True, slots=True)
class ParkChoice:
    """The parks that a subject may lie in, each with the nearest naming of the subject; the last features are none's."""

    parks: tuple[Mention, ...]
    names: tuple[Name, ...]
    features: tuple[Features, ...]


def park_of(
    subject: Subject, parks: Sequence[Mention], context: Context, weights: Weights | None = None
) -> Attached | None:
    """The park with its probability, or None."""
    question = choice(subject, parks, context)
    if not question.parks:
        return None
    chances = probabilities(question.features, learned()["park"] if weights is None else weights)
    best = max(range(len(question.parks)), key=lambda i: chances[i])
    if chances[best] < _LEAST or chances[-1] > _MOST_NONE:
        return None
    return Attached(question.parks[best], subject, question.names[best], chances[best])


def choice(subject: Subject, parks: Sequence[Mention], context: Context) -> ParkChoice:
    """The question for one subject: every other park named within a few sentences of it, and those the article is of, once."""
    pairs: dict[str, tuple[tuple[int, int], Mention, Name]] = {}
    for park in parks:
        if _is_self(park, subject, context):
            continue
        everywhere = _is_everywhere(park, context)
        for name in subject.names:
            apart = abs(context.number(park.start) - context.number(name.start))
            near = (apart, abs(park.start - name.start))
            if (apart <= _REACH or everywhere) and (park.value not in pairs or near < pairs[park.value][0]):
                pairs[park.value] = (near, park, name)
    chosen = sorted(pairs.values(), key=lambda pair: pair[0])[:8]
    sets = [dict.fromkeys(_features(park, name, subject, context), 1.0) for _, park, name in chosen]
    none = dict.fromkeys(_none(subject, len(chosen)), 1.0)
    return ParkChoice(tuple(p for _, p, _ in chosen), tuple(n for _, _, n in chosen), (*sets, none))


def _is_everywhere(park: Mention, context: Context) -> bool:
    """Whether the article is about this park: what a heading names, or nothing is named more often."""
    subject = context.subject_at(park.start)
    if subject is None:
        return False
    return id(subject) in context.title_subjects or context.weight[id(subject)] == context.most_named


def _features(park: Mention, name: Name, subject: Subject, context: Context) -> Iterator[str]:
    yield from (f"flag.{flag}" for flag in park.flags)
    apart = context.number(name.start) - context.number(park.start)
    yield f"apart.{max(-2, min(3, apart))}"
    if abs(apart) > _REACH:
        yield "apart.far"
    if _is_everywhere(park, context):
        yield "everywhere"
        yield f"everywhere.{subject.kind}"
    if context.sentence(name.start).paragraph != context.sentence(park.start).paragraph:
        yield "other_paragraph"
    if subject.parent and str(park.value) in {n.text for n in subject.parent.names}:
        yield "whole"
    row = context.names_in(min(name.end, park.end), max(name.start, park.start))
    others = {id(context.subject(n)) for n in row if n.kind == "park"} - {id(subject)}
    yield f"parks_between.{min(len(others), 2)}"
    if (
        name.start <= park.start < name.end
        or park.start <= name.start < park.end
        or key(str(park.value)) in key(subject.title)
    ):
        yield "nested"
    if apart == 0:
        before = park.start < name.start
        gap = context.between(min(park.end, name.end), max(park.start, name.start))
        yield f"same.{'before' if before else 'after'}"
        yield f"clauses.{min(len(re.findall('[，,；;]', gap)), 3)}"
        if not before and _TO.search(gap) and len(gap) < 16:
            yield "name_to_park"
        if before and _BRINGS.match(gap):
            yield "park_brings"
        if before and _INSIDE.match(gap):
            yield "park_inside"
        if "located" in park.flags:
            yield "located_same"
            yield from _frame(park, subject, context)
    elif "located" in park.flags:
        same = context.sentence(name.start).paragraph == context.sentence(park.start).paragraph
        yield "located_far" if same else "located_elsewhere"
    yield "zone" if ZONE_HEADS.search(str(park.value)) else "park"
    if (
        context.first_of(context.number(park.start)) is not None
        and park.start - context.sentence(park.start).start <= 4
    ):
        yield "park_opens"
    if any(context.sentence(n.start).heading and n.start <= park.start < n.end for n in context.names):
        yield "park_in_heading"


def _frame(park: Mention, subject: Subject, context: Context) -> Iterator[str]:
    """Who is said to lie there: who was named right before 「位于甲园」 or speaks, or comes first behind 「在甲园,」."""
    sentence = context.sentence(park.start)
    before = [n for n in context.names_in(sentence.start, park.start) if n.end <= park.start]
    behind = context.names_in(park.end, sentence.end)
    if before and any(context.subject(n) is subject for n in (before[0], before[-1])):
        yield "lies_there"
    elif not before and behind and context.subject(behind[0]) is subject:
        yield "found_there"


def _none(subject: Subject, count: int) -> Iterator[str]:
    yield "none"
    yield f"none.{subject.kind}"
    yield f"none.parks_{min(count, 3)}"
    if ZONE_HEADS.search(subject.title):
        yield "none.zone"
    if subject.phase:
        yield "none.phase"


def _is_self(park: Mention, subject: Subject, context: Context) -> bool:
    """Whether the park named there is the subject itself, or the project of which it is a phase."""
    own = {id(subject)} | ({id(subject.parent)} if subject.parent and subject.parent.kind != "park" else set())
    near = context.names_in(park.start - 1, park.end)
    return any(id(context.subject(n)) in own for n in near if n.start == park.start and n.end == park.end)
