"""Pages of lists, projects and articles: parse the request, call one function, hand over to a template."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parks.models import Industry
from projects.changes import changes
from projects.collections import COLLECTIONS, Collection
from projects.compare import Kind, compare
from projects.grid import grid
from projects.models import Article, Project
from projects.overview import industries, overview
from projects.reading import reading, story
from projects.related import family, near
from projects.search import RecordSearch
from projects.totals import totals


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """Projects and batches: search, filters, results."""
    return _record_list(request, COLLECTIONS["projects"])


@require_safe
def park_list(request: HttpRequest) -> HttpResponse:
    """Parks: search, filters, results."""
    return _record_list(request, COLLECTIONS["parks"])


def _record_list(request: HttpRequest, scope: Collection) -> HttpResponse:
    search = RecordSearch(scope.kinds, request.GET)
    context = {
        "search": search,
        "scope": scope.key,
        "noun": scope.label,
        "section": scope.label,
        "search_label": _(f"搜索{scope.label}"),
        "unit": f"{'篇' if scope.kinds == ('article',) else '个'}{scope.label}",
        "bars": [facet for facet in search.facets if facet.place == "bar"],
        "sides": [facet for facet in search.facets if facet.place == "side"],
        "totals": totals(search) if "project" in scope.kinds else None,
    }
    return render(request, "projects/record_list.html", context)


@require_safe
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """A project, a phase of one, or a batch, with every fact and its sources."""
    found = get_object_or_404(Project.objects.with_labels(), pk=pk)
    context = {"record": found, "section": "项目", "family": family(found)}
    return render(request, "projects/project.html", context)


@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    """Articles: search, filters, results."""
    return _record_list(request, COLLECTIONS["articles"])


@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """An article with every cited stretch marked; ``?view=raw`` shows the source as it stood."""
    found = get_object_or_404(Article.objects.select_related("document"), pk=pk)
    raw = request.GET.get("view") == "raw"
    context = {
        "article": found,
        "reading": reading(found, raw=raw),
        "story": story(found),
        "raw": raw,
        "original": found.live_url,
        "section": "文章",
    }
    return render(request, "projects/article.html", context)


@require_safe
def nation(request: HttpRequest) -> HttpResponse:
    """The whole country in figures."""
    found = overview(request.GET.get("by", ""))
    regions = found.found.of("region")
    counts, sums = {code: each.n for code, each in regions.items()}, {code: each.cny for code, each in regions.items()}
    context = {"overview": found, "grid": grid(found.by, counts, sums), "section": "总览"}
    return render(request, "projects/nation.html", context)


@require_safe
def industry_list(request: HttpRequest) -> HttpResponse:
    """All industries with the numbers of their projects and parks."""
    return render(request, "projects/industry_list.html", {"industries": industries(), "section": "产业"})


@require_safe
def industry(request: HttpRequest, code: str) -> HttpResponse:
    """One industry in figures."""
    found = get_object_or_404(Industry.objects.select_related("parent"), pk=code)
    context = {"industry": found, "overview": overview(request.GET.get("by", ""), industry=code), "section": "产业"}
    return render(request, "projects/industry.html", context)


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Two to four parks or projects side by side: ``?ids=12&ids=15``, or ``?kind=park&ids=3,8``."""
    kind: Kind = "park" if request.GET.get("kind") == "park" else "project"
    compared = compare(kind, request.GET.getlist("ids"))
    alone = compared.columns[0].record if len(compared.columns) == 1 else None
    context = {
        "compared": compared,
        "heading": "对比园区" if kind == "park" else "对比项目",
        "offers": [(each, compared.url_with(each.record.pk)) for each in near(alone)] if alone else [],
        "section": "对比",
    }
    return render(request, "projects/compare.html", context)


@require_safe
def recent_changes(request: HttpRequest) -> HttpResponse:
    """What editors, newer articles and imports changed; ``?before=`` an ISO moment goes back in time."""
    before = _moment(request.GET.get("before", ""))
    return render(request, "projects/changes.html", {"changes": changes(before), "before": before, "section": "更新"})


def _moment(text: str) -> datetime | None:
    """An ISO moment with its zone; None for anything else."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
