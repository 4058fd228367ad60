"""Builds the indexed row of a record or an article: what it is called, what was said, what it counts under."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from kbase.search.document import Part, fold_name, sounds, tsvector
from kbase.search.selections import UNKNOWN
from kbase.text.scripts import initials, pinyin_key
from parks.models import Park
from projects.actions.columns import kind_of
from projects.actions.counting import money_of
from projects.actions.evidence import evidence, periods, review
from projects.actions.fingerprint import of_article, of_record
from projects.models import Article, Citation, SearchDocument
from projects.models.citation import subject_filter
from projects.models.document import analyser, index_version

MAX_BODY = 20_000
_SENTENCE_ENDS = "。！？!?；\n"


def record_row(record: Any, articles: Mapping[int, Article], covered: Collection[int] = ()) -> SearchDocument:
    """The row of a park or project; ``record.said`` are its active citations, ``articles`` theirs by key,
    ``record.decided`` the decisions in force.

    ``covered`` are the projects whose investment is part of a whole's.
    """
    sources = [articles[key] for key in dict.fromkeys(citation.article_id for citation in record.said)]
    independent = len({article.told_first for article in sources})
    dates = [article.published for article in sources if article.published]
    body = "\n".join(_sentences(record.said, articles))[:MAX_BODY]
    regions = record.region.path if record.region else []
    industries = _with_tops(record)
    above = record.parent if isinstance(record, Park) else record.park
    return SearchDocument(
        **subject_filter(record),
        kind=kind_of(record),
        name=record.name,
        **name_columns(record.names),
        body=body,
        vector=tsvector(_parts(record, above, regions, industries, body), analyser()),
        analyser_version=index_version(),
        regions=[region.pk for region in regions] or [UNKNOWN],
        industries=sorted(node.pk for node in industries) or [UNKNOWN],
        years=sorted({*periods(dates)}) or [UNKNOWN],
        parks=sorted({str(park.pk) for park in (above, record if isinstance(record, Park) else None) if park}),
        publishers=sorted({article.publisher for article in sources if article.publisher}) or [UNKNOWN],
        review=review(record),
        evidence=evidence(record, independent),
        status=record.status or UNKNOWN,
        investment_cny=record.investment_cny,
        money=money_of(record, covered),
        land_area_m2=record.land_area_m2,
        newest_source=max(dates, default=""),
        source_count=independent,
        told=of_record(record, (article.pk for article in sources)),
    )


def article_row(article: Any) -> SearchDocument:
    """The row of an article; ``article.told`` are the records that it tells of. It lies where they lie."""
    records = article.told
    regions = {region.pk for record in records if record.region for region in record.region.path}
    industries = {node.pk for record in records for node in _with_tops(record)}
    return SearchDocument(
        article=article,
        kind="article",
        name=article.heading[:200],
        **name_columns([article.heading]),
        body=article.text[:MAX_BODY],
        vector=tsvector(_article_parts(article, records), analyser()),
        analyser_version=index_version(),
        regions=sorted(regions) or [UNKNOWN],
        industries=sorted(industries) or [UNKNOWN],
        years=sorted({*periods([article.published] if article.published else [])}) or [UNKNOWN],
        parks=sorted({str(record.pk) for record in records if isinstance(record, Park)}),
        publishers=[article.publisher or UNKNOWN],
        newest_source=article.published,
        source_count=1,
        told=of_article(article),
    )


def name_columns(names: Sequence[str]) -> dict[str, Any]:
    """The columns of the name, the first of ``names``, and of all by which it is called."""
    folded = [form for name in names if (form := fold_name(name))]
    return {
        "name_folded": fold_name(names[0])[:200],
        "name_key": pinyin_key(names[0])[:400],
        "name_initials": initials(names[0])[:200],
        "folded_names": list(dict.fromkeys([*folded, *(sound for name in names for sound in sounds(name))])),
    }


def _parts(record: Any, above: Any, regions: Iterable[Any], industries: Iterable[Any], body: str) -> Iterator[Part]:
    """All that a record can be found by, the heaviest first: names, what it belongs to, its quotes, their sentences."""
    for name in record.names:
        yield Part(name, "A", spoken=True)
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


def _article_parts(article: Article, records: Sequence[Any]) -> Iterator[Part]:
    yield Part(article.title, "A", spoken=True)
    yield Part(article.publisher, "B")
    for record in records:
        yield Part(record.name, "B", spoken=True)
    yield Part(article.text[:MAX_BODY], "D")


def _with_tops(record: Any) -> set[Any]:
    return {node for leaf in record.industries.all() for node in (leaf, leaf.parent) if node}


def _sentences(citations: Iterable[Citation], articles: Mapping[int, Article]) -> list[str]:
    """The sentences that hold the quotes, each once, those of the values shown first."""
    found: dict[str, None] = {}
    for citation in citations:
        text = articles[citation.article_id].text
        start = max(text.rfind(end, 0, citation.start) for end in _SENTENCE_ENDS) + 1
        ends = [place for end in _SENTENCE_ENDS if (place := text.find(end, max(citation.end - 1, start))) >= 0]
        found[text[start : min(ends, default=len(text)) + 1].strip()] = None
    return [sentence for sentence in found if sentence]
