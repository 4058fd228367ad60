"""Addresses of the API."""

from __future__ import annotations

from typing import Any

from django.urls import path, re_path

from parks.models import Park
from projects.api import citations, parameters, shapes, views
from projects.api.document import described, openapi
from projects.api.pages import docs
from projects.collections import COLLECTIONS, Collection
from projects.models import Project

app_name = "api"


def _of_list(name: str, collection: Collection) -> list[Any]:
    """A list, its facets, and what its projects add up to."""
    tag = collection.label
    chosen, listed = parameters.of_search(collection.kinds), parameters.of_list(collection.kinds)
    wanted = [
        ("", views.List, shapes.Page, listed, f"{tag}列表"),
        ("facets/", views.FacetsOf, shapes.Facets, chosen, f"{tag}的筛选项与数目"),
    ]
    if "project" in collection.kinds:
        wanted.append(("totals/", views.TotalsOf, shapes.TotalsData, chosen, f"{tag}的投资合计"))
    found = []
    for part, base, shape, known, summary in wanted:
        own: Any = type(base.__name__, (base,), {"name": name, "__module__": __name__})
        label = f"{name}_{part.strip('/') or 'list'}"
        shown = described(shape, label, summary, known, tag)(own)
        found.append(path(f"{name}/{part}", shown.as_view(), name=label))
    return found


def _one(name: str, view: Any, shape: Any, summary: str, tag: str, **options: Any) -> Any:
    own: Any = type(view.__name__, (view,), {**options, "__module__": __name__})
    label = f"{name}_one"
    return path(f"{name}/<int:pk>/", described(shape, label, summary, tag=tag)(own).as_view(), name=label)


_citations = described(shapes.Citations, "citations_list", "引文列表", parameters.of_citations(), "引文")

urlpatterns = [
    path("", docs, name="document"),
    path("openapi.json", openapi, name="openapi"),
    *(each for name, collection in COLLECTIONS.items() for each in _of_list(name, collection)),
    _one("projects", views.RecordOf, shapes.RecordData, "一个项目或批次", "项目", model=Project),
    _one("parks", views.RecordOf, shapes.RecordData, "一个园区", "园区", model=Park),
    _one("articles", views.ArticleOf, shapes.ArticleText, "一篇文章", "文章"),
    path("citations/", _citations(citations.CitationList).as_view(), name="citations_list"),
    _one("citations", citations.CitationOf, shapes.CitationData, "一条引文", "引文"),
    re_path(r"^(?P<rest>.*)/$", views.Nothing.as_view()),
]
