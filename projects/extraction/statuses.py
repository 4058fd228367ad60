"""The stage of a record: a learned choice among the stages that the article speaks of near it.

A verb attached to the record weighs most; one in its sentence, in the heading or the article's lead, the stage of its
batch or of the whole that it is a phase of, or a date of start or end is a hint, and what nobody says is still likelier for a park (in operation) than for a thing somebody 将投资建设.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from projects.extraction.attach import Attached
from projects.extraction.context import Context
from projects.extraction.heads import ZONE_HEADS
from projects.extraction.records import Mention, Status
from projects.extraction.scorer import Features, Weights, learned, probabilities
from projects.extraction.subjects import Subject

#: What is told of a park that has been there for long: 「园区现有企业300家」, 「入选国家级示范园」.
_ALIVE = re.compile(
    r"(?:(?:入驻|集聚|聚集|汇聚|引进|拥有|现有|已有|落户|培育|吸引|集结)[了有]?[^，,。；;]{0,20}?(?:企业|公司|机构|商家|商户)"
    r"|[0-9]+[多余]?[家户][^，,。；;]{0,10}(?:企业|公司|机构)(?!项目)|(?:企业|公司|机构)[^，,。；;]{0,8}?[0-9]+[多余]?家"
    r"|(?:获评|被评为|被认定为|认定为|荣获|入选|升格为|升级为|晋升)|(?:已落地|已签约|累计投资|实现(?:工业)?(?:总)?产值|已形成)|(?:年产值|工业总产值|营业收入|技工贸收入|主营业务收入)[^，,。；;]{0,6}?[0-9])"
)
STAGES: tuple[Status, ...] = ("planned", "signed", "construction", "completed", "operating")
_LEAST = 0.3
#: How far before a record its batch may stand.
_REACH = 1500
Owned = Mapping[int, Sequence[Attached]]


@dataclass(frozen=True, slots=True)
class StatusChoice:
    """Per stage its features and the mention that shows it (None: nothing shows it); the last features are none's."""

    shown: tuple[Mention | None, ...]
    features: tuple[Features, ...]


def status_of(
    subject: Subject,
    owned: Owned,
    stages: Sequence[Mention],
    published: str | None,
    context: Context,
    weights: Weights | None = None,
) -> tuple[Status, Mention, float] | None:
    """The stage, the words that show it and its probability; None without words or without a clear answer.

    ``owned``: what attachment gave each subject, by its id.
    """
    question = choice(subject, owned, stages, published, context)
    chances = probabilities(question.features, learned()["status"] if weights is None else weights)
    ranked = sorted(((chance, i) for i, chance in enumerate(chances[:-1]) if question.shown[i]), reverse=True)
    if not ranked or ranked[0][0] < _LEAST:
        return None
    chance, best = ranked[0]
    mention = question.shown[best]
    return (STAGES[best], mention, chance) if mention else None


def choice(
    subject: Subject, owned: Owned, stages: Sequence[Mention], published: str | None, context: Context
) -> StatusChoice:
    """The question for one subject."""
    sort = _sort(subject)
    signs: dict[str, dict[str, float]] = {
        stage: {f"stage.{stage}": 1.0, f"stage.{stage}.{subject.kind}": 1.0, f"stage.{stage}.{sort}": 1.0}
        for stage in STAGES
    }
    shown: dict[str, tuple[float, Mention]] = {}
    for stage, sign, value, mention in _all_signs(subject, owned, stages, published, context):
        signs[stage][sign] = max(signs[stage].get(sign, 0.0), value)
        signs[stage][f"{sign}.{stage}"] = signs[stage][sign]
        if stage not in shown or value > shown[stage][0]:
            shown[stage] = (value, mention)
    none = {"none": 1.0, f"none.{subject.kind}": 1.0, f"none.{sort}": 1.0}
    return StatusChoice(tuple(shown[s][1] if s in shown else None for s in STAGES), (*(signs[s] for s in STAGES), none))


def _sort(subject: Subject) -> str:
    """What a stage is asked of: a zone has long been there, a phase has its own time."""
    if subject.phase:
        return "phase"
    return "zone" if subject.kind == "park" and ZONE_HEADS.search(subject.title) else f"{subject.kind}.whole"


