"""The course of a record: 规划 → 签约 → 开工 → 建成 → 投产, a dot per report, and where the plan slipped.

A date that lies behind its article is a plan, one that lies before it is a report. Pure: observations in, dots out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kbase.templatetags.formats import date_words
from parks.record import Status
from projects.models import Citation

#: Stage of a status; a record that is 在建 has been started.
_STAGE_OF = {
    Status.PLANNED: "规划",
    Status.SIGNED: "签约",
    Status.CONSTRUCTION: "开工",
    Status.COMPLETED: "建成",
    Status.OPERATING: "投产",
}
STAGES = tuple(_STAGE_OF.values())
_RANK = {status: place for place, status in enumerate(Status)}
_FIELDS = ("status", "started_on", "completes_on")

_INTENDED = re.compile("将|拟|预计|计划|力争|争取|有望|确保|年内|年底前|目标")
_IN_USE = re.compile("投产|投用|投运|运营|启用|开园")


@dataclass(frozen=True, slots=True)
class Dot:
    """One thing reported: at ``date`` (partial ISO, "" unknown) the record reached ``stage``, or was to (``planned``)."""

    stage: str
    date: str
    planned: bool
    citation: Citation
    words: str

    @property
    def when(self) -> str:
        """The date in words, or that nobody knows: 2023年2月."""
        return date_words(self.date)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Dots in the order of their dates, sentences on slippage, and how far each stage has come."""

    dots: list[Dot]
    slips: list[str]

    @property
    def stages(self) -> list[tuple[str, str]]:
        """Every stage with "reached", "planned" or "": what lies before the furthest report is reached too."""
        reached = max((STAGES.index(dot.stage) for dot in self.dots if not dot.planned), default=-1)
        planned = {dot.stage for dot in self.dots if dot.planned}
        return [
            (stage, "reached" if place <= reached else "planned" if stage in planned else "")
            for place, stage in enumerate(STAGES)
        ]


def timeline(citations: Iterable[Citation]) -> Timeline:
    """The course of one record from its observations of progress and dates; their articles are loaded."""
    told = [each for each in citations if each.field in _FIELDS]
    dots = sorted(_unrepeated([*_reports(told), *_dates(told)]), key=_order)
    return Timeline(dots, list(dict.fromkeys(_slips(dots))))


def _order(dot: Dot) -> tuple[str, int, str]:
    return dot.date or "9999", STAGES.index(dot.stage), dot.citation.article.published


def _reports(told: list[Citation]) -> Iterator[Dot]:
    """The furthest status of each article, at the day of its publication."""
    by_article: dict[int, Citation] = {}
    for each in told:
        if each.field != "status" or each.value not in _RANK:
            continue
        known = by_article.get(each.article_id)
        if known is None or _weight(each) > _weight(known):
            by_article[each.article_id] = each
    for each in by_article.values():
        status = Status(each.value)
        yield Dot(
            _STAGE_OF[status],
            each.article.published,
            status == Status.PLANNED,
            each,
            _("报道为%(status)s") % {"status": _(status.label)},
        )


def _weight(citation: Citation) -> tuple[bool, float, int]:
    return citation.chosen, citation.confidence, _RANK[citation.value]


def _dates(told: list[Citation]) -> Iterator[Dot]:
    """Dates of start and completion, each a plan or a report."""
    for each in told:
        if each.field == "status" or not each.value:
            continue
        stage = "开工" if each.field == "started_on" else "投产" if _IN_USE.search(each.quote) else "建成"
        planned = _is_plan(str(each.value), each.article.published, each.quote)
        yield Dot(
            stage, str(each.value), planned, each, _("计划%(stage)s") % {"stage": _(stage)} if planned else _(stage)
        )


def _is_plan(date: str, published: str, quote: str) -> bool:
    """Whether words of ``published`` about ``date`` look ahead; where both may be the same time, the words decide."""
    if date.startswith(published) or published.startswith(date):
        return bool(_INTENDED.search(quote))
    return date > published


def _unrepeated(dots: list[Dot]) -> Iterator[Dot]:
    """A stage at one date once, and not at a vaguer date beside it; a status again only as the newest word."""
    newest = max((dot.citation.article.published for dot in dots), default="")
    dated = {(dot.stage, dot.planned, dot.date) for dot in dots if dot.citation.field != "status"}
    seen: set[tuple[str, bool, str]] = set()
    stages: set[tuple[str, bool]] = set()
    for dot in sorted(dots, key=_order):
        told = dot.citation.field == "status"
        key = (dot.stage, dot.planned, dot.date)
        again = told and key[:2] in stages and dot.citation.article.published != newest
        vague = not told and any(other[:2] == key[:2] and _refines(other[2], dot.date) for other in dated)
        if key not in seen and not again and not vague:
            seen.add(key)
            yield dot
        if told:
            stages.add(key[:2])


def _refines(date: str, vaguer: str) -> bool:
    return date != vaguer and date.startswith(vaguer)


def _slips(dots: list[Dot]) -> Iterator[str]:
    """「原计划2024年6月投产，2025年3月仍在建。」 and the like, for every plan that did not hold."""
    for plan in (dot for dot in dots if dot.planned and dot.citation.field != "status"):
        place = STAGES.index(plan.stage)
        told = {"plan": plan.when, "stage": _(plan.stage)}
        later = [dot for dot in dots if not dot.planned and _after(dot.date, plan.date)]
        arrived = [dot for dot in later if dot.stage == plan.stage and dot.citation.field != "status"]
        waiting = [dot for dot in later if STAGES.index(dot.stage) < place and dot.citation.field == "status"]
        if arrived:
            yield _("原计划%(plan)s%(stage)s，实际%(day)s%(stage)s。") % {**told, "day": arrived[0].when}
        elif waiting and not any(STAGES.index(dot.stage) >= place for dot in later if dot.date <= waiting[-1].date):
            last = waiting[-1]
            yield _("原计划%(plan)s%(stage)s，%(day)s仍为%(status)s。") % {
                **told,
                "day": last.when,
                "status": _(Status(last.citation.value).label),
            }
        moved = [d for d in dots if d.planned and d.stage == plan.stage and d.citation.field == plan.citation.field]
        moved = [d for d in moved if _after(d.date, plan.date) and _told_later(d, plan)]
        if moved and not arrived:
            yield _("%(stage)s时间由%(plan)s改为%(day)s。") % {**told, "day": moved[-1].when}


def _told_later(dot: Dot, plan: Dot) -> bool:
    return dot.citation.article.published > plan.citation.article.published


def _after(date: str, period: str) -> bool:
    """Whether a date lies wholly behind a period: 2025-03 after 2024-06, but 2024-06-30 not after 2024-06."""
    return bool(date) and date > period and not date.startswith(period)
