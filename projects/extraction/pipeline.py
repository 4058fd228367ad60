"""From a decoded document to its records: the one entrance to extraction.

clean → articles → sentences → namings → subjects → facts → attachment → regions and parks → which deserve a record
→ records with citations. Every step is a module of this folder; none of them knows Django.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kbase.text.cleaning import clean
from projects.extraction import (
    articles,
    attach,
    batches,
    counts,
    facts,
    members,
    names,
    organisations,
    places,
    regions,
    salience,
)
from projects.extraction.articles import Hints
from projects.extraction.assemble import Assembler, Draft
from projects.extraction.attach import Attached
from projects.extraction.context import Context
from projects.extraction.names import Name
from projects.extraction.naming import Namer
from projects.extraction.parents import park_of
from projects.extraction.passages import sentences
from projects.extraction.places import Place
from projects.extraction.records import ArticleText, Extraction, Mention, Problem, Record
from projects.extraction.statuses import status_of
from projects.extraction.subjects import Subject, Subjects
from projects.extraction.tagging import JiebaTagger, Tagger
from projects.extraction.topics import terms_of

#: Grows with every change of rules or weights that changes records; stored with each observation.
EXTRACTOR_VERSION = "2026.11.26-2"

#: A subject with a smaller chance to deserve a record gets none (cross-validated, see docs/extraction.md).
THRESHOLD = 0.28


@dataclass(frozen=True)
class Reading:
    """One article read: everything that the decisions look at. Training starts here, too."""

    article: ArticleText
    context: Context
    facts: list[Mention]
    parks: list[Mention]
    terms: list[Mention]
    counts: list[Mention]
    places: list[Place]


def extract(raw: str, name: str, hints: Hints = Hints(), tagger: Tagger | None = None) -> Extraction:
    """All records of a decoded document. Never fails on a text; what is uncertain is told in ``problems``.

    ``name`` is only passed through. 「…总投资5亿元的甲园开工…」 → one record with money, status and their citations.
    """
    cleaned = clean(raw)
    problems = [
        Problem(_line(raw, cleaned.text.map.raw_span(f.start, f.end)[0]), f.note)
        for f in cleaned.flags
        if f.end > f.start
    ]
    parts = articles.split(cleaned.text, hints)
    records: list[Record] = []
    for number, article in enumerate(parts):
        records += records_of(read(article, tagger or default_tagger()), number, tagger or default_tagger())
    return Extraction(name, parts, tuple(records), tuple(problems))


@cache
def default_tagger() -> Tagger:
    """The tagger used when none is given."""
    return JiebaTagger()


def read(article: ArticleText, tagger: Tagger) -> Reading:
    """An article's namings, subjects, facts and places."""
    text = article.text.text
    parts = sentences(text)
    counted = list(counts.find(text))
    found = list(batches.find(text, counted))
    for sentence in parts:
        piece = text[sentence.start : sentence.end]
        found += names.find(piece, tagger.words(piece), sentence.start)
    namings = _without_overlaps(found)
    firms = list(organisations.find(text))
    context = Context(text, parts, Subjects(text, parts, namings, organisations.companies(text, firms)))
    for subject in context.subjects.all:
        if subject.kind == "batch":
            count = batches.count_of(subject.names, counted)
            subject.count = int(count.value) if count else None
    return Reading(
        article,
        context,
        facts.find(text, article.published, firms),
        facts.parks(context),
        facts.industry_terms(text, context.names),
        counted,
        places.find(text),
    )


def _without_overlaps(found: Sequence[Name]) -> list[Name]:
    """A batch keeps its words: 「62个项目」 is not also a 项目. Otherwise the first and longest wins."""
    kept: list[Name] = []
    batch = [n for n in found if n.form == "batch"]
    for name in sorted(found, key=lambda n: (n.start, n.form != "batch", -n.end)):
        if name.form != "batch" and any(b.start < name.end and name.start < b.end for b in batch):
            continue
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return kept


def records_of(reading: Reading, number: int, tagger: Tagger) -> list[Record]:
    """The records of one article, in the order of their first naming."""
    drafts = drafts_of(reading)
    assembler = Assembler(reading.article, number, reading.context, Namer(reading.context, tagger))
    return [assembler.record(draft) for draft in drafts if draft.chance >= THRESHOLD]


def drafts_of(reading: Reading) -> list[Draft]:
    """A draft for every subject, with its facts, its place and its chance to become a record."""
    context = reading.context
    by_subject: dict[int, list[Attached]] = defaultdict(list)
    for item in attach.attach(reading.facts, context):
        by_subject[id(item.subject)].append(item)
    for member, item in list(members.inherited(by_subject, context)):
        by_subject[id(member)].append(item)
    home = regions.article_place(reading.places, context)
    drafts = [_draft(subject, by_subject, reading, home) for subject in context.subjects.all]
    members.parks(drafts, context)
    return drafts


def _draft(subject: Subject, owned: Mapping[int, list[Attached]], reading: Reading, home: Place | None) -> Draft:
    context, attached = reading.context, owned.get(id(subject), [])
    chance = salience.chance(subject, attached, context)
    if chance < THRESHOLD:
        return Draft(subject, attached, chance)
    park = park_of(subject, reading.parks, context)
    stages = [fact for fact in reading.facts if fact.field == "status"]
    draft = Draft(
        subject,
        attached,
        chance,
        park=park,
        terms=terms_of(subject, reading.terms, context),
        status=status_of(subject, owned, stages, reading.article.published, context),
    )
    park_place = next((p for p in reading.places if park and park.fact.start <= p.start < park.fact.end), None)
    draft.region = regions.of(subject, reading.places, context, park_place, home)
    if subject.kind == "batch":
        draft.count = batches.count_of(subject.names, reading.counts)
    return draft


def _line(raw: str, at: int) -> int:
    return raw.count("\n", 0, at) + 1
