"""What people corrected, as annotations of the source documents; and what the extractor has learned of it.

A correction is what a person says that words state: a link that a person made (「改正」), one of the machine's that a
person vouches for (「确认」), or one that a person rejected (「不成立」).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from parks.record import match_keys
from projects.actions.columns import kind_of
from projects.actions.doubts import told_key
from projects.actions.imports import extract_document
from projects.extraction.pipeline import EXTRACTOR_VERSION
from projects.extraction.records import Record
from projects.fields import BY_NAME
from projects.models import Citation, SourceDocument
from projects.models.citation import Subject
from projects.sources.base import RawDocument

CORRECTED, CONFIRMED, REJECTED = "corrected", "confirmed", "rejected"

#: Facts that the annotation guide calls otherwise than we do.
_GOLD_NAMES = {"land_area_m2": "land_m2", "floor_area_m2": "floor_m2", "park": "parent"}

#: Facts of which the guide wants a list.
_LISTS = ("region", "parent", "industries", "status", "organisations")

_FIGURES = ("investment_cny", "land_m2", "floor_m2", "annual_output_cny", "started_on", "completes_on", "project_count")


def _corrections() -> Iterator[Citation]:
    by_people = Q(origin=Citation.Origin.EDITOR, active=True) | Q(rejected_at__isnull=False)
    rows = Citation.objects.filter(by_people).select_related("article", "park", "project")
    yield from rows.defer("article__offsets").order_by("article__document", "article__position", "start", "pk")


def export() -> list[dict[str, Any]]:
    """One annotation per source document that people worked on, in the form of the annotation guide.

    Each record has ``corrections`` besides, which :func:`replay` reads: field, value, kind, and the extractor's version
    where the machine had found it. Documents are told by ``sha256``.
    """
    by_document: dict[int, list[Citation]] = defaultdict(list)
    for citation in _corrections():
        by_document[citation.article.document_id].append(citation)
    documents = SourceDocument.objects.defer("content", "raw_text").in_bulk(by_document)
    return [_annotation(documents[key], found) for key, found in by_document.items()]


def _annotation(document: SourceDocument, found: list[Citation]) -> dict[str, Any]:
    articles = document.articles.defer("text", "offsets").order_by("position")
    heads = [
        {
            "title": each.title or None,
            "published": each.published or None,
            "publisher": each.publisher or None,
            "authors": each.authors,
        }
        for each in articles
    ]
    by_record: dict[tuple[Subject, int], list[Citation]] = defaultdict(list)
    for citation in found:
        by_record[citation.subject, citation.article.position].append(citation)
    records = [_record(subject, position, told) for (subject, position), told in by_record.items()]
    return {
        "doc": document.name, "sha256": document.sha256, "language_noise": [], "articles": heads, "records": records,
    }  # fmt: skip


def _record(subject: Subject, position: int, told: list[Citation]) -> dict[str, Any]:
    record: dict[str, Any] = {"kind": [kind_of(subject)], "names": subject.names, "article": position}
    record |= {"importance": "main", **{name: [] for name in _LISTS}, **dict.fromkeys(_FIGURES), "quotes": {}}
    for citation in told:
        if citation.rejected_at is not None or citation.field in ("name", "phase_of", "investment_original"):
            continue
        name, value = _GOLD_NAMES.get(citation.field, citation.field), citation.value
        if name in _LISTS:
            record[name].append(citation.quote if name == "industries" else value)
        else:
            record[name] = value
            record["quotes"][name] = citation.quote
            if citation.qualifier == "range":
                record["range"] = True
    record["corrections"] = [
        {
            "field": each.field, "value": each.value, "quote": each.quote, "kind": _kind(each),
            "extractor_version": each.extractor_version,
        }
        for each in told
    ]  # fmt: skip
    return record


def _kind(citation: Citation) -> str:
    if citation.rejected_at is not None:
        return REJECTED
    return CONFIRMED if citation.extractor_version else CORRECTED


@dataclass(slots=True)
class Replay:
    """How today's extractor does on what people said.

    ``counts`` by (version that had found it or "", kind, outcome): a ``confirmed`` value is reproduced or regressed, a
    ``corrected`` one is reproduced (learned) or open, a ``rejected`` one is reproduced (no longer said) or regressed.
    ``missing`` are documents that are not in the database.
    """

    version: str
    counts: Counter[tuple[str, str, str]]
    regressed: list[str]
    missing: list[str]


def replay(annotations: Iterable[dict[str, Any]]) -> Replay:
    """Extract the annotated documents anew and compare; nothing is written."""
    result = Replay(EXTRACTOR_VERSION, Counter(), [], [])
    for annotation in annotations:
        document = SourceDocument.objects.filter(sha256=annotation["sha256"]).first()
        if document is None:
            result.missing.append(annotation["doc"])
            continue
        found = extract_document(_raw(document)).records
        for record in annotation["records"]:
            _compare(annotation["doc"], record, found, result)
    return result


def _raw(document: SourceDocument) -> RawDocument:
    """The document as its reader gave it; a single article's head stands for what the format said."""
    articles = list(document.articles.defer("text", "offsets")[:2])
    head = articles[0] if len(articles) == 1 else None
    return RawDocument(
        document.name, bytes(document.content), document.raw_text, document.encoding,
        title=(head and head.title) or None, published=(head and head.published) or None,
        publisher=(head and head.publisher) or None, url=(head and head.url) or None,
    )  # fmt: skip


def _compare(doc: str, annotated: dict[str, Any], found: Iterable[Record], result: Replay) -> None:
    keys = set(match_keys(annotated["names"]))
    same = [record for record in found if keys & set(match_keys([record.name, *record.aliases]))]
    said = {(c.field, told_key(BY_NAME[c.field], _value(c.value))) for r in same for c in r.citations}
    for one in annotated["corrections"]:
        stated = (one["field"], told_key(BY_NAME[one["field"]], one["value"])) in said
        good = stated is (one["kind"] != REJECTED)
        outcome = "reproduced" if good else "open" if one["kind"] == CORRECTED else "regressed"
        result.counts[one["extractor_version"], one["kind"], outcome] += 1
        if outcome == "regressed":
            result.regressed.append(
                f"{doc}：{annotated['names'][0]} · {BY_NAME[one['field']].label} “{one['quote'][:40]}”"
            )


def _value(value: Any) -> Any:
    """An extractor's value as it is stored: areas and money to the cent."""
    return round(value, 2) if isinstance(value, float) else value
