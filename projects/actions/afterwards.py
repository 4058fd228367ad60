"""The search rows of imported documents: written for several documents at once, after each of them is stored."""

from __future__ import annotations

from typing import Self

from django.db import transaction
from django.db.models import Q

from parks.models import Park
from projects.actions.indexing import expire, index_told
from projects.actions.store import Stored
from projects.models import Project, SearchDocument
from projects.models.document import Searched

#: So many documents share the queries that reading records for the index takes.
AT_ONCE = 16

#: What an article's row says of a record; when it changes, the rows of older articles about the record do.
_SHOWN_BY_ARTICLES = frozenset({"name", "region", "industries"})


def announce(stored: Stored) -> None:
    """Mark the rows that a document makes stale, in its transaction: were the import killed now, they would be mended."""
    known = [subject for subject in stored.subjects if subject not in stored.created]
    if known:
        parks = [subject.pk for subject in known if isinstance(subject, Park)]
        projects = [subject.pk for subject in known if isinstance(subject, Project)]
        expire(SearchDocument.objects.filter(Q(park__in=parks) | Q(project__in=projects)))


class Afterwards:
    """Stored documents that search does not know yet: indexed whenever enough of them wait, and at the end.

    Inside a transaction, which may be rolled back, that waits for its end.
    """

    def __init__(self) -> None:
        self._documents = 0
        self._records: dict[Searched, None] = {}
        self._moved: dict[Searched, None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        transaction.on_commit(self._index)

    def add(self, stored: Stored) -> None:
        """Take in a document that was stored for good."""
        self._documents += 1
        self._records |= dict.fromkeys([*stored.subjects, *stored.articles])
        moved = {(change.kind == "park", change.key) for change in stored.changes if change.field in _SHOWN_BY_ARTICLES}
        self._moved |= dict.fromkeys(row for row in stored.subjects if (isinstance(row, Park), row.pk) in moved)
        if self._documents % AT_ONCE == 0:
            transaction.on_commit(self._index)

    def _index(self) -> None:
        index_told(self._records, self._moved)
        self._records.clear()
        self._moved.clear()
