"""Hits ready to print: the record or article of an indexed row, its marked name and sentence, its citations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.safestring import SafeString

from kbase.search.highlight import marked, snippet
from kbase.search.nodes import Term
from parks.models import Park
from projects.models import Article, Citation, Project, SearchDocument
from projects.models.document import Searched, analyser


@dataclass(frozen=True, slots=True)
class Hit:
    """One row of the list: the record, its name and best sentence with ``<mark>``, the citations of what it shows.

    ``kind`` is "project", "batch", "park" or "article"; an article has no citations of its own.
    """

    record: Searched
    kind: str
    title: SafeString
    snippet: SafeString
    citations: dict[str, Citation]


def hits(rows: Sequence[SearchDocument], terms: Sequence[Term]) -> list[Hit]:
    """A hit for each row, in a fixed number of queries; a record that was deleted meanwhile is left out."""
    parks = _parks().in_bulk({row.park_id for row in rows if row.park_id})
    projects = _projects().in_bulk({row.project_id for row in rows if row.project_id})
    articles = _articles().in_bulk({row.article_id for row in rows if row.article_id})
    found: list[Hit] = []
    for row in rows:
        record: Any = parks.get(row.park_id) or projects.get(row.project_id) or articles.get(row.article_id)
        if record is not None:
            found.append(_hit(row, record, terms))
    return found


def _hit(row: SearchDocument, record: Any, terms: Sequence[Term]) -> Hit:
    name = record.heading if isinstance(record, Article) else record.name
    body = row.body.partition("\n")[2] if isinstance(record, Article) and not record.title else row.body
    return Hit(
        record,
        row.kind,
        marked(name, terms, analyser(), spoken=True),
        snippet(body, terms, analyser()),
        {citation.field: citation for citation in reversed(getattr(record, "shown", ()))},
    )


def _shown() -> Prefetch[str]:
    citations = Citation.objects.current().filter(chosen=True).select_related("article").order_by("article_id", "start")
    return Prefetch("citations", citations.defer("article__text", "article__offsets"), to_attr="shown")


def _parks() -> QuerySet[Park]:
    return Park.objects.select_related("region__parent__parent", "parent").prefetch_related("industries", _shown())


def _projects() -> QuerySet[Project]:
    return Project.objects.with_labels().prefetch_related(_shown())


def _articles() -> QuerySet[Article]:
    active = Q(citations__active=True)
    return Article.objects.defer("offsets").annotate(
        projects=Count("citations__project", filter=active, distinct=True),
        parks=Count("citations__park", filter=active, distinct=True),
    )
