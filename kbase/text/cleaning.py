"""Cleaning: from the text as decoded to the text that is read, searched and cited, with every place kept.

Each step looks at the text the steps before it left and yields edits; nothing is ever searched for afterwards.
To add one, write a function ``step(text) -> Iterable[Edit]`` and put it into :data:`STEPS`. The order matters:
readings go before mojibake is repaired (they were put into broken runs too), and that before marks are narrowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kbase.text.mojibake import repair_mojibake
from kbase.text.offsets import Edit, MappedText
from kbase.text.pinyin_brackets import remove_pinyin
from kbase.text.spacing import remove_doubled, remove_spaces, translate_and
from kbase.text.traditional import simplify
from kbase.text.widths import decode_entities, normalise_widths, remove_invisible

Step = Callable[[str], Iterable[Edit]]

STEPS: tuple[Step, ...] = (
    decode_entities,
    remove_invisible,
    remove_pinyin,
    repair_mojibake,
    normalise_widths,
    remove_spaces,
    remove_doubled,
    translate_and,
    simplify,
)


@dataclass(frozen=True, slots=True)
class Flag:
    """A place ``[start:end)`` of the cleaned text that a human should look at, and why (in Chinese)."""

    kind: str
    start: int
    end: int
    note: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The cleaned text, mapped to the raw text, and the places that are not certain."""

    text: MappedText
    flags: tuple[Flag, ...] = ()


def clean(raw: str | MappedText) -> Cleaned:
    """The readable text of a raw one: 「嶗山區(qū)２０２３年，」 → 「崂山区2023年,」. Linear in its length, never fails.

    A text already cut out of its file (a column, the body of a page) keeps its places in that file.
    """
    text = MappedText.of(raw) if isinstance(raw, str) else raw
    flagged: list[tuple[str, int, int, str]] = []
    for step in STEPS:
        edits = list(step(text.text))
        flagged += (_in_raw(text, edit) for edit in edits if edit.flag)
        text = text.edit(edits)
    flags = (_in_clean(text, *each) for each in flagged)
    return Cleaned(text, tuple(flag for flag in flags if flag))


def _in_raw(text: MappedText, edit: Edit) -> tuple[str, int, int, str]:
    """A flagged edit by its place in the raw text, which the steps still to come don't move."""
    before = text.text[edit.start : edit.end]
    note = f"疑似乱码，无法准确还原：{before}" if edit.text == before else f"乱码已还原，原文为：{before}"
    return edit.flag, *text.map.raw_span(edit.start, edit.end), note


def _in_clean(text: MappedText, kind: str, raw_start: int, raw_end: int, note: str) -> Flag | None:
    span = text.map.clean_span(raw_start, raw_end)
    return Flag(kind, *span, note) if span else None
