"""The division a record lies in: the finest one on which the evidence agrees, or none.

Evidence adds up: a place in the name, a place behind 位于 or 在 in the record's sentences, the place the sentence
speaks of, the park it lies in, and at last the article's own place. A county wins over the city it lies in; two
places of which neither contains the other fight by weight.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from projects.extraction.context import Context
from projects.extraction.names import Name
from projects.extraction.places import Place, level, within
from projects.extraction.subjects import Subject

_REACH = 40
_STANDS_IN = re.compile(
    r"(?:(?<!定)位于|坐落于?|座落于?|落户于?|选址(?:于|在)?|地处|落地|在|(?<![位用对致由基属源关])于)(?:[一-龥]{0,6})$"
)
_IN_NAME, _LOCATION, _PARK, _SAME_CLAUSE, _SENTENCE_START, _SAME_SENTENCE, _BEFORE, _ARTICLE = (
    4.0,
    5.0,
    3.5,
    2.2,
    2.0,
    1.2,
    0.8,
    0.9,
)
#: A paragraph that begins with a place tells of it: 「云湖市:37个项目…。」
_PARAGRAPH = 1.6
#: What names the paper's own county or city, and how much that weighs for what the article is about.
_OUR_COUNTY = re.compile("我县|我区|全县")
_OUR_CITY = re.compile("我市")
_PRESS, _OUR_PRESS = 1.5, 6.0
#: Weaker evidence than this makes no place finer, and a phase lies where its whole does.
_FIRM, _WHOLE = 0.5, 0.5
#: A place in another's name says little, in a sentence before only where that names a row of things.
_OTHERS, _ROW = 0.3, 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a division, with the words and how much they weigh."""

    place: Place
    weight: float


def article_place(places: Sequence[Place], context: Context) -> Place | None:
    """The place an article is about: most named, the heading and the first sentences counting more; the finest certain."""
    weights: dict[str, float] = defaultdict(float)
    first: dict[str, Place] = {}
    ours = _OUR_COUNTY.search(context.text) or _OUR_CITY.search(context.text)
    for place in places:
        if (place.company or place.elsewhere) and not place.press:
            continue
        sentence = context.sentence(place.start)
        weight = 3.0 if sentence.heading else 2.0 if context.number(place.start) < 4 else 1.0
        if place.press:
            weight = _OUR_PRESS if ours and place.level > 1 and place.adcode not in first else _PRESS
        weights[place.adcode] += weight
        if place.adcode not in first or sentence.heading:
            first.setdefault(place.adcode, place)
    best = _finest([Evidence(first[code], weight) for code, weight in weights.items()])
    if best and level(best.place.adcode) == 3 and not _dominates(best.place, weights, context):
        outer = [code for code in weights if code != best.place.adcode and within(best.place.adcode, code)]
        return first[max(outer, key=level)] if outer else best.place
    return best.place if best else None


def _dominates(place: Place, weights: dict[str, float], context: Context) -> bool:
    """Whether the article speaks of this county at least as much as of the rest of its city; 「我市」 is no district."""
    county = place.adcode
    rest = sum(weight for code, weight in weights.items() if code != county and code[:4] == county[:4])
    city = place.text.endswith("区") and _OUR_CITY.search(context.text) and not _OUR_COUNTY.search(context.text)
    return weights[county] >= rest * (1.2 if city else 0.6)


def of(
    subject: Subject, places: Sequence[Place], context: Context, park: Place | None, article: Place | None
) -> Evidence | None:
    """The division of ``subject`` with the evidence that names it, or None when nothing tells."""
    if subject.kind == "batch" and (whole := _whole_province(subject, places, context)):
        return whole
    evidence = [_checked(e, article, context) for name in subject.names for e in _around(name, places, context)]
    if subject.parent:
        of_whole = (e for name in subject.parent.names for e in _around(name, places, context))
        evidence += [Evidence(e.place, _checked(e, article, context).weight * _WHOLE) for e in of_whole]
    if subject.kind == "batch":
        evidence = _own_sentence(evidence, subject, context) or evidence
    elif park:
        evidence.append(Evidence(park, _PARK))
    if article and not (subject.kind == "batch" and any(item.weight >= _FIRM for item in evidence)):
        evidence.append(Evidence(article, _ARTICLE))
    return _finest(evidence)


def _own_sentence(evidence: Sequence[Evidence], subject: Subject, context: Context) -> list[Evidence]:
    """A batch is of the place its own sentence speaks of, be it coarser than the last project's."""
    numbers = {context.number(name.start) for name in subject.names}
    return [item for item in evidence if context.number(item.place.start) in numbers]


def _whole_province(subject: Subject, places: Sequence[Place], context: Context) -> Evidence | None:
    """「全省」, 「省重点项目」, or a province that the clause names: the batch is the province's, not its last-named city's."""
    name = subject.counted
    start, end = context.clause(name.start)
    sentence = context.sentence(name.start)
    here = [p for p in places if sentence.start <= p.start < name.end and not p.elsewhere and not p.company]
    if here and here[-1].level == 1 and start <= here[-1].start:
        return Evidence(here[-1], _LOCATION)
    if re.search(r"全省|我省|省级?重点|全自治区", context.text[max(sentence.start, start - _REACH) : end]):
        before = [p for p in places if p.level == 1 and p.start < name.end and not p.elsewhere]
        if before:
            return Evidence(before[-1], _LOCATION)
    return None


