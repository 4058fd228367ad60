"""The addresses of files: parse the request, gather what goes in, stream it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kbase.site import site_url
from parks.models import Park
from projects.asked import Problem, Refused, asked
from projects.collections import COLLECTIONS
from projects.compare import compare
from projects.exports.taking import Taking, of_search
from projects.exports.text import csv_lines, json_lines
from projects.exports.workbook import workbook
from projects.models import Article, Project
from projects.models.citation import Subject
from projects.references import reference_of
from projects.takeaway import record_data

#: What has a page of its own, and is public.
READABLE: dict[str, Callable[[], Any]] = {
    "projects": Project.objects.with_labels,
    "parks": Park.objects.with_labels,
    "articles": Article.objects.all,
}
#: What says where in the list one is, or how it is shown; a file has all of it.
_OF_PAGES = ("page", "after", "before", "explain")

RIS = "application/x-research-info-systems"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: dict[str, tuple[str, Callable[[Taking], Any]]] = {
    "csv": ("text/csv; charset=utf-8", csv_lines),
    "jsonl": ("application/x-ndjson; charset=utf-8", json_lines),
    "xlsx": (_XLSX, workbook),
}


@require_safe
def export_list(request: HttpRequest, collection: str, ending: str) -> HttpResponseBase:
    """All rows of the list that these parameters show."""
    params = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        if name not in _OF_PAGES:
            params.setlist(name, values)
    chosen = COLLECTIONS[collection]
    try:
        search = asked(chosen.kinds, params)
    except Refused as refusal:
        return _refused(request, refusal)
    return _sent(request, of_search(search, chosen, site_url(request)), ending)


@require_safe
def export_record(request: HttpRequest, collection: str, pk: str, ending: str) -> HttpResponseBase:
    """One project, batch or park."""
    record = _found(collection, pk)
    page = record.get_absolute_url()
    return _sent(request, _of_records(request, [record], record.name, f"{collection}-{pk}", page), ending)


@require_safe
def export_comparison(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The records that a comparison sets side by side, one below the other."""
    compared = compare("park" if request.GET.get("kind") == "park" else "project", request.GET.getlist("ids"))
    if compared.errors:
        return _refused(request, Refused([Problem("ids", sentence) for sentence in compared.errors]))
    if not compared.columns:
        raise Http404
    page = reverse("projects:compare") + compared.query
    records = [column.record for column in compared.columns]
    return _sent(request, _of_records(request, records, "对比", f"compare-{compared.kind}", page), ending)


@require_safe
def cite(request: HttpRequest, collection: str, pk: str, ending: str) -> HttpResponse:
    """The reference of a page as a file for BibTeX or for programs that read RIS."""
    reference = reference_of(_found(collection, pk), site_url(request), timezone.localdate())
    text, media = (reference.bibtex, "application/x-bibtex") if ending == "bib" else (reference.ris, RIS)
    name = f'attachment; filename="{reference.key}.{ending}"'
    return HttpResponse(text, content_type=f"{media}; charset=utf-8", headers={"Content-Disposition": name})


def _found(collection: str, pk: str) -> Any:
    return get_object_or_404(READABLE[collection](), pk=pk)


def _of_records(request: HttpRequest, records: list[Subject], title: str, stem: str, page: str) -> Taking:
    site = site_url(request)
    kinds = ("park",) if isinstance(records[0], Park) else ("project", "batch")
    return Taking(title, stem, site + page, kinds, lambda: [record_data(records, site)])


def _sent(request: HttpRequest, taking: Taking, ending: str) -> HttpResponseBase:
    media, write = FORMATS[ending]
    if request.method == "HEAD":
        response: HttpResponseBase = StreamingHttpResponse((), content_type=media)
    elif ending == "xlsx":
        response = FileResponse(write(taking), content_type=media)
    else:
        response = StreamingHttpResponse(write(taking), content_type=media)
    response["Content-Disposition"] = attachment(taking, ending)
    response["Link"] = f'<{taking.link}>; rel="canonical"'
    return response


def attachment(taking: Taking, ending: str) -> str:
    """The name of the file after RFC 6266: in Chinese for all who read that, in ASCII for the rest."""
    day = timezone.localdate().strftime("%Y%m%d")
    chinese = quote(f"园区知识库-{taking.title}-{day}.{ending}", safe="")
    return f"attachment; filename=\"kbase-{taking.stem}-{day}.{ending}\"; filename*=UTF-8''{chinese}"


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return render(request, "projects/refused.html", {"problems": refusal.problems}, status=400)
