"""Which park or project a document's record is: the one we know, or a new one."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from parks.models import Park, region_prefix
from parks.record import match_keys
from projects.extraction.records import Record
from projects.models import Article, Project
from projects.models.citation import Subject

#: A name of so many characters (without punctuation) is taken to be the same thing wherever it stands, unless its
#: regions contradict each other; shorter ones (数字产业园) need the same region.
DISTINCTIVE_LENGTH = 8


def regions_agree(known: str | None, told: str | None) -> bool:
    """Whether one division lies in the other: 370200 and 370212 agree, 370212 and 440200 do not."""
    if not known or not told:
        return False
    return known.startswith(region_prefix(told)) or told.startswith(region_prefix(known))


def _same_place(candidate: Subject, region: str | None, keys: Iterable[str]) -> bool:
    if candidate.region_id and region:
        return regions_agree(candidate.region_id, region)
    return max(map(len, keys), default=0) >= DISTINCTIVE_LENGTH


def _same_batch(candidate: Project, record: Record) -> bool:
    counts = candidate.project_count == record.project_count
    return counts and candidate.investment_cny == record.investment_cny


def find_park(name: str, region: str | None, *, article: Article | None = None) -> Park | None:
    """The park of that name in (or around) that region, else None. One named in the same article wins."""
    keys = match_keys([name])
    candidates = Park.objects.filter(match_keys__overlap=keys).order_by("pk")
    if article and (here := candidates.filter(citations__article=article).first()):
        return here
    return next((park for park in candidates if _same_place(park, region, keys)), None)


def find_subject(record: Record, article: Article) -> Subject | None:
    """The stored park or project that this record of ``article`` speaks of, or None where it is new.

    A record that this very article told before is found whatever its region was; a batch is the same only when
    its number and money are, for every city has its 「一季度集中开工项目」.
    """
    if record.kind == "park":
        return find_park(record.name, record.region, article=article)
    keys = match_keys([record.name, *record.aliases])
    candidates = Project.objects.filter(kind=record.kind, match_keys__overlap=keys).order_by("pk")
    told_here = Q(citations__article=article)
    if record.kind == "batch":
        same = [batch for batch in candidates.filter(told_here).distinct() if batch.name == record.name]
        same += [b for b in candidates if _same_batch(b, record) and regions_agree(b.region_id, record.region)]
        return same[0] if same else None
    candidates = candidates.filter(phase_of__isnull=record.phase_of is None)
    if here := candidates.filter(told_here).first():
        return here
    return next((project for project in candidates if _same_place(project, record.region, keys)), None)