def _checked(item: Evidence, article: Place | None, context: Context) -> Evidence:
    """A bare short name inside a name, of a county in another city or a city in another province, may be a brand or a
    village (「小蓬莱医院」)."""
    bare = not re.search(r"[省市县区州旗盟]$", item.place.text)
    digits = 4 if item.place.level == 3 else 2
    far = article is not None and article.adcode[:digits] != item.place.adcode[:digits]
    inside = any(n.start <= item.place.start < n.end for n in context.names_in(item.place.start - 12, item.place.end))
    return Evidence(item.place, item.weight * 0.15) if bare and far and inside and item.weight < _LOCATION else item


def _around(name: Name, places: Sequence[Place], context: Context) -> Iterable[Evidence]:
    sentence = context.sentence(name.start)
    previous = context.sentences[max(0, context.number(name.start) - 1)]
    scale = 0.5 if name.form == "generic" else 1.0
    if (topic := _topic(name, places, context)) and topic.start < previous.start:
        yield Evidence(topic, _PARAGRAPH * scale)
    for place in places[
        bisect_left(places, previous.start, key=_start) : bisect_left(places, sentence.end, key=_start)
    ]:
        weight = _weight(name, place, context, sentence.start)
        if weight:
            yield Evidence(place, weight * scale)


def _start(place: Place) -> int:
    return place.start


def _topic(name: Name, places: Sequence[Place], context: Context) -> Place | None:
    """The place that the paragraph of a naming begins with."""
    start = context.paragraph_start(name.start)
    at = bisect_left(places, start, key=_start)
    if at < len(places) and places[at].start - start <= 1 and not places[at].company:
        return places[at]
    return None


def _weight(name: Name, place: Place, context: Context, sentence_start: int) -> float:
    if name.start <= place.start < name.end:
        return 1.0 if place.company else _IN_NAME
    if place.company or place.elsewhere:
        return 0.15
    if place.start < sentence_start:
        row = context.sentence(place.start)
        among = len(context.names_in(row.start, row.end)) >= _ROW and _in_others_name(name, place, context)
        return _BEFORE * (_OTHERS if among else 1.0)
    if _in_others_name(name, place, context):
        return _OTHERS
    gap = context.between(min(name.end, place.end), max(name.start, place.start))
    if (
        _STANDS_IN.search(context.text[max(0, place.start - 10) : place.start])
        and not re.search(r"[；;]", gap)
        and len(gap) < 40
    ):
        return _SAME_SENTENCE if _told_of_another(name, place, context) else _LOCATION
    if place.start - name.end <= 1 and gap in ("(", "（"):
        return _LOCATION
    if 0 <= name.start - place.end <= 4:
        return _IN_NAME
    if re.search(r"[；;]", gap):
        return 0.3
    if context.clause(place.start) == context.clause(name.start):
        return _SAME_CLAUSE
    if place.start - sentence_start < 6:
        return _SENTENCE_START
    return _SAME_SENTENCE


def _in_others_name(name: Name, place: Place, context: Context) -> bool:
    """「甲项目、云湖区乙项目」: the district is 乙's. A park's place is that of what is told of it."""
    return any(
        other.start <= place.start < other.end
        and (other.listed or context.subject(other).kind == "project")
        and context.subject(other) is not context.subject(name)
        for other in context.names_in(place.start - _REACH, place.start + 1)
    )


def _told_of_another(name: Name, place: Place, context: Context) -> bool:
    """「作为甲的一部分,乙位于云湖区」: between a naming and the words 位于 a clause speaks of something else."""
    between = context.names_in(name.end, place.start)
    return any(
        other.form == "named"
        and context.subject(other) is not context.subject(name)
        and re.search("[，,]", context.text[name.end : other.start])
        for other in between
    )


def _finest(evidence: Sequence[Evidence]) -> Evidence | None:
    """The division with the most weight for itself and what contains it; the finer one where both agree."""
    if not evidence:
        return None
    by_code: dict[str, float] = defaultdict(float)
    for item in evidence:
        by_code[item.place.adcode] = max(by_code[item.place.adcode], item.weight) + (
            0.3 * item.weight if by_code[item.place.adcode] else 0
        )
    totals = {
        code: sum(weight for other, weight in by_code.items() if within(code, other))
        + 0.35 * sum(weight for other, weight in by_code.items() if other != code and within(other, code))
        for code in by_code
    }
    firm = {code for code in totals if by_code[code] >= _FIRM} or set(totals)
    best = max(sorted(firm), key=lambda code: (totals[code], level(code)))
    return max((e for e in evidence if e.place.adcode == best), key=lambda e: e.weight)
