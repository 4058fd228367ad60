"""A part of the index that is never changed: rows in the order of freshness, their columns, their postings."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kbase.search.bitmaps import bits
from kbase.search.bitmaps.bits import Bits
from kbase.search.bitmaps.columns import Column, taking
from kbase.search.bitmaps.sets import NOTHING, Posting, Sparse
from kbase.search.bitmaps.source import Batch
from kbase.search.bitmaps.vectors import Postings, postings


class MemoryBook:
    """Postings of a small segment, all in memory."""

    def __init__(self, found: Postings) -> None:
        self._postings = found

    def find(self, key: int) -> Posting:
        keys, ends, entries = self._postings
        place = int(np.searchsorted(keys, key))
        if place == len(keys) or keys[place] != key:
            return NOTHING
        return Sparse(entries[ends[place - 1] if place else 0 : ends[place]])


class StoredBook:
    """Postings that rest in PostgreSQL; those asked for last stay in memory, up to ``limit`` bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._bytes = 0
        self._kept: OrderedDict[int, Posting] = OrderedDict()
        self._lock = Lock()

    def get(self, key: int) -> Posting | None:
        """A posting that is in memory."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: int, posting: Posting) -> Posting:
        """Remember a posting, and forget those that nobody asked for longest."""
        with self._lock:
            if key not in self._kept:
                self._bytes += posting.nbytes
            self._kept[key] = posting
            while self._bytes > self._limit and len(self._kept) > 1:
                self._bytes -= self._kept.popitem(last=False)[1].nbytes
        return posting


Book = MemoryBook | StoredBook
#: Sets of a segment kept ready; 125 kB each at a million rows.
MASKS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """``ids[row]`` is the document's key; ``orders`` name permutations of the rows, for a stored generation only."""

    ids: NDArray[np.int64]
    columns: Mapping[str, Column]
    book: Book
    orders: Mapping[str, NDArray[np.int32]] = field(default_factory=dict)
    kept: dict[Any, Any] = field(default_factory=dict)
    masks: dict[Any, Bits] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many rows."""
        return len(self.ids)

    def rows_of(self, ids: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """The rows of those documents that are in this segment, ascending."""
        by_id = self.remembered("by_id", lambda: np.argsort(self.ids, kind="stable").astype(np.int32))
        if not self.size:
            return np.array([], np.int64)
        wanted = np.asarray(ids, np.int64)
        places = np.minimum(np.searchsorted(self.ids, wanted, sorter=by_id), self.size - 1)
        rows = by_id[places].astype(np.int64)
        return np.unique(rows[self.ids[rows] == wanted])

    def mask(self, name: Any, make: Callable[[], Bits]) -> Bits:
        """The set that ``make`` gives, kept for the next requests; of the many sets people ask for only some."""
        found = self.masks.get(name)
        if found is None:
            if len(self.masks) >= MASKS:
                self.masks.clear()
            found = self.masks[name] = make()
        return found

    def remembered(self, name: Any, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, made once."""
        if name not in self.kept:
            self.kept[name] = make()
        return self.kept[name]


def segment(batch: Batch, columns: Mapping[str, int | None]) -> Segment:
    """A segment in memory; ``columns`` tell the decimal places of those that hold numbers, None for those of words."""
    taken = {name: taking(places) for name, places in columns.items()}
    for name, column in taken.items():
        column.add(batch.cells[name])
    return Segment(
        ids=batch.ids,
        columns={name: column.column() for name, column in taken.items()},
        book=MemoryBook(postings(batch.vectors, batch.names)),
    )


class Live:
    """A segment, and which of its rows still hold; the changed and deleted ones are elsewhere or nowhere."""

    def __init__(self, part: Segment, alive: Bits | None = None) -> None:
        self.part = part
        self.whole = alive is None
        self.alive = bits.every(part.size) if alive is None else alive

    def without(self, ids: Sequence[int]) -> Live:
        """The same without these documents."""
        return Live(self.part, self.alive & ~bits.of(self.part.rows_of(ids), self.part.size))

    @cached_property
    def ids(self) -> NDArray[np.int64]:
        """The documents that still hold."""
        return self.part.ids[bits.rows(self.alive)]
