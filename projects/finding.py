"""The one search box: everything at once at /search/, names while one types at /suggest/, help at /help/search/."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from projects.facets import KINDS
from projects.guide import guide
from projects.search import RecordSearch
from projects.suggestions import suggest
from projects.totals import totals

#: What a box may ask suggestions of: everything, or the kinds of its list.
_SCOPES = {"": tuple(KINDS), "project": ("project", "batch"), "park": ("park",), "article": ("article",)}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Projects, batches, parks and articles: the kind is one more filter."""
    found = RecordSearch(tuple(KINDS), request.GET)
    context = {
        "search": found,
        "scope": "search",
        "noun": "结果",
        "section": "搜索",
        "search_label": _("搜索全部"),
        "unit": "条结果",
        "bars": [facet for facet in found.facets if facet.place == "bar"],
        "sides": [facet for facet in found.facets if facet.place == "side"],
        "totals": totals(found),
    }
    return render(request, "projects/record_list.html", context)


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """Names that begin or go on with ``q``: {"suggestions": [{"text": …, "kind": …, "url": …}]}; ``kind`` limits them."""
    kinds = _SCOPES.get(request.GET.get("kind", ""), _SCOPES[""])
    found = suggest(request.GET.get("q", ""), kinds)
    response = JsonResponse({"suggestions": [each._asdict() for each in found]})
    response["Cache-Control"] = "private, max-age=60"
    return response


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to search, from docs/search.md."""
    return render(request, "projects/help.html", {"guide": guide("search.md"), "section": "帮助"})


app_name = "search"
urlpatterns = [
    path("search/", search, name="search"),
    path("suggest/", suggestions, name="suggest"),
    path("help/search/", help_page, name="help"),
]
