"""What stands near a record: its family, who takes part and where else, records like it. All bounded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Prefetch, Q, prefetch_related_objects
from django.utils.translation import gettext as _

from parks.models import Park, Region
from projects.models import Article, Involvement, Project
from projects.models.citation import Subject, subject_filter

#: Rows of each section; the rest is one link away, in the lists.
NEAR = 6
ELSEWHERE = 60


@dataclass(slots=True)
class Near:
    """A record and why it stands here: 「同一园区」, 「同一单位：示范科技」."""

    record: Subject
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Participant:
    """An organisation with its roles, and the other records that it takes part in."""

    name: str
    roles: list[str]
    elsewhere: list[Subject]


def family(record: Project) -> list[Project]:
    """The whole and all phases of it, the record itself among them; empty for a project without phases."""
    whole = record.phase_of or record
    phases = list(whole.phases.public().select_related("region").order_by("name_key", "pk"))
    return [whole, *phases] if phases else []


def participants(record: Subject) -> list[Participant]:
    """Who takes part, by name, and in what else; two queries however many they are, one where a fact sheet was read."""
    mine: dict[str, list[str]] = {}
    keys = set()
    prefetch_related_objects([record], Prefetch("involvements", Involvement.objects.select_related("organisation")))
    for each in sorted(record.involvements.all(), key=lambda each: (each.organisation.name, each.role)):
        mine.setdefault(each.organisation.name, []).append(each.get_role_display())
        keys.add(each.organisation_id)
    if not mine:
        return []
    public = Q(project__withheld="") | Q(park__withheld="")
    others = Involvement.objects.filter(public, organisation__in=keys).exclude(**subject_filter(record))
    found: dict[str, dict[Subject, None]] = {}
    for each in others.select_related("organisation", "project", "park").order_by("pk")[:ELSEWHERE]:
        found.setdefault(each.organisation.name, {})[each.project or each.park] = None  # type: ignore[index]
    return [Participant(name, roles, list(found.get(name, {}))[:NEAR]) for name, roles in mine.items()]


def near(record: Subject) -> list[Near]:
    """Records like this one: same park, or same place and industry; the best supported first."""
    return _near_park(record) if isinstance(record, Park) else _near_project(record)


def _near_project(record: Project) -> list[Near]:
    industries = [industry.pk for industry in record.industries.all()]
    own = {record.pk, record.phase_of_id}
    others = (
        Project.objects.public()
        .exclude(pk__in=[key for key in own if key])
        .exclude(phase_of=record.pk)
        .select_related("region")
    )
    if record.phase_of_id:
        others = others.exclude(phase_of=record.phase_of_id)
    found: dict[int, Near] = {}
    if record.park_id:
        _collect(found, _largest(others.filter(park=record.park_id)), _("同一园区"))
    if record.region and industries:
        alike = others.filter(region=record.region_id, industries__in=industries).distinct()
        _collect(found, _largest(alike), _("同在%(name)s、同产业") % {"name": record.region.name})
    return sorted(found.values(), key=lambda each: -len(each.reasons))[:NEAR]


def _near_park(record: Park) -> list[Near]:
    if not record.region_id:
        return []
    city = f"{record.region_id[:4]}00"
    others = Park.objects.public().filter(region__in=Region.objects.within(city)).exclude(pk=record.pk)
    others = others.exclude(parent=record.pk).exclude(pk=record.parent_id or 0).select_related("region")
    industries = [industry.pk for industry in record.industries.all()]
    alike = others.annotate(shared=Count("industries", filter=Q(industries__in=industries), distinct=True))
    rows: Any = alike.order_by("-shared", "name_key", "pk")[:NEAR]
    return [Near(each, [_("同一城市"), *([_("同产业")] if each.shared else [])]) for each in rows]


def told_together(record: Project, articles: Iterable[Article]) -> list[Project]:
    """The other projects of the articles that tell of a batch: its members are most often among them."""
    keys = [article.pk for article in articles]
    others = Project.objects.public().singles().filter(citations__article__in=keys, citations__active=True)
    return list(_largest(others.select_related("region").distinct(), 2 * NEAR)) if keys else []


def _largest(projects: Any, limit: int = NEAR) -> Any:
    return projects.order_by(F("investment_cny").desc(nulls_last=True), "name_key", "pk")[:limit]


def _collect(found: dict[int, Near], records: Iterable[Project], reason: str) -> None:
    for each in records:
        found.setdefault(each.pk, Near(each, [])).reasons.append(reason)
