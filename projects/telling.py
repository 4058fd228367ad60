"""Records as they are told outside their pages, in feeds and mail: a name, the figures, the words behind each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from projects.actions.columns import column_value, kind_of
from projects.facets import KINDS
from projects.fields import fields_of
from projects.hits import Sourced, sourced, whole
from projects.models import Article, Citation, SearchDocument
from projects.models.citation import Subject
from projects.values import show

#: What is told of a record: its figures and how far it has come.
_TOLD = ("money", "area", "count", "status", "date")
#: Characters of an article.
_OPENING = 160


@dataclass(frozen=True, slots=True)
class Line:
    """One value with the words behind it: 总投资, 约15亿元, the citation; ``fresh``: these words are new."""

    label: str
    text: str
    citation: Citation | None
    fresh: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A record or an article; ``new`` says that it came since, ``place`` where it lies or who printed it."""

    kind: str
    key: int
    name: str
    url: str
    at: datetime
    new: bool
    place: str
    lines: list[Line] = field(default_factory=list)
    opening: str = ""

    @property
    def label(self) -> str:
        """The kind in words."""
        return KINDS[self.kind]

    @property
    def title(self) -> str:
        """The name with what is most worth knowing: 「云岭智算中心：总投资约15亿元、进度在建」."""
        worth = [f"{line.label}{line.text}" for line in self.lines[:2]]
        return f"{self.name}：{'、'.join(worth)}" if worth else self.name


def tell(rows: Sequence[SearchDocument], since: datetime | None = None) -> list[Told]:
    """The records of these rows, in a fixed number of queries; what came after ``since`` is marked as new."""
    return [_told(each, since) for each in sourced(rows, whole())]


def _told(found: Sourced, since: datetime | None) -> Told:
    record, at = found.record, found.row.changed_at
    url = record.get_absolute_url()
    if isinstance(record, Article):
        came = record.document.created_at
        place = "，".join(filter(None, [record.publisher, record.published]))
        opening = " ".join(record.text[:_OPENING].split())
        return Told("article", record.pk, record.heading, url, at or came, _after(came, since), place, opening=opening)
    place = record.region.full_name if record.region else ""
    new = _after(record.created_at, since)
    lines = _lines(record, found.citations, since)
    return Told(found.row.kind, record.pk, record.name, url, at or record.updated_at, new, place, lines)


def _lines(record: Subject, citations: dict[str, Citation], since: datetime | None) -> list[Line]:
    lines = []
    for each in fields_of(kind_of(record)):
        value = column_value(record, each) if each.kind in _TOLD else None
        if value is not None:
            text = show(record, each, value, record.qualifiers.get(each.name)).text
            citation = citations.get(each.name)
            fresh = citation is not None and _after(citation.created_at, since)
            lines.append(Line(each.label, text, citation, fresh))
    return lines


def _after(moment: datetime, since: datetime | None) -> bool:
    return since is not None and moment > since
