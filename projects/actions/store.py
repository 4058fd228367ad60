"""Store what one document says: its articles, its records, and one observation per citation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from parks.models import Park, Region
from projects.actions.matching import find_park, find_subject
from projects.actions.resolve import Change, resolve
from projects.extraction.records import ArticleText, Extraction, Record
from projects.extraction.records import Citation as Observation
from projects.fields import BY_NAME, normalised
from projects.models import Article, Citation, ImportRun, Project, SourceDocument
from projects.models.citation import Subject, subject_filter
from projects.sources.base import RawDocument


@dataclass(slots=True)
class Stored:
    """What storing one document did: rows touched, and the fields that now show another value."""

    articles: int = 0
    created: list[Subject] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    citations: int = 0
    changes: list[Change] = field(default_factory=list)


def content_hash(content: bytes) -> str:
    """The identity of a document: sha256 of its bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def store(raw: RawDocument, extraction: Extraction, *, version: str, run: ImportRun) -> Stored:
    """Write one extracted document. Call it inside a transaction; a known document is brought up to ``version``."""
    every_time = {
        "extractor_version": version,
        "problems": [{"line": problem.line, "reason": problem.reason} for problem in extraction.problems],
    }
    first_time = {"content": raw.content, "raw_text": raw.text, "encoding": raw.encoding, "name": raw.name[-300:]}
    document, _ = SourceDocument.objects.update_or_create(
        sha256=content_hash(raw.content),
        defaults=every_time,
        create_defaults=every_time | first_time | {"run": run},
    )
    articles = [_store_article(document, number, text) for number, text in enumerate(extraction.articles)]
    stored = Stored(articles=len(articles))
    retired = _retire(articles)
    subjects: dict[tuple[str, int], Subject] = {}
    for record in sorted(extraction.records, key=_parks_then_wholes):
        subject = _store_record(record, articles, version=version, run=run, stored=stored)
        subjects[(type(subject).__name__, subject.pk)] = subject
    for subject in retired:
        subjects.setdefault((type(subject).__name__, subject.pk), subject)
    for subject in subjects.values():
        stored.changes += resolve(subject)
    stored.subjects = list(subjects.values())
    return stored


def _parks_then_wholes(record: Record) -> tuple[bool, bool]:
    """Parks before what lies in them, wholes before their phases."""
    return record.kind != "park", record.phase_of is not None


def _store_article(document: SourceDocument, position: int, text: ArticleText) -> Article:
    article, _ = Article.objects.update_or_create(
        document=document,
        position=position,
        defaults={
            "title": (text.title or "")[:300],
            "publisher": (text.publisher or "")[:100],
            "authors": list(text.authors),
            "published": text.published or "",
            "url": text.url or "",
            "text": text.text.text,
            "offsets": text.text.map.to_json(),
        },
    )
    return article


def _retire(articles: Iterable[Article]) -> list[Subject]:
    """Set aside what an older extractor observed in these articles; re-observed ones come back to life.

    What people cited stays: its place in the original has not moved, so its place in the (perhaps differently)
    cleaned text is looked up anew.
    """
    subjects: list[Subject] = []
    for article in articles:
        for citation in article.citations.select_related("park", "project"):
            subjects.append(citation.subject)
            if citation.origin == Citation.Origin.EDITOR:
                _re_anchor(citation, article)
            else:
                citation.active = False
                citation.save(update_fields=["active"])
    return subjects


def _re_anchor(citation: Citation, article: Article) -> None:
    span = article.mapped.map.clean_span(citation.raw_start, citation.raw_end)
    if span and article.text[slice(*span)] == citation.quote:
        citation.start, citation.end = span
        citation.active = True
    else:
        citation.active = False
    citation.save(update_fields=["start", "end", "active"])


def _store_record(record: Record, articles: list[Article], *, version: str, run: ImportRun, stored: Stored) -> Subject:
    article = articles[record.article]
    subject = find_subject(record, article)
    if subject is None:
        subject = _create(record)
        stored.created.append(subject)
    _learn_names(subject, record)
    for citation in record.citations:
        if citation.field not in BY_NAME:
            continue
        if citation.field == "park":
            _ensure_park(citation, record, articles, version=version, run=run, stored=stored)
        _observe(subject, citation, articles[citation.article], version=version, run=run)
        stored.citations += 1
    return subject


def _create(record: Record) -> Subject:
    """A new row that holds a name; its facts come from its citations."""
    region = Region.objects.filter(pk=record.region).first() if record.region else None
    if record.kind == "park":
        return Park.objects.create(name=record.name, region=region)
    return Project.objects.create(name=record.name, kind=record.kind, region=region)


def _learn_names(subject: Subject, record: Record) -> None:
    """Remember every other form of the name; the name itself stays as it was first told or as people set it."""
    known = set(subject.names)
    new = [name for name in [record.name, *record.aliases] if name not in known]
    if new:
        subject.aliases = [*subject.aliases, *dict.fromkeys(new)]
        subject.save()


def _ensure_park(
    citation: Observation,
    record: Record,
    articles: list[Article],
    *,
    version: str,
    run: ImportRun,
    stored: Stored,
) -> None:
    """A park that is only named as the place of a project gets a page of its own, cited by the same words."""
    article = articles[citation.article]
    if record.name == citation.value or find_park(citation.value, record.region, article=article):
        return
    region = Region.objects.filter(pk=record.region).first() if record.region else None
    park = Park.objects.create(name=citation.value, region=region)
    stored.created.append(park)
    stored.subjects.append(park)
    named = Observation(
        field="name",
        value=citation.value,
        article=citation.article,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        raw_start=citation.raw_start,
        raw_end=citation.raw_end,
        confidence=citation.confidence,
    )
    _observe(park, named, article, version=version, run=run)


def _observe(subject: Subject, citation: Observation, article: Article, *, version: str, run: ImportRun) -> None:
    """Add the observation, or bring back the same one from an earlier run."""
    if article.text[citation.start : citation.end] != citation.quote:
        raise ValueError(f"quote {citation.quote!r} does not stand at {citation.start}:{citation.end}")
    every_time = {
        "quote": citation.quote,
        "raw_start": citation.raw_start,
        "raw_end": citation.raw_end,
        "qualifier": citation.qualifier,
        "confidence": citation.confidence,
        "extractor_version": version,
        "active": True,
    }
    Citation.objects.update_or_create(
        **subject_filter(subject),
        field=citation.field,
        value=normalised(BY_NAME[citation.field], citation.value),
        article=article,
        start=citation.start,
        end=citation.end,
        defaults=every_time,
        create_defaults=every_time | {"run": run},
    )
