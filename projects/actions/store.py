"""Store what one document says: its articles, its records, and one observation per citation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kbase.text.reprints import sketch
from parks.models import Park, Region
from projects.actions.matching import find_park, find_subject
from projects.actions.observing import Observations
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
    """What storing one document did: rows touched, and the fields that now show another value."""

    articles: int = 0
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
    document, fresh = SourceDocument.objects.update_or_create(
        sha256=content_hash(raw.content),
        defaults=every_time,
        create_defaults=every_time | first_time | {"run": run},
    )
    articles = [_store_article(document, number, text) for number, text in enumerate(extraction.articles)]
    retired = [] if fresh else retire(document, articles, run)
    group(articles)
    storing = _Storing(articles, Observations(articles, version, run, fresh=fresh))
    for record in sorted(extraction.records, key=_parks_then_wholes):
        storing.add(record)
    storing.observations.flush()
    stored = Stored(
        articles=len(articles),
        created=storing.created,
        subjects=list(dict.fromkeys([*storing.subjects, *retired])),
        citations=storing.observations.count,
        learned=[(subject, names) for subject, names in storing.learned if names],
    )
    stored.changes += resolve_all(stored.subjects)
    return stored


def _parks_then_wholes(record: Record) -> tuple[bool, bool]:
    """Parks before what lies in them, wholes before their phases."""
    return record.kind != "park", record.phase_of is not None


def _store_article(document: SourceDocument, position: int, text: ArticleText) -> Article:
    """The article at its place in the document; what people corrected of its head stays."""
    head = {
        "title": (text.title or "")[:300],
        "publisher": (text.publisher or "")[:100],
        "authors": list(text.authors),
        "published": text.published or "",
        "url": text.url or "",
    }
    body = {"text": text.text.text, "offsets": text.text.map.to_json(), "sketch": sketch(text.text.text)}
    known = Article.objects.filter(document=document, position=position).first()
    kept = known.edited if known else []
    changes = {column: value for column, value in (head | body).items() if column not in kept}
    article, _ = Article.objects.update_or_create(document=document, position=position, defaults=changes)
    return article


@dataclass(slots=True)
class _Storing:
    """The records of one document on their way into the database."""

    articles: list[Article]
    observations: Observations
    created: list[Subject] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    learned: list[tuple[Subject, list[str]]] = field(default_factory=list)
    _taken: dict[tuple[bool, int], set[int]] = field(default_factory=dict)
    _named_parks: dict[tuple[str, int], Park] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        """Store a record: find its row or make one, learn its names, add its observations."""
        taken = self._taken.setdefault((record.kind == "park", record.article), set())
        article = self.articles[record.article]
        told_here = self.observations.others(article, taken, parks=record.kind == "park")
        if told_here:
            self.observations.flush()
        subject = find_subject(record, article, taken=taken, told_here=told_here)
        if subject is None:
            subject = _create(record)
            self.created.append(subject)
        else:
            self.learned.append((subject, _learn_names(subject, record)))
        taken.add(subject.pk)
        self.subjects.append(subject)
        for citation in record.citations:
            known = BY_NAME.get(citation.field)
            if known is None or known.column_of(record.kind) is None:
                continue
            for observation in _with_roles(citation, record):
                self.observations.add(subject, observation)
            if citation.field == "park" and record.name != citation.value:
                self._name_park(citation, record)

    def _name_park(self, citation: Observation, record: Record) -> None:
        """A park that is only named as the place of a project gets a page of its own, cited by the same words.

        Until an article tells more of the park, it lies where the article says that its project lies.
        """
        park = self._park(citation, record.region)
        self.subjects.append(park)
        self.observations.add(park, replace(citation, field="name"))
        if self.observations.tell(park, "region"):
            return
        if park in self.created or not Citation.objects.about(park).current().filter(field="region").exists():
            for place in (c for c in record.citations if c.field == "region"):
                self.observations.add(park, place)

    def _park(self, citation: Observation, region: str | None) -> Park:
        key = (citation.value, citation.article)
        if key not in self._named_parks:
            self.observations.flush()
            park = find_park(citation.value, region, article=self.articles[citation.article])
            if park is None:
                park = Park.objects.create(name=citation.value)
                self.created.append(park)
            self._named_parks[key] = park
        return self._named_parks[key]


def _with_roles(citation: Observation, record: Record) -> Iterator[Observation]:
    """The citation, its value complete: an organisation is cited by name, its roles stand on the record."""
    if citation.field != "organisations" or isinstance(citation.value, dict):
        yield citation
        return
    for one in record.organisations:
        if one.name == citation.value:
            yield replace(citation, value={"name": one.name, "role": one.role})


def _create(record: Record) -> Subject:
    """A new row that holds the names; its facts come from its citations."""
    region = Region.objects.filter(pk=record.region).first() if record.region else None
    aliases = [name for name in dict.fromkeys(record.aliases) if name != record.name]
    if record.kind == "park":
        return Park.objects.create(name=record.name, aliases=aliases, region=region)
    return Project.objects.create(name=record.name, aliases=aliases, kind=record.kind, region=region)


def _learn_names(subject: Subject, record: Record) -> list[str]:
    """Remember every other form of the name, but none that people took off the record; gives back the new ones."""
    new = [name for name in dict.fromkeys([record.name, *record.aliases]) if name not in subject.names]
    refused = refused_names(subject) if new else set()
    if learned := [name for name in new if name not in refused]:
        subject.aliases = [*subject.aliases, *learned]
        subject.save()
    return learned
