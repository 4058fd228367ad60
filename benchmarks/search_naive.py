"""The site that one writes first, over the same rows: Django's ORM, ILIKE, one GROUP BY per facet, a template.

A WSGI application; ``search_http.py`` serves it beside ours.
"""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kbase.settings")

import django
from django.conf import settings

settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", "django.middleware.common.CommonMiddleware"]
django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db.models import Count, Q  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import Context, Template  # noqa: E402
from django.urls import path  # noqa: E402
from search_peers import FACETS  # noqa: E402

from kbase.search.counting import narrowed  # noqa: E402
from kbase.search.selections import Selection  # noqa: E402
from projects import facets as product  # noqa: E402
from projects.models import SearchDocument  # noqa: E402

#: So many values of a facet are printed, as Datasette does.
PRINTED = 30
_PAGE = Template(
    "<!doctype html><title>{{ total }}</title><h1>{{ total }}</h1><ol>{% for row in rows %}<li>{{ row.name }} "
    "{{ row.investment_cny|default_if_none:'' }} {{ row.newest_source }}</li>{% endfor %}</ol>{% for key, values in facets.items %}"
    "<h2>{{ key }}</h2><ul>{% for value in values %}<li><a href='?{{ key }}={{ value.value|urlencode }}'>{{ value.value }}</a> "
    "{{ value.number }}</li>{% endfor %}</ul>{% endfor %}"
)


def page(request: HttpRequest) -> HttpResponse:
    """Total, twenty rows, six facets, each without its own choice."""
    facets = [facet for facet in product.FACETS if facet.key in FACETS]
    selections = {facet.key: Selection(tuple(request.GET.getlist(facet.key))) for facet in facets}
    rows: Any = SearchDocument.objects.all()
    for word in request.GET.get("q", "").split():
        rows = rows.filter(Q(name__icontains=word) | Q(body__icontains=word))
    found = narrowed(rows, facets, selections)
    context = {
        "total": found.count(),
        "rows": found.order_by("-newest_source").only("name", "investment_cny", "newest_source")[:20],
        "facets": {facet.key: _counted(facet, narrowed(rows, facets, selections, but=facet.key)) for facet in facets},
    }
    return HttpResponse(_PAGE.render(Context(context)))


def _counted(facet: Any, rows: Any) -> Any:
    grouped = rows.order_by().annotate(value=facet.grouping()).values("value").annotate(number=Count("*"))
    return grouped.order_by("-number")[:PRINTED]


urlpatterns = [path("", page)]
application = WSGIHandler()
