"""Atom feeds (RFC 4287): of any search, of a park, of a region, of recent changes; the newest change first."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import path, re_path, reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from kbase.site import site_url, tag
from parks.models import Park, Region
from projects.asked import Refused, asked
from projects.changes import Change, changes
from projects.collections import COLLECTIONS, Collection, canonical, conditions, living
from projects.models import Merge, SearchDocument
from projects.news import NEWEST
from projects.telling import tell

#: Entries of a feed; who was away longer finds the rest on the page.
MOST = 50
#: The kinds of changes in words.
CHANGES = {"editor": "人工核对", "article": "新报道", "import": "导入"}
#: The age of a feed that has no entries.
FOUNDED = datetime(2026, 1, 1, tzinfo=UTC)
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Feed(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """A feed is as old as its newest entry, not as the request for it."""
        return max((item["updateddate"] for item in self.items), default=FOUNDED)


@dataclass(frozen=True, slots=True)
class _Channel:
    """What a feed is called, the path of its page and of itself."""

    title: str
    page: str
    path: str
    subtitle: str = "新收录和有变化的记录，新的在前；每个数字附原话与出处。"


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a feed says of one thing; ``id`` stays whatever happens to it, ``path`` leads to its page."""

    id: str
    title: str
    path: str
    at: datetime
    html: str
    category: str


@require_safe
def search_feed(request: HttpRequest, scope: str) -> HttpResponseBase:
    """The records of any search: the parameters are those of the page."""
    if scope not in COLLECTIONS:
        raise Http404
    return _records(request, COLLECTIONS[scope], request.GET.urlencode())


@require_safe
def park_feed(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A park and what lies in it; the feed of a merged park leads to that of the one in which it lives on."""
    kept = Merge.objects.home_of("park", pk) if pk < 2**63 else pk
    if kept != pk and Park.objects.filter(pk=kept).exists():
        return redirect("feeds:park", kept)
    park = get_object_or_404(Park.objects.public(), pk=pk)
    return _records(request, COLLECTIONS["search"], f"kind=project&kind=batch&kind=park&park={park.pk}", park)


@require_safe
def region_feed(request: HttpRequest, adcode: str) -> HttpResponseBase:
    """Everything in a division."""
    region = get_object_or_404(Region.objects.select_related("parent__parent"), pk=adcode)
    return _records(request, COLLECTIONS["search"], f"kind=project&kind=batch&kind=park&region={adcode}", region)


@require_safe
def changes_feed(request: HttpRequest) -> HttpResponseBase:
    """What editors, newer articles and imports changed."""
    shown = [each for day in changes().days for each in day.changes][:MOST]
    channel = _Channel(
        "最近更新",
        reverse("projects:changes"),
        reverse("feeds:changes"),
        "编辑改了什么、新报道改变了哪些数值、收录了多少文章。",
    )
    stamp = [(each.key, each.at) for each in shown]
    return _unless_known(request, stamp, channel, lambda site: _change_entries(site, shown))


def _records(request: HttpRequest, scope: Collection, query: str, of: Park | Region | None = None) -> HttpResponseBase:
    try:
        search = asked(scope.kinds, living(query))
    except Refused as refusal:
        words = "".join(f"{problem.parameter}：{problem.sentence}\n" for problem in refusal.problems)
        return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
    rows = search.rows.order_by(*NEWEST)
    stamp = list(rows.values_list("pk", "changed_at")[:MOST])
    if of is not None:
        channel = _Channel(getattr(of, "full_name", str(of)), of.get_absolute_url(), request.path)
    else:
        params = canonical(search)
        here = f"{request.path}{'?' if params else ''}{params}"
        channel = _Channel(f"{scope.label}：{conditions(search)}", scope.url(params), here)

    def entries(site: str) -> Iterator[_Entry]:
        found = SearchDocument.objects.defer("vector", "folded_names").in_bulk([pk for pk, _ in stamp])
        return _record_entries(site, [found[pk] for pk, _ in stamp if pk in found])

    return _unless_known(request, stamp, channel, entries)


def _unless_known(
    request: HttpRequest,
    stamp: Sequence[tuple[Any, datetime | None]],
    channel: _Channel,
    entries: Callable[[str], Iterator[_Entry]],
) -> HttpResponseBase:
    """304 for who has all this already; the feed is only written for who has not."""
    site = site_url(request)
    etag = f'"{hashlib.sha256(repr((site, channel, stamp)).encode()).hexdigest()[:32]}"'
    modified = int(max((at for _, at in stamp if at), default=FOUNDED).timestamp())
    response = get_conditional_response(request, etag, modified)
    if response is None:
        written = _written(site, channel, entries(site))
        response = HttpResponse(written, content_type="application/atom+xml; charset=utf-8")
    for name, value in (("ETag", etag), ("Last-Modified", http_date(modified)), ("Cache-Control", "max-age=300")):
        response.headers[name] = value
    return response


def _record_entries(site: str, rows: Sequence[SearchDocument]) -> Iterator[_Entry]:
    for told in tell(rows):
        html = render_to_string("follow/_told.html", {"told": told, "site": site})
        yield _Entry(tag(site, told.kind, told.key), told.title, told.url, told.at, html, told.label)


def _change_entries(site: str, shown: Sequence[Change]) -> Iterator[_Entry]:
    for each in shown:
        title = f"{each.record.name}：{each.label} {each.new or '空'}" if each.record else f"{each.label}：{each.note}"
        url = each.record.get_absolute_url() if each.record else reverse("projects:changes")
        html = render_to_string("follow/_change.html", {"each": each, "site": site})
        yield _Entry(tag(site, "change", each.key), title, url, each.at, html, CHANGES[each.kind])


def _written(site: str, channel: _Channel, entries: Iterable[_Entry]) -> str:
    feed = _Feed(
        title=_clean(f"{channel.title} · 园区知识库"),
        link=f"{site}{channel.page}",
        description="",
        subtitle=channel.subtitle,
        language="zh-Hans",
        author_name="园区知识库",
        feed_url=f"{site}{channel.path}",
        feed_guid=tag(site, f"feed{channel.path}"),
    )
    for entry in entries:
        feed.add_item(
            title=_clean(entry.title),
            link=f"{site}{entry.path}",
            unique_id=entry.id,
            updateddate=entry.at,
            description=_clean(entry.html),
            categories=[entry.category],
        )
    return feed.writeString("utf-8")


def _clean(text: str) -> str:
    """Without the control characters that no XML may hold, not even escaped."""
    return _NOT_XML.sub("", text)


app_name = "feeds"
urlpatterns = [
    path("feeds/changes/", changes_feed, name="changes"),
    path("feeds/parks/<int:pk>/", park_feed, name="park"),
    re_path(r"^feeds/regions/(?P<adcode>[0-9]{6})/$", region_feed, name="region"),
    path("feeds/<slug:scope>/", search_feed, name="search"),
]