def _all_signs(
    subject: Subject, owned: Owned, stages: Sequence[Mention], published: str | None, context: Context
) -> Iterator[tuple[str, str, float, Mention]]:
    """(stage, sign, strength 0..1, the words): of the subject itself and of what it belongs to."""
    yield from _signs(subject, owned.get(id(subject), ()), stages, published, context)
    for sign, other in (("whole", subject.parent), ("batch", _batch_before(subject, context))):
        for item in owned.get(id(other), ()) if other else ():
            if item.fact.field == "status" and not context.sentence(item.fact.start).heading:
                yield item.fact.value, sign, 0.8 * item.probability, item.fact
    start, end = context.lead
    for stage in takewhile(lambda s: s.start < end, stages):
        if stage.start >= start:
            yield stage.value, "in_lead", 0.2, stage


def _batch_before(subject: Subject, context: Context) -> Subject | None:
    """The batch that was spoken of last before a record: 「…5个项目。其中…。总投资3亿元的甲项目…」."""
    if subject.kind == "batch":
        return None
    at = subject.names[0].start
    batches = [name for name in context.names_in(max(0, at - _REACH), at) if name.form == "batch"]
    return context.subject(batches[-1]) if batches else None


def _signs(
    subject: Subject, attached: Sequence[Attached], stages: Sequence[Mention], published: str | None, context: Context
) -> Iterator[tuple[str, str, float, Mention]]:
    """(stage, sign, strength 0..1, the words)."""
    total: dict[str, float] = defaultdict(float)
    numbers = {context.number(n.start) for n in subject.names}
    clauses = {context.clause(n.start) for n in subject.names}
    for item in attached:
        if item.fact.field == "status":
            total[item.fact.value] += item.probability
            yield item.fact.value, "attached", item.probability, item.fact
            if "weak" in item.fact.flags:
                yield item.fact.value, "weak", item.probability, item.fact
            if context.sentence(item.fact.start).heading:
                yield item.fact.value, "attached_heading", 1.0, item.fact
            if total[item.fact.value] > 1.2:
                yield item.fact.value, "often", 1.0, item.fact
        elif item.fact.field in ("started_on", "completes_on"):
            told = str(item.fact.value)
            past = bool(published) and told <= str(published)[: len(told)] and not _to_come(item.fact, published)
            reached = "construction" if item.fact.field == "started_on" else "operating"
            sign = f"{item.fact.field}.{'past' if past else 'future'}"
            yield (
                (reached if past else "planned" if reached == "construction" else "construction"),
                sign,
                item.probability,
                item.fact,
            )
    yield from _furthest([item.fact for item in attached if item.fact.field == "status"])
    yield from _alive(subject, numbers, context)
    for stage in stages:
        if context.number(stage.start) in numbers:
            yield stage.value, "in_sentence", 0.5, stage
            if context.clause(stage.start) in clauses:
                yield stage.value, "in_clause", 0.55, stage
        elif context.sentence(stage.start).heading:
            yield stage.value, "in_heading", 0.3, stage


def _furthest(told: Sequence[Mention]) -> Iterator[tuple[str, str, float, Mention]]:
    """Of several stages of one thing the last one has been reached: 「通过竣工验收,正式投产」."""
    if len({fact.value for fact in told}) > 1:
        last = max(told, key=lambda fact: STAGES.index(fact.value))
        yield last.value, "furthest", 0.3, last


def _to_come(fact: Mention, published: str | None) -> bool:
    """「将于年内开工」, published in the same year: a date as coarse as that says nothing, the verb's mood does."""
    return "future" in fact.flags and str(fact.value) >= str(published)[: len(str(fact.value))]


def _alive(subject: Subject, numbers: set[int], context: Context) -> Iterator[tuple[str, str, float, Mention]]:
    """A park whose companies or honours are counted is in operation, though no verb says so."""
    if subject.kind != "park":
        return
    sign = f"alive.{_sort(subject)}" if subject.phase or ZONE_HEADS.search(subject.title) else "alive"
    for number in sorted(numbers):
        sentence = context.sentences[number]
        for found in _ALIVE.finditer(context.text, sentence.start, sentence.end):
            yield "operating", sign, 0.7, Mention("status", "operating", found.start(), found.end(), cue=found[0])
            break
