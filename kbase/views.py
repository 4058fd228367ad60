"""The home page, and what a reader sees when something is missing or broken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kbase.search.results import FacetResult, FacetValue
from parks.models import Park
from projects.extraction.records import FIGURES
from projects.grid import Grid, grid
from projects.models import Article, Citation, Project, SourceDocument
from projects.search import RecordSearch
from projects.totals import sums, totals

NEWEST = 6
INDUSTRIES = 12


@dataclass(frozen=True, slots=True)
class Total:
    """A number of the home page and the page that shows what it counts."""

    number: int
    label: str
    url: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is in here, and three ways in: search, place, industry."""
    search = RecordSearch(("project", "batch"), QueryDict())
    facets = {facet.key: facet for facet in search.facets}
    industries = [value for value in _values(facets, "industry") if value.value != "none"][:INDUSTRIES]
    context = {
        "section": "首页",
        "totals": _totals(),
        "sum": totals(search),
        "grid": _grid(request.GET.get("by", ""), search, _values(facets, "region")),
        "bars": [
            ("按产业", industries, _most(industries)),
            ("按进度", _values(facets, "status"), _most(_values(facets, "status"))),
        ],
        "newest": Article.objects.defer("offsets")[:NEWEST],
        "examples": _examples(facets),
        "projects_url": reverse("projects:project_list"),
        "imported": SourceDocument.objects.only("created_at").first(),
    }
    return render(request, "kbase/home.html", context)


def _most(values: list[FacetValue]) -> int:
    return max((value.count for value in values), default=0)


def _values(facets: dict[str, FacetResult], key: str) -> list[FacetValue]:
    return facets[key].values if key in facets else []


def _totals() -> list[Total]:
    lists = reverse("projects:project_list")
    figures = Citation.objects.current().public().filter(chosen=True, field__in=FIGURES)
    return [
        Total(Park.objects.public().count(), "园区", reverse("projects:park_list")),
        Total(Project.objects.public().singles().count(), "项目", f"{lists}?kind=project"),
        Total(Project.objects.public().batches().count(), "项目批次", f"{lists}?kind=batch"),
        Total(Article.objects.count(), "文章", reverse("projects:article_list")),
        Total(figures.count(), "有出处的数字", lists),
    ]


def _grid(by: str, search: RecordSearch, regions: list[FacetValue]) -> Grid:
    """The same numbers as the list's own filter."""
    counts = {value.value: value.count for value in regions}
    return grid("money", counts, sums(search, "regions")) if by == "money" else grid("count", counts, {})


def _examples(facets: dict[str, FacetResult]) -> list[str]:
    """Queries that find something here: the busiest industry, the busiest place, and either of two places."""
    industries, regions = (
        [value.label for value in _values(facets, key) if value.value != "none" and value.count]
        for key in ("industry", "region")
    )
    either = [f"{regions[0]} OR {regions[1]}"] if len(regions) > 1 else []
    return [*industries[:1], *regions[:1], *either]


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _error(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _error(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _error(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500; asks nothing of the database, which may be what broke."""
    return _error(request, 500)


def _error(request: HttpRequest, status: int) -> HttpResponse:
    context: dict[str, Any] = {"status": status}
    return render(request, f"{status}.html", context, status=status)
