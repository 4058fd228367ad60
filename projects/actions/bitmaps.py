"""Keeps the bitmaps of the search up to date: needed for large collections, and when much has changed since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from kbase.search.bitmaps.generation import build
from kbase.search.bitmaps.index import MOST_CHANGES
from projects.models import SearchChange, SearchDocument, SearchGeneration
from projects.search import index

#: Below so many documents SQL counts fast enough; it takes over again where the bitmaps are missing.
WORTHWHILE = 10_000
#: One change in so many documents is worth another generation, within these bounds; readers bear twice the upper one.
SHARE, FEWEST, MOST = 50, 500, MOST_CHANGES // 2


class State(NamedTuple):
    """The generation in use: its number, when it was built, of how many documents, and how many changed since.

    Of the changes no more are counted than readers bear.
    """

    generation: int
    built: datetime
    documents: int
    changes: int


def state() -> State | None:
    """None where there is no generation that this server could read: SQL answers then."""
    store = index().store
    newest = SearchGeneration.objects.filter(layout=store.layout).order_by("-pk").first()
    if newest is None or store.mark(newest.pk) is None:
        return None
    unseen = "NOT pg_visible_in_snapshot(changed_in::text::xid8, %s::pg_snapshot)"
    later = SearchChange.objects.extra(where=[unseen], params=[newest.snapshot])  # noqa: S610 - constant text, bound value
    return State(newest.pk, newest.built, newest.size, later[:MOST_CHANGES].count())


def outdated() -> bool:
    """Whether a generation is missing that would be worthwhile, or the one in use lags behind."""
    found = state()
    if found is None:
        return SearchDocument.objects.count() >= WORTHWHILE
    return found.changes >= min(max(found.documents // SHARE, FEWEST), MOST)


def rebuild_bitmaps() -> Iterator[tuple[int, int]]:
    """Build the next generation beside the one in use; yields how many documents of how many are read.

    Nothing where another process is building one.
    """
    yield from build(index().store, index().source)


def keep_up() -> None:
    """Build the next generation if it is due; what the server's process for upkeep does again and again."""
    if outdated():
        for _ in rebuild_bitmaps():
            pass
