"""Store what one document says: its articles, its records, and one observation per citation."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kbase.text.reprints import sketch
from parks.models import Park, Region
from projects.actions.columns import write_all
from projects.actions.matching import find_park, find_subject
from projects.actions.namesakes import Namesakes
from projects.actions.observing import Observations
from projects.actions.replaced import article_before
from projects.actions.resolve import Change, resolve_all
from projects.actions.retire import retire
from projects.actions.review import refused_names
from projects.actions.stories import group
from projects.extraction.records import ArticleText, Extraction, Record
from projects.extraction.records import Citation as Observation
from projects.fields import BY_NAME
from projects.models import Article, Citation, ImportRun, Project, SourceDocument
from projects.models.citation import Subject
from projects.sources.base import RawDocument


@dataclass(slots=True)
class Stored:
    """What storing one document did: rows touched, and the fields that now show another value.

    ``fresh`` says that the document was not known before.
    """

    fresh: bool
    articles: list[Article] = field(default_factory=list)
    created: list[Subject] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    citations: int = 0
    changes: list[Change] = field(default_factory=list)
    learned: list[tuple[Subject, list[str]]] = field(default_factory=list)


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
    sha256 = content_hash(raw.content)
    fresh = not SourceDocument.objects.filter(sha256=sha256).update(**every_time)
    if fresh:
        document = SourceDocument.objects.create(sha256=sha256, run=run, **every_time, **first_time)
    else:
        document = SourceDocument.objects.only("pk").get(sha256=sha256)
    articles = _store_articles(document, extraction.articles, run, fresh=fresh)
    retired = [] if fresh else retire(document, articles, run)
    group(articles)
    records = sorted(extraction.records, key=_parks_then_wholes)
    regions = Region.objects.filter(pk__in={record.region for record in records if record.region})
    storing = _Storing(
        articles,
        Observations(articles, version, run, fresh=fresh),
        Namesakes.of(records, articles, fresh=fresh),
        frozenset(regions.values_list("pk", flat=True)),
    )
    for record in records:
        storing.place(record)
    storing.found()
    for record in records:
        storing.tell(record)
    storing.observations.flush()
    stored = Stored(
        fresh=fresh,
        articles=articles,
        created=storing.created,
        subjects=list(dict.fromkeys([*storing.subjects, *retired])),
        citations=storing.observations.count,
        learned=[(subject, names) for subject, names in storing.learned if names],
    )
    stored.changes += resolve_all(stored.subjects, storing.created, storing.observations.made)
    return stored


def _parks_then_wholes(record: Record) -> tuple[bool, bool]:
    """Parks before what lies in them, wholes before their phases."""
    return record.kind != "park", record.phase_of is not None


def _store_articles(
    document: SourceDocument, texts: Sequence[ArticleText], run: ImportRun, *, fresh: bool
) -> list[Article]:
    """The articles at their places in the document; what people corrected of a head stays."""
    known = {} if fresh else {article.position: article for article in Article.objects.filter(document=document)}
    articles = [known.get(place) or Article(document=document, position=place) for place in range(len(texts))]
    for article, text in zip(articles, texts, strict=True):
        told = {column: value for column, value in _columns(text).items() if column not in article.edited}
        replaced = [column for column, value in told.items() if getattr(article, column) != value]
        if article.pk and replaced:
            article_before(article, replaced, run).save()
        for column, value in told.items():
            setattr(article, column, value)
        if article.pk:
            article.save()
    Article.objects.bulk_create(article for article in articles if not article.pk)
    return articles


def _columns(text: ArticleText) -> dict[str, Any]:
    return {
        "title": (text.title or "")[:300],
        "publisher": (text.publisher or "")[:100],
        "authors": list(text.authors),
        "published": text.published or "",
        "url": text.url or "",
        "text": text.text.text,
        "offsets": text.text.map.to_json(),
        "sketch": sketch(text.text.text),
    }


@dataclass(slots=True)
class _Storing:
    """The records of one document on their way into the database: first who they are, then what is said of them."""

    articles: list[Article]
    observations: Observations
    known: Namesakes
    regions: Collection[str]
    created: list[Subject] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    learned: list[tuple[Subject, list[str]]] = field(default_factory=list)
    _taken: dict[tuple[bool, int], list[Subject]] = field(default_factory=dict)
    _placed: dict[int, Subject] = field(default_factory=dict)
    _named_parks: dict[tuple[str, int], Park] = field(default_factory=dict)

    def place(self, record: Record) -> None:
        """Find the row of a record, or make one, and learn its names; so for the parks that it names."""
        taken = self._taken.setdefault((record.kind == "park", record.article), [])
        article = self.articles[record.article]
        subject = find_subject(record, article, taken=taken, known=self.known)
        if subject is None:
            subject = _row(record, self.regions)
            self._add(subject)
        else:
            self.learned.append((subject, _learn_names(subject, record)))
        taken.append(subject)
        self._placed[id(record)] = subject
        for citation in _sayable(record):
            self.known.tell(article.pk, subject, citation.value if citation.field == "name" else None)
            if _names_park(citation, record):
                self._place_park(citation, record.region)

    def _place_park(self, citation: Observation, region: str | None) -> None:
        article = self.articles[citation.article]
        park = self._named_parks.get((citation.value, citation.article))
        if park is None:
            park = find_park(citation.value, region, article=article, known=self.known)
            if park is None:
                park = Park(name=citation.value)
                self._add(park)
            self._named_parks[citation.value, citation.article] = park
        self.known.tell(article.pk, park, citation.value)

    def _add(self, row: Subject) -> None:
        row.keep_keys()
        self.known.add(row)
        self.created.append(row)

    def found(self) -> None:
        """Write the new rows, and the names that known ones learned."""
        Park.objects.bulk_create(row for row in self.created if isinstance(row, Park))
        Project.objects.bulk_create(row for row in self.created if isinstance(row, Project))
        learned = [subject for subject, names in self.learned if names and subject not in self.created]
        write_all(dict.fromkeys(learned), ["aliases", "match_keys", "updated_at"])

    def tell(self, record: Record) -> None:
        """Add the observations of a record that has its row."""
        subject = self._placed[id(record)]
        self.subjects.append(subject)
        for citation in _sayable(record):
            for observation in _with_roles(citation, record):
                self.observations.add(subject, observation)
            if _names_park(citation, record):
                self._tell_park(citation, record)

    def _tell_park(self, citation: Observation, record: Record) -> None:
        """A park that is only named as the place of a project gets a page of its own, cited by the same words.

        Until an article tells more of the park, it lies where the article says that its project lies.
        """
        park = self._named_parks[citation.value, citation.article]
        self.subjects.append(park)
        self.observations.add(park, replace(citation, field="name"))
        if self.observations.tell(park, "region"):
            return
        if park in self.created or not Citation.objects.about(park).current().filter(field="region").exists():
            for place in (c for c in record.citations if c.field == "region"):
                self.observations.add(park, place)


def _sayable(record: Record) -> Iterator[Observation]:
    """The citations of fields that a record of its kind can state."""
    for citation in record.citations:
        known = BY_NAME.get(citation.field)
        if known is not None and known.column_of(record.kind) is not None:
            yield citation


def _names_park(citation: Observation, record: Record) -> bool:
    return citation.field == "park" and record.name != citation.value


def _with_roles(citation: Observation, record: Record) -> Iterator[Observation]:
    """The citation, its value complete: an organisation is cited by name, its roles stand on the record."""
    if citation.field != "organisations" or isinstance(citation.value, dict):
        yield citation
        return
    for one in record.organisations:
        if one.name == citation.value:
            yield replace(citation, value={"name": one.name, "role": one.role})


def _row(record: Record, regions: Collection[str]) -> Subject:
    """A new row that holds the names; its facts come from its citations. ``regions`` are those that exist."""
    region = record.region if record.region in regions else None
    aliases = [name for name in dict.fromkeys(record.aliases) if name != record.name]
    if record.kind == "park":
        return Park(name=record.name, aliases=aliases, region_id=region)
    return Project(name=record.name, aliases=aliases, kind=record.kind, region_id=region)


def _learn_names(subject: Subject, record: Record) -> list[str]:
    """Remember every other form of the name, but none that people took off the record; gives back the new ones."""
    new = [name for name in dict.fromkeys([record.name, *record.aliases]) if name not in subject.names]
    refused = refused_names(subject) if new and subject.pk else set()
    if learned := [name for name in new if name not in refused]:
        subject.aliases = [*subject.aliases, *learned]
        subject.keep_keys()
    return learned
