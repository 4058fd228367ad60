"""Writes the indexed rows of records and articles, keeps them in step, and tells which are stale."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from parks.models import Park
from projects.actions.copying import put_in
from projects.actions.counting import covered, phases_below
from projects.actions.rows import article_row, record_row
from projects.models import Article, Citation, Project, Review, SearchDocument
from projects.models.citation import Subject
from projects.models.document import Searched, index_version

BATCH = 500
_MODELS: tuple[type[Searched], ...] = (Park, Project, Article)
_SAID = Citation.objects.current().order_by("-chosen", "article_id", "start", "pk")
_DECIDED = Prefetch("reviews", Review.objects.in_force(), to_attr="decided")


def index(records: Iterable[Searched]) -> int:
    """Bring the rows of these parks, projects and articles up to date; how many were written.

    Reads the records anew, in a fixed number of queries per :data:`BATCH`; a record that is gone is passed over.
    The articles that tell of a record come along, since they are found by its name and lie where it lies; and the
    phases of a project, since what they count for depends on it.
    """
    wanted = keys_of(records)
    return index_told(wanted, wanted)


Keys = Mapping[type[Searched], Collection[int]]


def index_told(wanted: Keys, moved: Keys) -> int:
    """:func:`index` where it is known which parks and projects have other names, another place or industry than before.

    Only what tells of these comes along: older articles, and what lies in the parks. So news of a large park cost no
    more than other news.
    """
    return sum(index_all(model, keys) for model, keys in concerned(wanted, moved).items())


def concerned(wanted: Keys, moved: Keys) -> dict[type[Searched], list[int]]:
    """The keys of all rows that :func:`index_told` writes; no row depends on another, so any order will do."""
    parks = {*wanted[Park], *Park.objects.filter(parent__in=moved[Park]).values_list("pk", flat=True)}
    inside = Project.objects.filter(park__in=moved[Park]).values_list("pk", flat=True)
    projects = {*wanted[Project], *phases_below(wanted[Project]), *inside}
    articles = {*wanted[Article], *_articles_about(moved[Park], moved[Project])}
    return {Park: sorted(parks), Project: sorted(projects), Article: sorted(articles)}


def keys_of(records: Iterable[Searched]) -> dict[type[Searched], set[int]]:
    """The keys of these records by their model."""
    keys: dict[type[Searched], set[int]] = {model: set() for model in _MODELS}
    for record in records:
        keys[type(record)].add(record.pk)
    return keys


def _articles_about(parks: Iterable[int], projects: Iterable[int]) -> Iterable[int]:
    about = Q(park__in=parks) | Q(project__in=projects)
    return Citation.objects.current().filter(about).values_list("article_id", flat=True).distinct()


def stale(model: type[Searched]) -> QuerySet[Any]:
    """Records without a row of the present version."""
    row = SearchDocument.objects.filter(**{model._meta.model_name or "": OuterRef("pk")})
    return _shown(model).filter(~Exists(row.filter(analyser_version=index_version()))).order_by("pk")


def _shown(model: type[Searched]) -> QuerySet[Any]:
    """The rows that the site shows."""
    return Article.objects.all() if issubclass(model, Article) else model._default_manager.filter(withheld="")


def stale_count() -> int:
    """How many records search does not show as they are: none when all is well."""
    return sum(stale(model).count() for model in _MODELS)


def rebuild() -> Iterator[int]:
    """Index all stale records, batch by batch; yields the size of each.

    Rows are replaced in place, so search goes on meanwhile. Each batch stands once done: stopped and called again,
    it goes on where it was.
    """
    for model in _MODELS:
        last = 0
        while keys := list(stale(model).filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
            yield index_all(model, keys)
            last = keys[-1]


def expire(rows: QuerySet[SearchDocument] | None = None) -> None:
    """Make these rows stale, or every one; each stays in use until it is replaced."""
    (SearchDocument.objects.all() if rows is None else rows).update(analyser_version="")


def index_all(model: type[Searched], keys: Sequence[int]) -> int:
    """Bring the rows of these records alone up to date; how many were written."""
    count = 0
    for start in range(0, len(keys), BATCH):
        with transaction.atomic():
            wanted = keys[start : start + BATCH]
            records = _read(model, wanted)
            rows = _rows(model, records)
            _forget(model, {*wanted} - {record.pk for record in records})
            put_in(rows, model._meta.model_name or "")
        count += len(rows)
    return count


def _forget(model: type[Searched], keys: Collection[int]) -> None:
    """Take the rows of records away that the site no longer shows."""
    if keys:
        SearchDocument.objects.filter(**{f"{model._meta.model_name}__in": keys}).delete()


def _read(model: type[Searched], keys: Sequence[int]) -> list[Any]:
    """The records with all that their rows tell, in a fixed number of queries."""
    found = _shown(model).filter(pk__in=keys)
    if model is Article:
        return _telling(list(found.defer("offsets")))
    above = "park" if model is Project else "parent"
    return list(
        found.select_related("region__parent__parent", above).prefetch_related(
            "industries__parent", "involvements__organisation", _DECIDED, Prefetch("citations", _SAID, to_attr="said")
        )
    )


def _telling(articles: list[Any]) -> list[Any]:
    """The articles, ``told`` of each being the records that it tells of, as its row needs them."""
    told: dict[int, dict[tuple[type[Subject], int], None]] = {article.pk: {} for article in articles}
    said = _SAID.public().filter(article__in=articles).values_list("article_id", "park_id", "project_id")
    for article, park, project in said:
        told[article][(Park, park) if park else (Project, project)] = None
    keys = {subject for each in told.values() for subject in each}
    subjects = {(type(row), row.pk): row for model in (Park, Project) for row in _placed(model, keys)}
    for article in articles:
        article.told = [subjects[subject] for subject in told[article.pk]]
    return articles


def _placed(model: type[Subject], keys: Collection[tuple[type[Subject], int]]) -> QuerySet[Any]:
    """Those of these records that are of the model, with where they lie and what they are about."""
    rows: QuerySet[Any] = model._base_manager.filter(pk__in=[key for of, key in keys if of is model])
    return rows.select_related("region__parent__parent").prefetch_related("industries__parent")


def _rows(model: type[Searched], records: Sequence[Any]) -> list[SearchDocument]:
    if model is Article:
        return [article_row(article) for article in records]
    articles = Article.objects.defer("offsets").in_bulk(
        {citation.article_id for record in records for citation in record.said}
    )
    inside = covered(records) if model is Project else set()
    return [record_row(record, articles, inside) for record in records]
