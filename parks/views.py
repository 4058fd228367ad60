"""Pages of parks and regions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from parks.models import Park, Region, region_prefix

#: Rows of a table on a park's or region's page; the rest is one link away, in the list with its filters.
ROWS = 50


@require_safe
def park(request: HttpRequest, pk: int) -> HttpResponse:
    """A park: its facts with their sources, the parks inside it, the projects in it."""
    found = get_object_or_404(Park.objects.with_labels(), pk=pk)
    projects = (
        found.projects.public().select_related("region").order_by(F("investment_cny").desc(nulls_last=True), "name_key")
    )
    context = {
        "record": found,
        "section": "园区",
        "projects": projects[:ROWS],
        "children": found.children.public().select_related("region")[:ROWS],
    }
    return render(request, "parks/park.html", context)


@dataclass(slots=True)
class Counted:
    """A region with the parks and projects that lie in it or below it, and its next divisions."""

    region: Region
    parks: int
    projects: int
    children: list[Counted]

    @property
    def total(self) -> int:
        """Parks and projects together."""
        return self.parks + self.projects


@require_safe
def region_list(request: HttpRequest) -> HttpResponse:
    """The 34 provinces, and below each the cities in which something lies."""
    inside = _Inside()
    upper = Region.objects.exclude(level=Region.Level.COUNTY)
    cities: dict[str | None, list[Counted]] = {}
    for each in upper.filter(level=Region.Level.CITY):
        counted = inside.count(each)
        if counted.total:
            cities.setdefault(each.parent_id, []).append(counted)
    provinces = [inside.count(each, cities.get(each.pk)) for each in upper.provinces()]
    return render(request, "parks/region_list.html", {"provinces": provinces, "section": "地区"})


@require_safe
def region(request: HttpRequest, adcode: str) -> HttpResponse:
    """A division: what is in it, its own divisions, and the way into the lists."""
    found = get_object_or_404(Region.objects.select_related("parent__parent"), pk=adcode)
    inside = _Inside()
    parks = Park.objects.public().filter(region__in=Region.objects.within(adcode)).select_related("region")
    children = sorted(map(inside.count, found.children.all()), key=lambda each: (-each.total, each.region.adcode))
    context = {
        "region": found,
        "section": "地区",
        "counted": inside.count(found),
        "filled": [each for each in children if each.total],
        "empty": [each for each in children if not each.total],
        "parks": parks.annotate(inside=Count("projects", filter=Q(projects__withheld=""))).order_by(
            "-inside", "name_key"
        )[:ROWS],
        "rows": ROWS,
    }
    return render(request, "parks/region.html", context)


class _Inside:
    """How many parks and projects lie in every division, counted once per request with one query."""

    def __init__(self) -> None:
        self.parks: Counter[str] = Counter()
        self.projects: Counter[str] = Counter()
        for relation, adcode, number in _per_region("parks").union(_per_region("projects"), all=True):
            totals: Counter[str] = getattr(self, relation)
            for prefix in {adcode[:2], adcode[:4], adcode, region_prefix(adcode)}:
                totals[prefix] += number

    def count(self, region: Region, children: list[Counted] | None = None) -> Counted:
        prefix = region_prefix(region.adcode)
        return Counted(region, self.parks[prefix], self.projects[prefix], children or [])


def _per_region(relation: str) -> QuerySet[Region, tuple[str, str, int]]:
    """What is counted, where, how many; one in 370212 counts for 37, 3702 and 370212."""
    placed = Region.objects.filter(**{f"{relation}__withheld": ""}).order_by()
    return placed.values_list(Value(relation), "adcode").annotate(number=Count(relation))
