"""What search engines ask for: robots.txt, and sitemaps that a million records don't slow down.

A section of a sitemap is a range of keys, so no request counts or walks a table: the index asks for the greatest key.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.db.models import Exists, Max, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, re_path, reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from kbase.site import site_url
from parks.models import Industry, Park, Region, region_prefix
from projects.models import Article, Project

#: Keys of a section; a sitemap may hold five times as many addresses.
SECTION = 10_000
MODELS: dict[str, Any] = {"parks": Park, "projects": Project, "articles": Article}
#: Pages that are no records, and those of places and industries.
PAGES = "pages"
_FIXED = (
    "home",
    "projects:nation",
    "projects:project_list",
    "projects:park_list",
    "projects:article_list",
    "parks:region_list",
    "projects:industry_list",
    "projects:changes",
    "search:help",
)

ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /api/
Disallow: /compare/
Disallow: /login/
Disallow: /saved/
Disallow: /suggest/
Disallow: /*/export.
# 筛选条件的组合没有尽头：只带一个条件的列表可以读，再多的不必
Disallow: /*?*&

Sitemap: {site}/sitemap.xml
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Where to look, and where looking has no end."""
    return HttpResponse(ROBOTS.format(site=site_url(request)), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(max_age=3600)
def index(request: HttpRequest) -> HttpResponse:
    """The addresses of all sections."""
    names = [PAGES, *(f"{name}-{number}" for name in MODELS for number in range(_sections(name)))]
    site = site_url(request)
    found = [{"location": f"{site}{reverse('sitemaps:section', args=[name])}"} for name in names]
    return render(request, "sitemap_index.xml", {"sitemaps": found}, content_type="application/xml")


@require_safe
@cache_control(max_age=3600)
def section(request: HttpRequest, name: str) -> HttpResponse:
    """The addresses of a range of records, or of all pages that are none."""
    model, _, number = name.partition("-")
    if name != PAGES and (model not in MODELS or len(number) > 12 or int(number) >= _sections(model)):
        raise Http404
    paths: _Paths = _Fixed(request) if name == PAGES else _Range(request, MODELS[model], int(number))
    return sitemap_view(request, sitemaps={name: paths}, section=name)


def _sections(name: str) -> int:
    return (MODELS[name]._base_manager.aggregate(most=Max("pk"))["most"] or -1) // SECTION + 1


class _Paths(Sitemap):
    """Addresses that begin as all ours do."""

    def __init__(self, request: HttpRequest) -> None:
        parts = urlsplit(site_url(request))
        self.protocol, self.domain = parts.scheme, parts.netloc

    def get_domain(self, site: Any = None) -> str:
        return self.domain


class _Range(_Paths):
    def __init__(self, request: HttpRequest, model: Any, number: int) -> None:
        super().__init__(request)
        rows = Article.objects.all() if model is Article else model.objects.public()
        self.rows = rows.filter(pk__gte=number * SECTION, pk__lt=(number + 1) * SECTION).order_by("pk")
        self.dated = model is not Article

    def items(self) -> list[Any]:
        return list(self.rows.only("pk", *(["updated_at"] if self.dated else [])))

    def location(self, item: Any) -> str:
        return item.get_absolute_url()

    def lastmod(self, item: Any) -> Any:
        return item.updated_at if self.dated else None


class _Fixed(_Paths):
    def items(self) -> list[str]:
        regions = (reverse("parks:region", args=[code]) for code in sorted(_filled()))
        industries = (
            reverse("projects:industry", args=[code]) for code in Industry.objects.values_list("pk", flat=True)
        )
        return [*map(reverse, _FIXED), *regions, *industries]

    def location(self, item: str) -> str:
        return item


def _filled() -> Iterable[str]:
    """Divisions in which, or below which, something lies: 370212, and so 370200 and 370000."""
    lying = (Exists(model.objects.public().filter(region=OuterRef("pk"))) for model in (Park, Project))
    codes = Region.objects.filter(next(lying) | next(lying)).values_list("pk", flat=True)
    prefixes = {prefix for code in codes for prefix in (code[:2], code[:4], code)}
    return (code for code in Region.objects.values_list("pk", flat=True) if region_prefix(code) in prefixes)


app_name = "sitemaps"
urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", index, name="index"),
    re_path(r"^sitemap-(?P<name>pages|[a-z]+-[0-9]+)\.xml$", section, name="section"),
]
