"""Brings the bitmaps of the search up to date: needed for large collections, and when much has changed since."""

from __future__ import annotations

from collections.abc import Iterator

from kbase.search.bitmaps.generation import build
from projects.models import SearchChange, SearchDocument, SearchGeneration
from projects.search import index

#: Below so many documents SQL counts fast enough; it takes over again where the bitmaps are missing.
WORTHWHILE = 10_000
#: So many changes since the generation was built are worth another; readers bear twice as many.
MANY_CHANGES = 2_000


def outdated() -> bool:
    """Whether a generation is missing that would be worthwhile, or the one in use lags behind."""
    newest = SearchGeneration.objects.filter(layout=index().store.layout).order_by("-pk").first()
    if newest is None:
        return SearchDocument.objects.count() >= WORTHWHILE
    unseen = "NOT pg_visible_in_snapshot(changed_in::text::xid8, %s::pg_snapshot)"
    later = SearchChange.objects.extra(where=[unseen], params=[newest.snapshot])  # noqa: S610 - constant text, bound value
    return later[:MANY_CHANGES].count() >= MANY_CHANGES


def rebuild_bitmaps() -> Iterator[tuple[int, int]]:
    """Build the next generation beside the one in use; yields how many documents of how many are read.

    Nothing where another process is building one.
    """
    yield from build(index().store, index().source)
