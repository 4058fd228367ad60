"""Records side by side: the facts of two to four parks, or of two to four projects, field by field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from parks.models import Park
from projects.facts import Fact, FactSheet, fact_sheets
from projects.fields import FIELDS, Field
from projects.models import Project
from projects.models.citation import Subject

Kind = Literal["project", "park"]
MOST = 4
#: The name heads the column.
_LEFT_OUT = frozenset({"name"})


@dataclass(frozen=True, slots=True)
class Row:
    """One field of all records; a cell is None where nobody told it."""

    field: Field
    cells: list[Fact | None]

    @property
    def differs(self) -> bool:
        """Whether two records that tell it tell different things."""
        told = {tuple(claim.shown.text for claim in cell.claims) for cell in self.cells if cell and cell.claims}
        return len(told) > 1


@dataclass(frozen=True, slots=True)
class Compared:
    """A column: the record, its facts, and the page without it."""

    record: Subject
    sheet: FactSheet
    without_url: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the page prints; ``errors`` say what was asked but could not be shown."""

    kind: Kind
    columns: list[Compared]
    rows: list[Row]
    errors: list[str]

    @property
    def query(self) -> str:
        """What names the records in an address: "?ids=12&ids=15"."""
        return compare_url(self.kind, [column.record.pk for column in self.columns]).removeprefix(_page())

    def url_with(self, key: int) -> str:
        """The same page with one more record."""
        return compare_url(self.kind, [*(column.record.pk for column in self.columns), key])


def compare_url(kind: Kind, keys: Iterable[int]) -> str:
    """/compare/?kind=park&ids=3&ids=8; projects need no kind."""
    pairs = [("kind", kind)] if kind == "park" else []
    return f"{_page()}?{urlencode([*pairs, *(('ids', key) for key in keys)])}"


def _page() -> str:
    return reverse("projects:compare")


def compare(kind: Kind, asked: Sequence[str]) -> Comparison:
    """The records of ``asked`` ("12", or "12,15" at once) in that order, at most four."""
    words = [word for each in asked for word in re.split(r"[,，\s]+", each) if word]
    keys = list(dict.fromkeys(int(word) for word in words if re.fullmatch(r"[0-9]{1,12}", word)))
    errors = [
        _("“%(word)s”不是编号，已略去。") % {"word": word[:20]}
        for word in words
        if not re.fullmatch(r"[0-9]{1,12}", word)
    ][:3]
    rows = Park.objects.with_labels() if kind == "park" else None
    found = (rows if rows is not None else Project.objects.with_labels()).in_bulk(keys[: 5 * MOST])
    noun = _("园区" if kind == "park" else "项目")
    errors += [_("没有编号为 %(key)s 的%(noun)s。") % {"key": key, "noun": noun} for key in keys if key not in found][
        :3
    ]
    records: list[Subject] = [found[key] for key in keys if key in found]
    if len(records) > MOST:
        errors.append(_("最多并排 %(most)s 个，已取前 %(most)s 个。") % {"most": MOST})
    records = records[:MOST]
    sheets = fact_sheets(records)
    present = [record.pk for record in records]
    columns = [
        Compared(record, sheet, compare_url(kind, [key for key in present if key != record.pk]))
        for record, sheet in zip(records, sheets, strict=True)
    ]
    return Comparison(kind, columns, list(_rows(sheets)), errors)


def _rows(sheets: Sequence[FactSheet]) -> Iterable[Row]:
    for field in FIELDS:
        cells = [sheet.get(field.name) for sheet in sheets]
        if field.name not in _LEFT_OUT and any(cells):
            yield Row(field, cells)
