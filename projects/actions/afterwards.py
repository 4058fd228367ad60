"""The search rows of imported documents: written for several documents at once, after each of them is stored."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Self

from django.db import connection, transaction
from django.db.models import Q

from parks.models import Park
from projects.actions.indexing import Keys, concerned, expire, index_all, index_told, keys_of
from projects.actions.store import Stored
from projects.models import Project, SearchDocument
from projects.models.document import Searched

#: So many documents share the queries that reading records for the index takes.
AT_ONCE = 16

#: And so many rows are one piece of work for a process: few enough that at the end none waits long for another.
_PIECE = 64

#: What other rows say of a record: those of articles about it, and of what lies in a park.
_SHOWN_ELSEWHERE = frozenset({"name", "region", "industries"})


def announce(stored: Stored) -> None:
    """Mark the rows that a document makes stale, in its transaction: were the import killed now, they would be mended."""
    known = [subject for subject in stored.subjects if subject not in stored.created]
    if known:
        parks = [subject.pk for subject in known if isinstance(subject, Park)]
        projects = [subject.pk for subject in known if isinstance(subject, Project)]
        expire(SearchDocument.objects.filter(Q(park__in=parks) | Q(project__in=projects)))


class Afterwards:
    """Stored documents that search does not know yet: indexed whenever enough of them wait, and at the end.

    The processes of ``pool`` do it if there is one, but never while older documents are being indexed, so that no row
    is overwritten by an older one. Inside a transaction, which may be rolled back and which no other process sees, it is
    done here when that ends.
    """

    def __init__(self, pool: ProcessPoolExecutor | None = None) -> None:
        self._pool = pool
        self._running: list[Future[int]] = []
        self._documents = 0
        self._wanted, self._moved = keys_of(()), keys_of(())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if connection.in_atomic_block:
            self._pool = None
        transaction.on_commit(self._finish)

    def add(self, stored: Stored) -> None:
        """Take in a document that was stored for good."""
        self._documents += 1
        changed = {(change.kind == "park", change.key) for change in stored.changes if change.field in _SHOWN_ELSEWHERE}
        learned = {(isinstance(row, Park), row.pk) for row, _ in stored.learned}
        moved = [row for row in stored.subjects if (isinstance(row, Park), row.pk) in changed | learned]
        for waiting, rows in ((self._wanted, [*stored.subjects, *stored.articles]), (self._moved, moved)):
            for model, keys in keys_of(rows).items():
                waiting[model] |= keys
        if self._documents % AT_ONCE == 0 and not connection.in_atomic_block:
            self._start()

    def _start(self) -> None:
        """Index what waits, unless that is going on for others: then it waits for the next time."""
        if not all(piece.done() for piece in self._running):
            return
        self._wait()
        wanted, moved = self._wanted, self._moved
        self._wanted, self._moved = keys_of(()), keys_of(())
        if self._pool is None:
            index_told(wanted, moved)
        else:
            self._running = [self._pool.submit(index_all, *piece) for piece in _pieces(concerned(wanted, moved))]

    def _wait(self) -> None:
        for piece in self._running:
            piece.result()

    def _finish(self) -> None:
        """Index all that waits; what was begun is over then, too."""
        self._wait()
        self._start()
        self._wait()


def _pieces(rows: Keys) -> Iterator[tuple[type[Searched], list[int]]]:
    for model, keys in rows.items():
        ordered = sorted(keys)
        yield from ((model, ordered[at : at + _PIECE]) for at in range(0, len(ordered), _PIECE))
