"""All facts of one article, found by the finders of this folder and made ready for attachment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parks.vocabulary import load
from projects.extraction import area, dates, events, industries, money, stages
from projects.extraction.context import Context
from projects.extraction.names import Name
from projects.extraction.records import Mention

_PARK_HEADS = re.compile(
    r"(?:园区?|开发区|高新区|经开区|新区|保税区|保税港区|综保区|自贸区|集聚区|聚集区|产业区|工业区|起步区|片区|港区|科学城|科技城|新城|小镇|谷|集群|示范区|金融区|商务区|功能区|实验区|投资区|工业城|汽车城|产业城|(?:产业|工业|化工|能源|制造|高新|创新|孵化|加工)基地)$"
)
_PLAN = re.compile(
    r"(?:将(?!继续|加快|进一步)|计划(?!总?投资[约近超逾达]{0,2}[0-9.]+[万亿]*元?[，,。；])|拟|宣布|决定)(?:[^，。；,;\n的]{0,30}?)(?:投资建设|投资(?![者商])|增资|建设(?!成)|新建|兴建|建厂|投建)"
)
_TO_BUILD = re.compile(r"(?:人民币)?[，,]?(?:用于|以)?(?:投资)?(?:建设|新建|扩建|兴建|建立|打造)")
_IN = re.compile(
    r"(?:位于|坐落于?|座落于?|落户于?|落地|选址于?|地处|入驻|进驻|落户在|建在|在|于|是|紧邻|同处)(?:[一-龥]{0,6})$"
)
_INSIDE = re.compile("[内里][,，]")
#: How far before a naming a weak term may begin that still describes it: 「基础设施|类|项目27个」.
_BEFORE = 6
_THERE = re.compile(r"(?:内|举行|举办|召开|里|建设|设立|正式|开工|奠基|建立)")


def find(text: str, published: str | None, firms: Sequence[Mention]) -> list[Mention]:
    """Figures, stages, dates of start and end and organisations (``firms``, from
    ``organisations.find``), by position: what attachment gives an owner."""
    stage_mentions = list(stages.find(text))
    event_mentions = list(events.find(text, list(dates.find(text, published)), stage_mentions, published))
    found = [
        *(_invested(text, amount) for amount in money.find(text)),
        *area.find(text),
        *_current(stage_mentions, event_mentions, published),
        *_plans(text),
        *event_mentions,
        *firms,
    ]
    return sorted(found, key=lambda m: (m.start, m.end, m.field))


def _invested(text: str, amount: Mention) -> Mention:
    """「增资20亿元建设生产基地」: capital that is raised to build something is its investment."""
    if amount.flags == {"excluded:增资"} and _TO_BUILD.match(text, amount.end):
        return replace(amount, field="investment_cny", flags=frozenset())
    return amount


def _current(found: Sequence[Mention], dated: Sequence[Mention], published: str | None) -> Iterator[Mention]:
    """The stages that hold as of the article: a verb whose date is still to come (「计划2013年投产」) tells none."""
    coming = {event.end for event in dated if published and str(event.value) > published[: len(str(event.value))]}
    for stage in found:
        if stage.value and "hypothetical" not in stage.flags and not (stage.end in coming and stage.value != "planned"):
            yield stage


def _plans(text: str) -> Iterator[Mention]:
    """「将投资50亿元建设…」: what is only announced is planned, whatever is said of it later."""
    for found in _PLAN.finditer(text):
        yield Mention(
            "status",
            "planned",
            found.start(),
            found.end(),
            cue=found.group(),
            flags=frozenset({"planned", "future", "plan"}),
        )


def industry_terms(text: str, names: Sequence[Name]) -> list[Mention]:
    """Terms of the taxonomy that are no part of a company's name; weak ones without context only inside or right before a naming."""
    named = {at for name in names for at in range(name.start - _BEFORE, name.end)}
    return [
        term
        for term in industries.find(text, load())
        if "in_organisation" not in term.flags and ("bare" not in term.flags or term.start in named)
    ]


def parks(context: Context) -> list[Mention]:
    """Every naming of a park is a place that others may lie in; ``value`` is its name there (of generic words the usual
    one), the flags say how the text puts it.

    「恒泽产业园…。园区内」 → both are 恒泽产业园, the second with the flag ``generic``.
    """
    out = []
    for name in context.names:
        subject = context.subject(name)
        own = name.form == "named" and name.kind == "park" and not name.phase
        if subject.kind != "park" or not subject.named or subject.phase or not (own or name.form == "generic"):
            continue
        forms = Counter(n.text for n in subject.named if not n.phase and _PARK_HEADS.search(n.base))
        if not forms or (own and not _PARK_HEADS.search(name.base)):
            continue
        flags = {"generic"} if name.form == "generic" else set()
        if _IN.search(context.text[max(0, name.start - 12) : name.start]) or _INSIDE.match(context.text, name.end):
            flags.add("located")
        if _THERE.match(context.text, name.end):
            flags.add("there")
        if context.text[name.end : name.end + 1] == "的":
            flags.add("of")
        said = name.text if own else forms.most_common(1)[0][0]
        out.append(Mention("park", said, name.start, name.end, cue=name.head, flags=frozenset(flags)))
    return out
