"""Subjects with their facts into records: one value per field, every value with the words that prove it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from projects.extraction.attach import Attached
from projects.extraction.context import Context
from projects.extraction.naming import Namer
from projects.extraction.records import (
    FIGURES,
    ArticleText,
    Citation,
    ForeignMoney,
    Industry,
    Mention,
    Organisation,
    Record,
    Status,
)
from projects.extraction.regions import Evidence
from projects.extraction.subjects import Subject

_ONE_VALUE = ("investment_cny", "land_area_m2", "floor_area_m2", "annual_output_cny", "started_on", "completes_on")


@dataclass(slots=True)
class Draft:
    """A subject on its way to a record."""

    subject: Subject
    attached: list[Attached] = field(default_factory=list)
    chance: float = 1.0
    region: Evidence | None = None
    park: Attached | None = None
    terms: list[tuple[Mention, float]] = field(default_factory=list)
    status: tuple[Status, Mention, float] | None = None
    count: Mention | None = None


class Assembler:
    """Makes the records of one article."""

    def __init__(self, article: ArticleText, number: int, context: Context, namer: Namer) -> None:
        self.article, self.number, self.context, self.namer = article, number, context, namer

    def record(self, draft: Draft) -> Record:
        """The record of a draft, with citations for every field that has a value."""
        subject = draft.subject
        place = draft.region.place if draft.region else None
        record = Record(subject.kind, self.namer.name(subject, draft.attached, place), self.number)
        record.aliases = self.namer.aliases(subject, record.name, draft.attached, place)
        self._name(record, subject, draft.chance)
        by_field: dict[str, list[Attached]] = defaultdict(list)
        for item in draft.attached:
            by_field[item.fact.field].append(item)
        for name in _ONE_VALUE:
            self._value(record, name, by_field[name])
        self._status(record, draft.status, by_field["status"])
        self._industries(record, draft.terms)
        self._organisations(record, by_field["organisations"])
        self._place(record, draft)
        if draft.count:
            record.project_count = int(draft.count.value)
            if draft.count.qualifier != "exact":
                record.qualifiers["project_count"] = draft.count.qualifier
            self._cite(record, "project_count", draft.count.value, draft.count, draft.chance)
        record.citations = [_given(citation, draft.chance) for citation in record.citations]
        return record

    def _name(self, record: Record, subject: Subject, chance: float) -> None:
        best = next((n for n in subject.names if n.text == subject.title), subject.names[0])
        self._cite_span(record, "name", record.name, best.start, best.end, chance)
        if subject.parent:
            record.phase_of = self.namer.name(subject.parent)
            self._cite_span(record, "phase_of", record.phase_of, best.start, best.end, chance)

    def _value(self, record: Record, name: str, items: Sequence[Attached]) -> None:
        """The surest value, of equals the more precise. Only investment keeps an amount in another currency.

        Of two dates before one verb (昨日宣布…明年投产) the nearer is its own.
        """
        items = [i for i in items if not any(o.fact.end == i.fact.end and o.fact.start > i.fact.start for o in items)]
        if name != "investment_cny":
            items = [item for item in items if item.fact.currency == "CNY"]
        if not items:
            return
        best = max(items, key=lambda a: (round(a.probability, 1), _precision(a.fact), a.probability))
        if name == "investment_cny" and best.fact.currency != "CNY":
            record.investment_original = ForeignMoney(float(best.fact.value), best.fact.currency)
            told = {"amount": record.investment_original.amount, "currency": record.investment_original.currency}
            self._cite(record, "investment_original", told, best.fact, best.probability)
            return
        setattr(record, name, best.fact.value)
        if best.fact.qualifier != "exact":
            record.qualifiers[name] = best.fact.qualifier
        for item in items:
            if item.fact.currency == "CNY":
                self._cite(record, name, item.fact.value, item.fact, item.probability)

    def _status(self, record: Record, chosen: tuple[Status, Mention, float] | None, items: Sequence[Attached]) -> None:
        """The chosen stage with its words; other stages that the text tells of it stay as citations."""
        if chosen is None:
            return
        record.status, mention, chance = chosen
        self._cite(record, "status", record.status, mention, chance)
        for item in items:
            if item.fact is not mention:
                self._cite(record, "status", item.fact.value, item.fact, min(item.probability, chance))

    def _industries(self, record: Record, terms: Sequence[tuple[Mention, float]]) -> None:
        for mention, chance in terms:
            industry: Industry = mention.value
            record.industries.append(industry)
            self._cite(record, "industries", industry.code, mention, chance)

    def _organisations(self, record: Record, items: Sequence[Attached]) -> None:
        for item in items:
            organisation: Organisation = item.fact.value
            if organisation not in record.organisations:
                record.organisations.append(organisation)
            told = {"name": organisation.name, "role": organisation.role}
            self._cite(record, "organisations", told, item.fact, item.probability)

    def _place(self, record: Record, draft: Draft) -> None:
        if draft.region:
            place = draft.region.place
            record.region = place.adcode
            self._cite_span(
                record, "region", place.adcode, place.start, place.end, min(0.95, 0.4 + draft.region.weight / 8)
            )
        if draft.park:
            record.park = draft.park.fact.value
            self._cite(record, "park", record.park, draft.park.fact, draft.park.probability)

    def _cite(self, record: Record, name: str, value: object, fact: Mention, chance: float) -> None:
        start, end = fact.start, fact.end
        if name in FIGURES and not re.search(r"\d", self.article.text.text[start:end]):
            start, end = self._told(start)
        self._cite_span(record, name, value, start, end, chance, fact)

    def _told(self, at: int) -> tuple[int, int]:
        """The clause at ``at`` with the one before: 「两个项目」, 「超百亿元」 alone prove too little to a reader."""
        sentence = self.context.sentence(at)
        number = sentence.clause_of(at)
        start, end = sentence.clauses[max(0, number - 1)][0], sentence.clauses[number][1]
        words = self.article.text.text[start:end].rstrip("，,；;：:。！!？?\n 　")
        return end - len(self.article.text.text[start:end].lstrip()), start + len(words)

    def _cite_span(
        self, record: Record, name: str, value: object, start: int, end: int, chance: float, fact: Mention | None = None
    ) -> None:
        raw_start, raw_end = self.article.text.map.raw_span(start, end)
        quote = self.article.text.text[start:end]
        qualifier = fact.qualifier if fact else "exact"
        record.citations.append(
            Citation(
                name, value, self.number, start, end, quote, raw_start, raw_end, qualifier, round(min(chance, 0.999), 3)
            )
        )


def _given(citation: Citation, chance: float) -> Citation:
    """A value is right only if its record is one: its confidence is that of both. The name's is the record's alone."""
    if citation.field == "name":
        return citation
    return replace(citation, confidence=round(max(0.001, citation.confidence * chance), 3))


def _precision(fact: Mention) -> int:
    """A full date beats a year, an exact number a rounded one."""
    return len(str(fact.value)) if fact.field in ("started_on", "completes_on") else int(fact.qualifier == "exact")
