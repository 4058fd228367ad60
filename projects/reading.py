"""An article prepared for reading: its lines with marks, and the records told in it, numbered as they occur."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from kbase.text.lines import classify
from projects.fields import BY_NAME
from projects.marks import Line, Span, marked_lines
from projects.models import Article, Citation
from projects.models.citation import Subject
from projects.values import Shown, show

#: So many reprints are listed.
REPRINTS = 40


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that the article says of a record: 总投资 约15亿元, at ``citation``."""

    label: str
    shown: Shown
    citation: Citation


@dataclass(slots=True)
class Entry:
    """A record of the article with its number in the margin and all that is told of it."""

    number: int
    record: Subject
    told: list[Told] = field(default_factory=list)

    @property
    def facts(self) -> list[tuple[str, list[Told]]]:
        """What the record shows of what is told: label and values, each value once, at its first place."""
        by_label: dict[str, dict[str, Told]] = {}
        for each in self.told:
            if each.citation.field != "name" and each.citation.chosen:
                by_label.setdefault(each.label, {}).setdefault(each.shown.text, each)
        return [(label, list(values.values())) for label, values in by_label.items()]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line, what it is (heading, body, caption, …), and the records whose first words stand in it."""

    line: Line
    kind: str
    notes: list[Entry]


@dataclass(frozen=True, slots=True)
class Reading:
    """The page of an article: paragraphs, records, and the record of every citation."""

    paragraphs: list[Paragraph]
    entries: list[Entry]
    by_citation: dict[int, Entry]


@dataclass(frozen=True, slots=True)
class Story:
    """The articles that tell the same in the same words: which told it first, and the others but this one."""

    first: Article | None
    others: list[Article]


def story(article: Article) -> Story:
    """What else prints this article; ``first`` is None where this one came first."""
    same = Article.objects.filter(Q(pk=article.told_first) | Q(story=article.told_first)).exclude(pk=article.pk)
    found = list(same.defer("text", "offsets", "sketch").order_by("published", "pk")[:REPRINTS])
    first = next((each for each in found if each.pk == article.told_first), None)
    return Story(first, [each for each in found if each is not first])


def reading(article: Article, *, raw: bool = False) -> Reading:
    """The article in its cleaned text, or (``raw``) as it stood in the source, with the same marks."""
    citations = list(
        article.citations.current().public().select_related("park", "project").order_by("start", "-end", "pk")
    )
    entries, by_citation = _entries(citations)
    lines = _raw_lines(article, citations) if raw else marked_lines(article.text, _spans(citations))
    kinds = {} if raw else {line.start: line.kind for line in classify(article.text)}
    return Reading(list(_paragraphs(lines, kinds, by_citation)), entries, by_citation)


def _entries(citations: Iterable[Citation]) -> tuple[list[Entry], dict[int, Entry]]:
    entries: dict[Subject, Entry] = {}
    by_citation: dict[int, Entry] = {}
    for citation in citations:
        subject = citation.subject
        entry = entries.setdefault(subject, Entry(len(entries) + 1, subject))
        by_citation[citation.pk] = entry
        if known := BY_NAME.get(citation.field):
            shown = show(subject, known, citation.value, citation.qualifier)
            entry.told.append(Told(known.label, shown, citation))
    return list(entries.values()), by_citation


def _spans(citations: Iterable[Citation]) -> list[Span]:
    return [Span(each.pk, each.start, each.end) for each in citations]


def _raw_lines(article: Article, citations: Iterable[Citation]) -> list[Line]:
    """The part of the decoded file that the article came from; joined columns give several spans per citation."""
    offsets = article.mapped.map
    start, end = offsets.raw_span(0, len(article.text))
    spans = [Span(each.pk, *piece) for each in citations for piece in offsets.raw_pieces(each.start, each.end)]
    return marked_lines(article.document.raw_text, spans, start=start, end=end)


def _paragraphs(lines: Iterable[Line], kinds: Mapping[int, str], by_citation: dict[int, Entry]) -> Iterator[Paragraph]:
    noted: set[int] = set()
    for line in lines:
        fresh = {by_citation[key].number: by_citation[key] for key in line.begins}
        notes = [entry for number, entry in sorted(fresh.items()) if number not in noted]
        noted.update(entry.number for entry in notes)
        if line.nodes:
            yield Paragraph(line, kinds.get(line.start, "body"), notes)
