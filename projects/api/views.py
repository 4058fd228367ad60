"""Lists and records: parse the request, ask the same search as the pages, give what files give."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kbase.search.results import FacetResult, FacetValue
from kbase.site import site_url
from parks.models import Park
from projects.api.parameters import SIZES
from projects.api.problems import Gone
from projects.api.shapes import FacetData, Facets, LeftOut, Page, TotalsData, Value
from projects.asked import Problem, Refused, asked
from projects.collections import COLLECTIONS, Collection
from projects.models import Article, Merge, Project
from projects.search import PAGE_SIZE, RecordSearch
from projects.takeaway import article_data, record_data, taken
from projects.totals import totals


def limit_of(request: Request) -> int:
    """How many rows a page shall have. Raises Refused."""
    asked_for = request.GET.get("limit") or str(PAGE_SIZE)
    if asked_for not in map(str, SIZES):
        raise Refused([Problem("limit", f"只能是 {'、'.join(map(str, SIZES))}。")])
    return int(asked_for)


@method_decorator(conditional_page, "dispatch")
class Reading(APIView):
    """A resource that can only be read; an answer that did not change is not sent again (ETag)."""

    http_method_names: ClassVar = ["get", "head"]


class One(Reading):
    """One thing, whole; it takes no parameters."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.GET:
            raise Refused([Problem(name, "这里不用参数。") for name in list(request.GET)[:10]])


class OfCollection(Reading):
    """One of the lists of the site; ``name`` is its key in ``COLLECTIONS``."""

    name = ""

    @property
    def collection(self) -> Collection:
        """The list as declared."""
        return COLLECTIONS[self.name]

    def page_of(self, request: Request, query: str) -> str:
        """The page of the site for a query string."""
        return site_url(request) + self.collection.url(query.removeprefix("?"))


class List(OfCollection):
    """A page of a list."""

    def get(self, request: Request) -> Response:
        limit = limit_of(request)
        search = asked(self.collection.kinds, request.GET, more=["limit"], size=limit)
        here = f"{site_url(request)}{request.path}"
        more = f"&limit={limit}" if request.GET.get("limit") else ""
        rows = search.shown
        body: Page = {
            "total": search.total,
            "next": here + search.next_url + more if search.next_url else None,
            "previous": here + search.previous_url + more if search.previous_url else None,
            "page": self.page_of(request, search.url),
            "notes": search.query_errors,
            "results": taken(((row.park_id, row.project_id, row.article_id) for row in rows), site_url(request)),
        }
        return Response(body)


class FacetsOf(OfCollection):
    """The facets of a list with their counts."""

    def get(self, request: Request) -> Response:
        search = asked(self.collection.kinds, request.GET)
        body: Facets = {
            "total": search.total,
            "page": self.page_of(request, search.url),
            "notes": search.query_errors,
            "facets": [_facet(facet) for facet in search.facets],
        }
        return Response(body)


def _facet(facet: FacetResult) -> FacetData:
    values = [_value(value) for value in facet.values]
    return {"key": facet.key, "label": facet.label, "values": values, "hidden": facet.hidden}


def _value(value: FacetValue) -> Value:
    return {
        "value": value.value,
        "label": value.label,
        "count": value.count,
        "selected": value.selected,
        "excluded": value.excluded,
        "children": [_value(child) for child in value.children],
    }


class TotalsOf(OfCollection):
    """What the projects of a list add up to, each sum of money once."""

    def get(self, request: Request) -> Response:
        return Response(self._body(request, asked(self.collection.kinds, request.GET)))

    def _body(self, request: Request, search: RecordSearch) -> TotalsData:
        found = totals(search)
        left_out: list[LeftOut] = [
            {"reason": each.reason, "label": each.label, "why": each.why, "n": each.n, "page": self.page_of(request, each.url)}
            for each in found.left_out
        ]  # fmt: skip
        return {
            "cny": _number(found.cny),
            "text": str(found.amount or ""),
            "n": found.n,
            "left_out": left_out,
            "rule": found.rule,
            "page": self.page_of(request, found.url),
            "notes": search.query_errors,
        }


def _number(amount: Decimal) -> float:
    return int(amount) if amount == int(amount) else float(amount)


class RecordOf(One):
    """One park, project or batch; ``model`` says which."""

    model: type[Park] | type[Project] = Project

    def get(self, request: Request, pk: int) -> HttpResponseBase:
        record = self.model.objects.with_labels().filter(pk=pk).first()
        if record is None:
            return self._where_it_went(request, pk)
        return Response(record_data([record], site_url(request))[0])

    def _where_it_went(self, request: Request, pk: int) -> HttpResponseBase:
        """A merged record leads to the one in which it lives on; not for good, since a merge can be undone."""
        kept = Merge.objects.home_of(self.model._meta.model_name or "", pk) if pk < 2**63 else pk
        if kept != pk and request.resolver_match:
            return HttpResponseRedirect(reverse(request.resolver_match.view_name, args=[kept]))
        raise Gone if self.model.objects.filter(pk=pk).exists() else Http404


class ArticleOf(One):
    """One article with its text."""

    def get(self, request: Request, pk: int) -> Response:
        article = get_object_or_404(Article.objects.defer("offsets"), pk=pk)
        return Response({**article_data(article, site_url(request)), "text": article.text})


class Nothing(Reading):
    """An address of the API that means nothing."""

    schema = None

    def get(self, request: Request, **kwargs: Any) -> Response:
        raise Http404
