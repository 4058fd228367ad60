"""Records that may be the same: looked for where they would meet, scored, and explained in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from rapidfuzz import fuzz

from parks.models import Park
from projects.actions.matching import regions_agree
from projects.actions.merge import set_apart_from
from projects.models import Candidate, Citation, Project
from projects.models.citation import Subject, subject_filter

#: Pairs below are not shown to anybody.
LIKELY = 55

#: So many records of one division are compared with one record at most.
_NEIGHBOURS = 2000

_PHASE = re.compile(r"[一二三四五六七八九十\d]+期")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two records are one (0–100), and why, each reason with its points: 「名称相近（92%） +46」."""

    other: Subject
    score: int
    reasons: list[str]


def likeness(one: Subject, other: Subject, *, shared_articles: int) -> Likeness:
    """Compare two records of one kind by names, region, figures and the articles that tell of both."""
    points = list(_points(one, other, shared_articles))
    score = max(0, min(100, sum(weight for weight, _ in points)))
    return Likeness(other, score, [f"{words} {weight:+d}" for weight, words in points if weight])


def _points(one: Subject, other: Subject, shared: int) -> Iterator[tuple[int, str]]:
    same = max(fuzz.ratio(mine, theirs) for mine in one.match_keys for theirs in other.match_keys)
    yield round(same * 0.6) if same >= 60 else 0, "名称相同" if same == 100 else f"名称相近（{same:.0f}%）"
    if {*_PHASE.findall(one.name)} != {*_PHASE.findall(other.name)}:
        yield -40, "期数不同"
    if one.region_id and other.region_id:
        agree = regions_agree(one.region_id, other.region_id)
        weight = 20 if one.region_id == other.region_id else 12 if agree else -30
        yield weight, "地区相同" if weight == 20 else "地区不矛盾" if agree else "地区不同"
    for column, label, gain, loss in (("investment_cny", "总投资", 20, -12), ("land_area_m2", "用地面积", 12, -8)):
        mine, theirs = getattr(one, column), getattr(other, column)
        if mine is not None and theirs is not None:
            yield (gain, f"{label}相同") if mine == theirs else (loss, f"{label}不同")
    if shared:
        yield -10, f"{shared} 篇文章同时提到两者"


def alike(subject: Subject) -> list[Likeness]:
    """The records that may be this one, the likeliest first; none that a person judged to be different."""
    kind = "park" if isinstance(subject, Park) else "project"
    near = list(_near(subject))
    shared = _shared(subject, near)
    found = [likeness(subject, other, shared_articles=shared.get(other.pk, 0)) for other in near if other.match_keys]
    likely = [each for each in found if each.score >= LIKELY]
    different = set_apart_from(kind, subject.pk)
    likely = [each for each in likely if each.other.pk not in different]
    return sorted(likely, key=lambda each: (-each.score, each.other.pk))


def _near(subject: Subject) -> QuerySet[Any]:
    """Namesakes anywhere, and what lies in the same division: who else could it be."""
    rows: QuerySet[Any] = Park.objects.all()
    if isinstance(subject, Project):
        rows = Project.objects.filter(kind=subject.kind)
    here = Q(match_keys__overlap=subject.match_keys)
    if subject.region_id:
        here |= Q(region=subject.region_id)
    return rows.filter(here).exclude(pk=subject.pk).order_by("pk")[:_NEIGHBOURS]


def _shared(subject: Subject, others: Iterable[Subject]) -> dict[int, int]:
    """In how many articles each of the others is told of together with this one."""
    (key,) = subject_filter(subject)
    ours = Citation.objects.about(subject).current().values("article")
    pairs = Citation.objects.current().filter(article__in=ours, **{f"{key}__in": [other.pk for other in others]})
    counted: dict[int, int] = {}
    for pk, _ in pairs.order_by().values_list(key, "article").distinct():
        counted[pk] = counted.get(pk, 0) + 1
    return counted


@transaction.atomic
def look_for(subjects: Iterable[Subject]) -> int:
    """Bring the list of candidates up to date for these records; how many pairs it now holds of them."""
    count = 0
    for subject in subjects:
        if not subject.match_keys:
            continue
        kind = "park" if isinstance(subject, Park) else "project"
        Candidate.objects.filter(Q(one=subject.pk) | Q(other=subject.pk), kind=kind).delete()
        pairs = [
            Candidate(
                kind=kind, one=min(subject.pk, each.other.pk), other=max(subject.pk, each.other.pk),
                score=each.score, reasons=each.reasons,
            )
            for each in alike(subject)
        ]  # fmt: skip
        count += len(Candidate.objects.bulk_create(pairs, ignore_conflicts=True))
    return count
