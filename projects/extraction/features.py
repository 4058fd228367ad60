"""The named features of 「whose fact is it」: one set per candidate naming, one for 「nobody's」.

Each says one thing a reader would notice: how far apart, what stands between, who is the subject of the sentence,
whether the phases agree. Every feature is there twice, once for all facts and once for its group (figure, stage,
date, industry, organisation), so that the groups share what they have in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from projects.extraction import roles
from projects.extraction.context import Context
from projects.extraction.heads import PHASE_WORD
from projects.extraction.names import Name
from projects.extraction.records import Mention

GROUPS = {
    "investment_cny": "money",
    "annual_output_cny": "output",
    "land_area_m2": "area",
    "floor_area_m2": "area",
    "status": "stage",
    "started_on": "date",
    "completes_on": "date",
    "organisations": "organisation",
}
#: Groups that have more in common: figures stand by their thing, stages and dates hang on one verb.
_FAMILIES = {"money": "figure", "output": "figure", "area": "figure", "stage": "event", "date": "event"}

_GROWTH = re.compile(r"同比|环比|增长|年均|占比|突破|全市|全省|全区|全县|全国|全年|行业|产业规模|集团|公司|上半年|季度")
#: Cues that only a thing has, no district and no company: 总投资, 建筑面积.
_TOTAL = re.compile(
    "(?:[预估]计|计划|规划|项目|协议)?总(?:投资|造价|概算|占地|用地|建筑)|占地|建筑(?:总?面积)|规划用地"
)
_COMPLETED = re.compile(r"达产|投产后|建成后|项目|运营后|全部达产|建成投产")
#: Words that may stand between a name and its figure without another subject: 「甲项目计划总投资5亿元」.
_TOUCHES = re.compile(
    r"^[”’》」]?(?:项目|工程)?(?:的|等)?(?:[预估]计|计划|拟|将|规划|初步|协议|首期|项目|工程|整体|整个|全部|现|已|也|累计|共|有|达|可|总)*$"
)
_COMPANY = re.compile(r"(?:公司|集团|企业|股份|银行)")
_AREA_SUBJECT = re.compile(r"^[，,。；;\s]*(?:今年|去年|目前|截至[^，,]{0,8}[，,])?(?:全|我)?[一-龥]{0,8}[省市区县]")

_LONGEST_BATCH = 24


def candidate(fact: Mention, name: Name, context: Context) -> dict[str, float]:
    """The features of giving ``fact`` to the subject of ``name``."""
    return _grouped(fact, _candidate(fact, name, context))


def nobody(fact: Mention, context: Context) -> dict[str, float]:
    """The features of giving ``fact`` to nobody."""
    return _grouped(fact, (f"nobody.{text}" for text in _nobody(fact, context)))


def _grouped(fact: Mention, names: Iterator[str]) -> dict[str, float]:
    group = GROUPS.get(fact.field, fact.field)
    return dict.fromkeys((each for text in names for each in _with_groups(text, group)), 1.0)


@cache
def _with_groups(name: str, group: str) -> tuple[str, ...]:
    """A feature for all facts, for those of the group and of its family: kind.park, area:kind.park, figure:kind.park."""
    family = _FAMILIES.get(group)
    return (name, f"{group}:{name}", *((f"{family}:{name}",) if family else ()))


def _candidate(fact: Mention, name: Name, context: Context) -> Iterator[str]:
    yield f"form.{name.form}"
    yield f"kind.{context.subject(name).kind}"
    yield f"head.{name.weight}"
    yield from _distance(fact, name, context)
    if (batch := holder(fact, context)) is not None:
        yield f"held.{'own' if context.subject(batch) is context.subject(name) else 'other'}"
    yield from _paragraph(fact, name, context)
    yield from roles.of(fact, name, context)
    yield from _phases(fact, name, context)
    yield from _topic(fact, name, context)


def _distance(fact: Mention, name: Name, context: Context) -> Iterator[str]:
    back = context.number(fact.start) - context.number(name.start)
    if back:
        if back < 0:
            yield "far.next_sentence"
        else:
            yield f"far.sentences_{min(back, 4)}"
            first = context.first_of(context.number(name.start))
            if first is name:
                yield f"far.first_there_{min(back, 3)}"
            nearer = context.names_in(context.sentence(fact.start).start, fact.start)
            if not nearer:
                yield "far.none_nearer"
            elif any(n.form == "named" and n.weight for n in nearer):
                yield "far.named_nearer"
            named_there = context.sentence(name.start)
            if context.text[named_there.start : named_there.end].rstrip().endswith((":", "：")):
                yield "far.announced"
        return
    before = name.start < fact.start
    gap = context.between(name.end, fact.start) if before else context.between(fact.end, name.start)
    side = "before" if before else "after"
    clauses = len(re.findall(r"[，,]", gap)) + 2 * len(re.findall(r"[；;：:]", gap))
    yield f"near.{side}_clauses_{min(clauses, 4)}"
    if not gap:
        yield f"near.{side}_touches"
    if overlaps := name.start < fact.end and fact.start < name.end:
        yield "near.overlaps"
    if before and _TOUCHES.match(gap):
        yield "near.touches"
    between = [n for n in context.names_in(min(name.end, fact.end), max(name.start, fact.start)) if n is not name]
    yield f"near.{side}_names_{min(len(between), 3)}"
    if not overlaps and len(gap) > 30:
        yield f"near.{side}_long"
    if "；" in gap or ";" in gap:
        yield "near.semicolon"


def holder(fact: Mention, context: Context) -> Name | None:
    """The batch that is called by the fact, a verb in its name or right before it: 「新开工项目6个」 for 开工."""
    around = context.names_in(fact.start - _LONGEST_BATCH, fact.end + 1)
    return next((n for n in around if n.form == "batch" and (n.start == fact.end or fact.end <= n.end)), None)


def _paragraph(fact: Mention, name: Name, context: Context) -> Iterator[str]:
    """A paragraph tells of what it begins with: 「甲园位于乙区内，总投资5亿元。…该园…」 in a list of projects."""
    here, there = context.sentence(fact.start), context.sentence(name.start)
    opener = context.opener(here.paragraph)
    if opener and context.subject(opener) is context.subject(name):
        yield "paragraph.opener"
    elif here.paragraph != there.paragraph and not there.heading:
        yield "paragraph.other_opened" if opener and opener.start < fact.start else "paragraph.other"


def _phases(fact: Mention, name: Name, context: Context) -> Iterator[str]:
    if name.form == "phase" and name.start >= fact.end:
        yield "phase.behind_fact"
    if name.form == "phase" and fact.start <= name.start < fact.end:
        yield "phase.in_fact"
    said = context.phase_before(fact.end)
    phase = context.subject(name).phase
    if said and phase:
        yield "phase.agrees" if said == phase or {said, phase} <= {"首期", "一期"} else "phase.other"
    elif said:
        yield "phase.whole_for_phase"
    elif phase:
        yield "phase.phase_for_whole" if not PHASE_WORD.search(name.text) else "phase.own_name"


def _topic(fact: Mention, name: Name, context: Context) -> Iterator[str]:
    here = context.number(fact.start)
    subject = context.subject(name)
    if id(subject) in context.title_subjects:
        yield "topic.in_heading"
    if context.sentence(name.start).heading and not context.sentence(fact.start).heading:
        yield "topic.naming_is_heading"
    yield f"topic.named_{min(context.weight[id(subject)], 4)}"
    previous = context.first_of(here - 1)
    if previous is not None and context.subject(previous) is subject:
        yield "topic.continues"


def _nobody(fact: Mention, context: Context) -> Iterator[str]:
    yield f"field.{fact.field}"
    if not fact.cue:
        yield f"no_cue.{fact.field}"
    yield from (f"flag.{flag.split(':')[0]}" for flag in fact.flags)
    start, end = context.clause(fact.start)
    clause = context.text[start:end]
    sentence = context.sentence(fact.start)
    before = context.text[sentence.start : fact.start]
    names = context.names_in(sentence.start, sentence.end)
    yield f"names_{min(len(names), 3)}"
    if not context.names_in(start, end):
        yield "no_name_in_clause"
    if not names and not context.first_of(context.number(fact.start) - 1):
        yield "no_name_near"
    if _TOTAL.match(fact.cue):
        yield "total"
    if _COMPLETED.search(context.text[max(sentence.start, start - 12) : end]):
        yield "after_completion"
    if _GROWTH.search(clause):
        yield "growth"
    if _COMPANY.search(before):
        yield "company_before"
    if _AREA_SUBJECT.match(context.text[start:end]):
        yield "area_subject"
    if sentence.heading:
        yield "heading"
    if names and names[0].kind == "park" and names[0].start - sentence.start <= 2:
        yield "park_speaks"
