"""The address of a record that is no longer there: it was merged into another, or withheld."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from projects.actions.merge import model_of
from projects.models import Merge

_KINDS = {"parks:park": "park", "projects:project": "project"}


class GoneRecordMiddleware:
    """Answers 404 of a park's or project's page with a redirect to the record it was merged into, or 410 if withheld.

    Neither is permanent: a merge can be undone, a record put back. Pages that are there cost nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if response.status_code != 404 or match is None or match.view_name not in _KINDS:
            return response
        kind, pk = _KINDS[match.view_name], match.kwargs["pk"]
        kept = Merge.objects.home_of(kind, pk) if pk < 2**63 else pk
        row = model_of(kind).objects.filter(pk=kept).first() if pk < 2**63 else None
        if row is None:
            return response
        return HttpResponseRedirect(row.get_absolute_url()) if kept != pk else render(request, "410.html", status=410)
