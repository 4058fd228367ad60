"""Citations one by one: which words of which article say what of which record."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from kbase.search import cursors
from kbase.search.cursors import Key
from kbase.site import site_url
from projects.actions.resolve import kind_of
from projects.api.shapes import CitationData, Citations
from projects.api.views import One, Reading, limit_of
from projects.asked import Problem, Refused
from projects.fields import BY_NAME
from projects.models import Citation
from projects.takeaway import Scribe, measured

#: The order of the list; the numbers of citations only grow.
ORDER = [Key("pk")]
_SUBJECTS = ("project", "park", "article")
_KNOWN = (*_SUBJECTS, "field", "limit", "after")


def _rows() -> QuerySet[Citation]:
    shown = Citation.objects.current().public().filter(field__in=BY_NAME).select_related("article", "park", "project")
    return shown.defer("article__offsets").order_by("pk")


def _chosen(request: Request) -> QuerySet[Citation]:
    """The citations that the parameters mean. Raises Refused."""
    given = request.GET
    problems = [Problem(name, f"没有“{name[:40]}”这个参数。") for name in given if name not in _KNOWN][:10]
    problems += [Problem(name, "只能写一次。") for name in given if name in _KNOWN and len(given.getlist(name)) > 1]
    conditions: dict[str, Any] = {}
    for name in _SUBJECTS:
        if written := given.get(name, ""):
            if written.isascii() and written.isdigit() and len(written) <= 18:
                conditions[f"{name}_id"] = int(written)
            else:
                problems.append(Problem(name, f"“{written[:20]}”不是编号。"))
    if field := given.get("field", ""):
        conditions["field"] = field
        if field not in BY_NAME:
            problems.append(Problem("field", f"没有“{field[:20]}”这个字段。"))
    place = cursors.read(after, ORDER, Citation) if (after := given.get("after", "")) else None
    if after and place is None:
        problems.append(Problem("after", "翻页的位置已失效。"))
    if problems:
        raise Refused(problems)
    rows = _rows().filter(**conditions)
    return rows.filter(cursors.beyond(ORDER, place)) if place else rows


class CitationList(Reading):
    """Citations by number, of one record, article or field, or all."""

    def get(self, request: Request) -> Response:
        limit = limit_of(request)
        found = list(_chosen(request)[: limit + 1])
        body: Citations = {
            "next": _next(request, found[limit - 1]) if len(found) > limit else None,
            "results": [citation_data(each, Scribe(site_url(request))) for each in found[:limit]],
        }
        return Response(body)


def _next(request: Request, last: Citation) -> str:
    kept = [(name, value) for name in _KNOWN[:-1] if (value := request.GET.get(name))]
    return f"{site_url(request)}{request.path}?{urlencode([*kept, ('after', cursors.written(last, ORDER))])}"


class CitationOf(One):
    """One citation."""

    def get(self, request: Request, pk: int) -> Response:
        return Response(citation_data(get_object_or_404(_rows(), pk=pk), Scribe(site_url(request))))


def citation_data(citation: Citation, scribe: Scribe) -> CitationData:
    """A citation with what it says of which record."""
    field, subject = BY_NAME[citation.field], citation.subject
    value, unit = measured(field, citation.value)
    return {
        **scribe.quoted(citation),
        "record": {
            "kind": kind_of(subject),  # type: ignore[typeddict-item]
            "id": subject.pk,
            "name": subject.name,
            "url": scribe.site + subject.get_absolute_url(),
        },
        "field": field.name,
        "label": field.label,
        "value": value,
        "unit": unit,
        "qualifier": citation.qualifier,  # type: ignore[typeddict-item]
        "start": citation.start,
        "end": citation.end,
        "chosen": citation.chosen,
    }
