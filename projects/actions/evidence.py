"""How well a record is sourced, as the values of two facets: 「多源」, 「说法不一」, 「无出处」; 「人工核对」."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from projects.actions.columns import kind_of
from projects.actions.resolve import agree
from projects.fields import Field, fields_of
from projects.models import Citation


def evidence(record: Any, sources: int) -> list[str]:
    """Which of "many", "single", "conflict", "unsourced" hold. ``record.said`` are its active citations.

    ``sources`` is the number of independent ones: an article and its reprints are one.
    """
    told: dict[str, list[Citation]] = {}
    for citation in record.said:
        told.setdefault(citation.field, []).append(citation)
    fields = fields_of(kind_of(record))
    found = ["many" if sources > 1 else "single"] if sources else []
    if any(_disagree(field, told.get(field.name, ())) for field in fields):
        found.append("conflict")
    if any(_unsourced(record, field, told.get(field.name, ())) for field in fields):
        found.append("unsourced")
    return sorted(found)


def review(record: Any) -> list[str]:
    """["human"] when a person marked anything of it or a decision is in force (``record.decided``), else ["machine"]."""
    marked = any(citation.origin == Citation.Origin.EDITOR for citation in record.said)
    return ["human" if marked or record.decided else "machine"]


def _disagree(field: Field, told: Iterable[Citation]) -> bool:
    """Whether an observation can't be true together with the one that is shown."""
    if field.kind == "name":
        return False  # other names are aliases
    chosen, others = _apart(told)
    return bool(chosen) and any(not _agree(field, chosen[0], other) for other in others)


def _agree(field: Field, chosen: Citation, other: Citation) -> bool:
    return agree(field, chosen.value, other.value, vague={chosen.qualifier, other.qualifier} != {"exact"})


def _unsourced(record: Any, field: Field, told: Iterable[Citation]) -> bool:
    """Whether the record shows a value that no words support."""
    supported = list(told) if field.kind == "name" else _apart(told)[0]
    return not supported and _shows(record, field)


def _shows(record: Any, field: Field) -> bool:
    column = field.column_of(kind_of(record)) or ""
    if field.many:
        return any(True for _ in getattr(record, column).all())
    return getattr(record, f"{column}_id" if field.kind in ("region", "record") else column) not in (None, "")


def _apart(told: Iterable[Citation]) -> tuple[list[Citation], list[Citation]]:
    citations = list(told)
    return [each for each in citations if each.chosen], [each for each in citations if not each.chosen]


def periods(dates: Iterable[str]) -> Iterator[str]:
    """Each date with all that holds it: "2023-02-08" → 2023, 2023Q1, 2023-02; "2023" → 2023."""
    for date in dates:
        yield date[:4]
        if len(date) >= 7:
            yield f"{date[:4]}Q{(int(date[5:7]) + 2) // 3}"
            yield date[:7]
