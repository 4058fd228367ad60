"""Writes the indexed row of each record: what it is called, where it lies, what was said of it, what it counts under."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from kbase.search.document import Part, fold_name, tsvector
from kbase.search.facets import UNKNOWN
from parks.models import Park
from projects.models import Article, Citation, Project, SearchDocument
from projects.models.citation import Subject, subject_filter
from projects.models.document import analyser, index_version

BATCH = 500
MAX_BODY = 20_000
_SENTENCE_ENDS = "。！？!?；\n"
_YEAR = re.compile(r"\d{4}")
_KEYS = ("park", "project")
_COLUMNS = [
    field.name for field in SearchDocument._meta.concrete_fields if not field.primary_key and field.name not in _KEYS
]


def index(records: Iterable[Subject]) -> int:
    """Bring the rows of these parks and projects up to date; how many were written.

    Reads the records anew, in a fixed number of queries per :data:`BATCH`; a record that is gone is passed over.
    """
    wanted: dict[type[Subject], set[int]] = {}
    for record in records:
        wanted.setdefault(type(record), set()).add(record.pk)
    return sum(_index_all(model, sorted(keys)) for model, keys in wanted.items())


def stale(model: type[Subject]) -> QuerySet[Any]:
    """Records without a row of the present version."""
    row = SearchDocument.objects.filter(**{model._meta.model_name or "": OuterRef("pk")})
    return model._default_manager.filter(~Exists(row.filter(analyser_version=index_version()))).order_by("pk")


def stale_count() -> int:
    """How many records search does not show as they are: none when all is well."""
    return sum(stale(model).count() for model in (Park, Project))


def rebuild() -> Iterator[int]:
    """Index all stale records, batch by batch; yields the size of each.

    Rows are replaced in place, so search goes on meanwhile. Each batch stands once done: stopped and called again,
    it goes on where it was.
    """
    for model in (Park, Project):
        last = 0
        while keys := list(stale(model).filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
            yield _index_all(model, keys)
            last = keys[-1]


def expire() -> None:
    """Make every row stale; each stays in use until it is replaced."""
    SearchDocument.objects.update(analyser_version="")


def _index_all(model: type[Subject], keys: Sequence[int]) -> int:
    count = 0
    for start in range(0, len(keys), BATCH):
        with transaction.atomic():
            records = list(_with_everything(model).filter(pk__in=keys[start : start + BATCH]))
            rows = _rows(records)
            SearchDocument.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=[model._meta.model_name or ""], update_fields=_COLUMNS
            )
        count += len(rows)
    return count


def _with_everything(model: type[Subject]) -> QuerySet[Any]:
    above = "park" if model is Project else "parent"
    citations = Citation.objects.current().defer("value").order_by("-chosen", "article_id", "start")
    return model._default_manager.select_related("region__parent__parent", above).prefetch_related(
        "industries__parent", "involvements__organisation", Prefetch("citations", citations, to_attr="said")
    )


def _rows(records: Sequence[Any]) -> list[SearchDocument]:
    articles = Article.objects.only("text", "published").in_bulk(
        {citation.article_id for record in records for citation in record.said}
    )
    return [_row(record, articles) for record in records]


def _row(record: Any, articles: dict[int, Article]) -> SearchDocument:
    sources = {citation.article_id: articles[citation.article_id] for citation in record.said}
    dates = [article.published for article in sources.values() if article.published]
    body = "\n".join(_sentences(record.said, articles))[:MAX_BODY]
    regions = record.region.path if record.region else []
    industries = {node for leaf in record.industries.all() for node in (leaf, leaf.parent) if node}
    return SearchDocument(
        **subject_filter(record),
        kind=record.kind if isinstance(record, Project) else "park",
        name=record.name,
        name_key=record.name_key,
        folded_names=[folded for name in record.names if (folded := fold_name(name))],
        body=body,
        vector=tsvector(_parts(record, regions, industries, body), analyser()),
        analyser_version=index_version(),
        regions=[region.pk for region in regions] or [UNKNOWN],
        industries=sorted(node.pk for node in industries) or [UNKNOWN],
        years=sorted({year[0] for date in dates if (year := _YEAR.match(date))}) or [UNKNOWN],
        status=record.status or UNKNOWN,
        investment_cny=record.investment_cny,
        land_area_m2=record.land_area_m2,
        newest_source=max(dates, default=""),
        source_count=len(sources),
    )


def _parts(record: Any, regions: Iterable[Any], industries: Iterable[Any], body: str) -> Iterator[Part]:
    """All that a record can be found by, the heaviest first: names, what it belongs to, its quotes, their sentences."""
    for name in record.names:
        yield Part(name, "A", spoken=True)
    above = record.park if isinstance(record, Project) else record.parent
    for name in above.names if above else ():
        yield Part(name, "B", spoken=True)
    for region in regions:
        yield Part(region.name, "B", spoken=True)
    for node in sorted(industries, key=lambda node: node.pk):
        yield Part(node.name, "B")
    for involvement in record.involvements.all():
        yield Part(involvement.organisation.name, "B")
    for quote in dict.fromkeys(citation.quote for citation in record.said):
        yield Part(quote, "C")
    yield Part(body, "D")


def _sentences(citations: Iterable[Citation], articles: dict[int, Article]) -> list[str]:
    """The sentences that hold the quotes, each once, those of the values shown first."""
    found: dict[str, None] = {}
    for citation in citations:
        text = articles[citation.article_id].text
        start = max(text.rfind(end, 0, citation.start) for end in _SENTENCE_ENDS) + 1
        ends = [place for end in _SENTENCE_ENDS if (place := text.find(end, max(citation.end - 1, start))) >= 0]
        found[text[start : min(ends, default=len(text)) + 1].strip()] = None
    return [sentence for sentence in found if sentence]
