"""What extraction hands on: mentions (what a finder saw) and records with citations (what a document says).

Plain data, no Django. The JSON shape of :meth:`Extraction.to_json` is what ``manage.py extract`` prints and
what ``projects/actions/imports.py`` stores. All offsets are code points; ``start:end`` count in the cleaned
text of an article, ``raw_start:raw_end`` in the decoded file.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

from kbase.text.offsets import MappedText

Kind = Literal["park", "project", "batch"]
Qualifier = Literal["exact", "about", "over", "up_to", "range"]
Status = Literal["planned", "signed", "construction", "completed", "operating"]
Role = Literal["developer", "investor", "operator", "tenant", "partner", "government"]

#: Facts that are numbers; everything a total may be made of.
FIGURES = ("investment_cny", "land_area_m2", "floor_area_m2", "annual_output_cny", "project_count")


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing a finder saw in a text: 「总投资约15亿元」 → investment_cny, 1500000000, about.

    ``field`` is the fact it states (a key of ``projects.fields.FIELDS``) or "" when the words do not say which;
    ``value`` is normalised (yuan, square metres, adcode, ISO date, …); ``cue`` are the words that decided the
    field; ``flags`` are hints for attachment ("threshold", "component", "quoted", "excluded:税收", …). ``anchor`` is
    where the words stand that have an owner, when the span holds more: the verb of 「昨日,甲园奠基」.
    """

    field: str
    value: Any
    start: int
    end: int
    qualifier: Qualifier = "exact"
    cue: str = ""
    currency: str = "CNY"
    flags: frozenset[str] = frozenset()
    anchor: tuple[int, int] | None = None

    def anchored(self) -> Self:
        """The same mention as if its span were its anchor: whose it is is asked of the verb, not of the date."""
        return replace(self, start=self.anchor[0], end=self.anchor[1]) if self.anchor else self


@dataclass(frozen=True, slots=True)
class Citation:
    """One observation: these words of that article state this value of this field.

    ``quote == articles[article].text[start:end]``, always. ``confidence`` is a probability in 0..1. ``extractor``
    names who observed it when it was not the rules ("llm:qwen3").
    """

    field: str
    value: Any
    article: int
    start: int
    end: int
    quote: str
    raw_start: int
    raw_end: int
    qualifier: Qualifier = "exact"
    confidence: float = 1.0
    extractor: str = ""

    def to_json(self) -> dict[str, Any]:
        """The contract's shape, with qualifier and confidence beside it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Industry:
    """An industry of the taxonomy (``code``) and the words of the text (``term``)."""

    code: str
    term: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company, institute or office and what it does for the record."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class ForeignMoney:
    """An amount in the currency it was written in, in whole units: 2.5亿美元 → 250000000, USD."""

    amount: float
    currency: str


@dataclass(slots=True)
class Record:
    """A park, a project, or a batch of projects as one document tells it. See CONTRACT in docs/extraction.md."""

    kind: Kind
    name: str
    article: int
    aliases: list[str] = field(default_factory=list)
    region: str | None = None
    park: str | None = None
    phase_of: str | None = None
    industries: list[Industry] = field(default_factory=list)
    investment_cny: int | None = None
    land_area_m2: float | None = None
    floor_area_m2: float | None = None
    annual_output_cny: int | None = None
    project_count: int | None = None
    qualifiers: dict[str, Qualifier] = field(default_factory=dict)
    investment_original: ForeignMoney | None = None
    status: Status | None = None
    started_on: str | None = None
    completes_on: str | None = None
    organisations: list[Organisation] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The contract's shape of one record."""
        original = self.investment_original
        return {
            "kind": self.kind,
            "name": self.name,
            "aliases": self.aliases,
            "article": self.article,
            "region": self.region,
            "park": self.park,
            "phase_of": self.phase_of,
            "industries": [{"code": i.code, "term": i.term} for i in self.industries],
            **{name: getattr(self, name) for name in FIGURES},
            "qualifiers": self.qualifiers,
            "investment_original": original and {"amount": original.amount, "currency": original.currency},
            "status": self.status,
            "started_on": self.started_on,
            "completes_on": self.completes_on,
            "organisations": [{"name": o.name, "role": o.role} for o in self.organisations],
            "citations": [c.to_json() for c in self.citations],
        }


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One article of a page: its head and its cleaned text, mapped back to the decoded file."""

    text: MappedText
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The contract's shape of one article."""
        return {
            "title": self.title,
            "published": self.published,
            "publisher": self.publisher,
            "authors": list(self.authors),
            "text": self.text.text,
        }


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read or is uncertain, in Chinese words, with its line in the decoded file."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one document says."""

    document: str
    articles: tuple[ArticleText, ...]
    records: tuple[Record, ...]
    problems: tuple[Problem, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """One element of the array that ``manage.py extract --format json`` prints."""
        return {
            "document": self.document,
            "articles": [a.to_json() for a in self.articles],
            "records": [r.to_json() for r in self.records],
            "problems": [{"line": p.line, "reason": p.reason} for p in self.problems],
        }
