"""The index as a process sees it: a stored generation, and small segments of what changed since, up to this moment.

Before each answer one statement asks for news: the generation in use, the documents changed since the last look, and
the postings that are not in memory. Changed documents are read and become a segment of their own; small segments are
joined as they come, so that a long row of single edits stays cheap.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from kbase.search.bitmaps.generation import opened
from kbase.search.bitmaps.segment import Live, MemoryBook, Segment, StoredBook, segment
from kbase.search.bitmaps.sets import Posting, unpacked
from kbase.search.bitmaps.source import Source
from kbase.search.bitmaps.store import Mark, News, Store

#: So many changed documents a process bears; beyond, answers come from SQL until the next generation.
MOST_CHANGES = 4_000
_NO_MARK = Mark(0, "1:1:")


Counts = Mapping[str, Mapping[str, int]]


class Unavailable(Exception):
    """The bitmaps can't answer now: there is no generation yet, or too much changed since."""


@dataclass(frozen=True, slots=True)
class View:
    """The documents of one moment: the generation first, then what changed, each with its live rows."""

    mark: Mark
    parts: tuple[Live, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A view with the postings that were asked for, of each part by key."""

    parts: tuple[Live, ...]
    postings: tuple[Mapping[int, Posting], ...]


class Index:
    """One per process; threads may share it, since views are replaced, never changed."""

    def __init__(self, store: Store, source: Source) -> None:
        self.store = store
        self.source = source
        self._view: View | None = None
        self._usual: dict[str, Counts] = {}
        self._usual_of: tuple[Live, ...] = ()

    def usual(self, seen: Seen, name: object, count: Callable[[], Counts]) -> Counts:
        """The counts of all documents under a name, counted once for as long as nothing changes."""
        if self._usual_of is not seen.parts:
            self._usual, self._usual_of = {}, seen.parts
        kept, key = self._usual, repr(name)
        if key not in kept:
            kept[key] = count()
        return kept[key]

    def see(self, keys: Collection[int]) -> Seen:
        """The present documents, and the postings of these keys in them. Raises Unavailable."""
        view = self._view
        kept, news = self._ask(view, keys)
        if news.generation is None:
            raise Unavailable
        if view is None or news.generation != view.mark.generation:
            self._view = self._opened(news.generation)
            return self.see(keys)
        if len(news.changed) + sum(part.part.size for part in view.parts[1:]) > MOST_CHANGES:
            raise Unavailable
        parts = self._changed(view.parts, news.changed) if news.changed else view.parts
        self._view = View(Mark(news.generation, news.snapshot), parts)
        return Seen(parts, (kept, *(_found(part.part, keys) for part in parts[1:])))

    def _ask(self, view: View | None, keys: Collection[int]) -> tuple[Mapping[int, Posting], News]:
        """News, and the postings of the generation: from memory, else from the blocks that come along."""
        if view is None:
            return {}, self.store.news(_NO_MARK, (), 0)
        book = view.parts[0].part.book
        assert isinstance(book, StoredBook)
        kept = {key: posting for key in keys if (posting := book.get(key)) is not None}
        missing = [key for key in keys if key not in kept]
        news = self.store.news(view.mark, missing, MOST_CHANGES + 1)
        for key, block in zip(missing, news.blocks, strict=True):
            kept[key] = book.keep(key, unpacked(block, key))
        return kept, news

    def _opened(self, generation: int) -> View:
        mark = self.store.mark(generation)
        if mark is None:
            raise Unavailable
        return View(mark, (Live(opened(self.store, self.source, generation)),))

    def _changed(self, parts: tuple[Live, ...], changed: Sequence[int]) -> tuple[Live, ...]:
        ids = set(changed)
        lives = [part.without(changed) for part in parts]
        while len(lives) > 1 and lives[-1].part.size <= 2 * len(ids):
            ids.update(lives.pop().ids.tolist())
        batch = self.source.changed(sorted(ids))
        return (*lives, Live(segment(batch, self.source.columns))) if batch else tuple(lives)


def _found(part: Segment, keys: Collection[int]) -> dict[int, Posting]:
    assert isinstance(part.book, MemoryBook)
    return {key: part.book.find(key) for key in keys}
