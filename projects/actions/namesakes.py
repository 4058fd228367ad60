"""The parks and projects that a document may speak of: read at once, kept in step while its records are matched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from parks.models import Park
from parks.record import match_keys
from projects.extraction.records import Record
from projects.models import Article, Citation, Merge, Project
from projects.models.citation import Subject


@dataclass(slots=True)
class Namesakes:
    """Records that share a name with what is being matched or that its articles told of, and the merges of such names.

    Stored rows come first, by key, then those added since, which need not be saved yet. Each row is here once, so
    rows may be told apart by identity.
    """

    parks: list[Park] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    #: Per article (its key) and row (its identity): the names that it gave the row.
    _told: dict[int, dict[int, set[str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Sequence[Record], articles: Sequence[Article], *, fresh: bool = False) -> Namesakes:
        """What these records of these articles can be. ``fresh``: nothing was ever told of the articles."""
        parks = sorted({key for record in records for key in match_keys(_parks_named(record))})
        projects = sorted({key for record in records if record.kind != "park" for key in keys_of(record)})
        cited = [] if fresh else list(Citation.objects.filter(article__in=articles).order_by("pk"))
        told_parks = Q(match_keys__overlap=parks) | Q(pk__in={c.park_id for c in cited if c.park_id})
        told_projects = Q(match_keys__overlap=projects) | Q(pk__in={c.project_id for c in cited if c.project_id})
        gone = Q(gone_keys__overlap=sorted({*parks, *projects}))
        for article in () if fresh else articles:
            gone |= Q(gone_articles__contains=[article.pk])
        found = cls(
            list(Park.objects.filter(told_parks).order_by("pk")),
            list(Project.objects.filter(told_projects).order_by("pk")),
            list(Merge.objects.standing().filter(gone)),
        )
        rows: dict[tuple[int | None, int | None], Subject] = {(park.pk, None): park for park in found.parks}
        rows |= {(None, project.pk): project for project in found.projects}
        for citation in cited:
            row = rows[citation.park_id, citation.project_id]
            found.tell(citation.article_id, row, citation.value if citation.field == "name" else None)
        return found

    @classmethod
    def parks_called(cls, named: Sequence[tuple[str, Article]], rows: Iterable[Subject] = ()) -> Namesakes:
        """The parks of these names, and which of them the article beside each name tells of.

        Of these parks ``rows`` are taken instead of reading them twice.
        """
        if not named:
            return cls()
        given = {row.pk: row for row in rows if isinstance(row, Park)}
        keys = match_keys(name for name, _ in named)
        parks = [given.get(park.pk, park) for park in Park.objects.filter(match_keys__overlap=keys).order_by("pk")]
        found, by_key = cls(parks), {park.pk: park for park in parks}
        told = Citation.objects.filter(article__in={article.pk for _, article in named}, park__in=by_key)
        for article, park in told.order_by().values_list("article", "park").distinct():
            found.tell(article, by_key[park], None)
        return found

    def of_kind(self, kind: str) -> Sequence[Subject]:
        """All rows that are a "park", a "project" or a "batch"."""
        return self.parks if kind == "park" else [row for row in self.projects if row.kind == kind]

    def add(self, row: Subject) -> None:
        """Take in a row that was not found."""
        if isinstance(row, Park):
            self.parks.append(row)
        else:
            self.projects.append(row)

    def row(self, kind: str, pk: int) -> Subject | None:
        """The "park" or "project" with this key, read if it is not here."""
        rows: list[Any] = self.parks if kind == "park" else self.projects
        known: Subject | None = next((row for row in rows if row.pk == pk), None)
        if known is None:
            known = (Park if kind == "park" else Project)._base_manager.filter(pk=pk).first()
            if known is not None:
                rows.append(known)
                rows.sort(key=lambda row: (row.pk is None, row.pk or 0))
        return known

    def tell(self, article: int, row: Subject, name: str | None) -> None:
        """The article (its key) tells of the row, under that name if there is one."""
        names = self._told.setdefault(article, {}).setdefault(id(row), set())
        if name is not None:
            names.add(name)

    def tells_of(self, article: int, row: Subject) -> bool:
        """Whether the article tells of the row, or ever did."""
        return id(row) in self._told.get(article, ())

    def told_as(self, article: int, row: Subject) -> set[str]:
        """The names that the article gave the row."""
        return self._told.get(article, {}).get(id(row), set())


def keys_of(record: Record) -> list[str]:
    """Under which keys a record of a document is looked for."""
    return match_keys([record.name, *record.aliases])


def _parks_named(record: Record) -> list[str]:
    """The names of parks that a record states: its own, and that of the park it lies in."""
    own = [record.name, *record.aliases] if record.kind == "park" else []
    return own + [citation.value for citation in record.citations if citation.field == "park"]
