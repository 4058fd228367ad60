"""What of a model's proposal is true: its quote stands in the text, and our own finders read the same value there.

A model may invent, and a text may tell it to; here nothing counts but the words of the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

from parks.vocabulary import load
from projects.extraction import area, batches, counts, dates, industries, money, places, stages
from projects.extraction.records import ArticleText, Mention, Role, Status

ROLES, STATUSES = frozenset(get_args(Role)), frozenset(get_args(Status))
_MONEY, _AREA = ("investment_cny", "annual_output_cny"), ("land_area_m2", "floor_area_m2")
_MOST_QUOTE = 200
_SENTENCE_END = re.compile("[。！？!?；;\n]")


@dataclass(frozen=True, slots=True)
class Fact:
    """A proposal that holds: ``value`` as our finders read it, at ``[start:end)`` of the article's text."""

    field: str
    value: Any
    start: int
    end: int
    qualifier: Any = "exact"


class Checker:
    """The readings of one article, made once and only when asked for."""

    def __init__(self, article: ArticleText) -> None:
        self.text, self.published = article.text.text, article.published

    @cached_property
    def _money(self) -> list[Mention]:
        return list(money.find(self.text))

    @cached_property
    def _area(self) -> list[Mention]:
        return list(area.find(self.text))

    @cached_property
    def _counts(self) -> list[Mention]:
        return list(counts.find(self.text))

    @cached_property
    def _batches(self) -> list[tuple[int, int]]:
        return [(name.start, name.end) for name in batches.find(self.text, self._counts)]

    @cached_property
    def _dates(self) -> list[Mention]:
        return list(dates.find(self.text, self.published))

    @cached_property
    def _stages(self) -> list[Mention]:
        return [m for m in stages.find(self.text) if not m.flags & {"hypothetical", "negated"}]

    @cached_property
    def _industries(self) -> list[Mention]:
        return [term for term in industries.find(self.text, load()) if "bare" not in term.flags]

    def fact(self, kind: str, name: str, proposed: Any) -> Fact | None:
        """The proposed citation of a record of that kind and name, or None when it doesn't hold."""
        if not isinstance(proposed, Mapping):
            return None
        field, value, quote = proposed.get("field"), proposed.get("value"), proposed.get("quote")
        if not isinstance(field, str) or not isinstance(quote, str) or not 0 < len(quote) <= _MOST_QUOTE:
            return None
        start = self._place(quote, name)
        return None if start is None else self._read(kind, field, value, start, start + len(quote))

    def _place(self, quote: str, name: str) -> int | None:
        """Where the quote stands; of several places the one nearest to the record's name."""
        found = [match.start() for match in re.finditer(re.escape(quote), self.text)]
        named = [match.start() for match in re.finditer(re.escape(name), self.text)]
        return min(found, key=lambda at: (min((abs(at - n) for n in named), default=0), at), default=None)

    def _read(self, kind: str, field: str, value: Any, start: int, end: int) -> Fact | None:
        if field in ("name", "park", "phase_of", "organisations", "region"):
            return self._named(kind, field, value, start, end)
        if field in _MONEY and kind != "batch" and self._tells_of_batch(start):
            return None
        for mention in self._mentions(field):
            if start <= mention.start and mention.end <= end and _agree(field, kind, value, mention):
                told = mention.value.code if field == "industries" else mention.value
                if field == "investment_original":
                    told = {"amount": float(mention.value), "currency": mention.currency}
                return Fact(field, told, start, end, mention.qualifier)
        return None

    def _mentions(self, field: str) -> list[Mention]:
        if field in _MONEY or field == "investment_original":
            return self._money
        if field in _AREA:
            return self._area
        found = {"project_count": "_counts", "status": "_stages", "industries": "_industries"}
        found |= {"started_on": "_dates", "completes_on": "_dates"}
        return getattr(self, found[field]) if field in found else []

    def _named(self, kind: str, field: str, value: Any, start: int, end: int) -> Fact | None:
        """Facts that are names: they must stand in the quote themselves."""
        quote = self.text[start:end]
        if field == "region":
            inside = (p for p in places.find(self.text) if start <= p.start and p.end <= end)
            return Fact(field, value, start, end) if any(p.adcode == value for p in inside) else None
        name = value.get("name") if field == "organisations" and isinstance(value, Mapping) else value
        if not isinstance(name, str) or len(name) < 2 or name not in quote:
            return None
        if field == "organisations":
            role = value.get("role") if isinstance(value, Mapping) else None
            return Fact(field, {"name": name, "role": role}, start, end) if role in ROLES else None
        return None if field == "phase_of" and kind != "project" else Fact(field, name, start, end)

    def _tells_of_batch(self, at: int) -> bool:
        """Whether the sentence around ``at`` speaks of N projects: its money is theirs together."""
        start = max((m.end() for m in _SENTENCE_END.finditer(self.text, 0, at)), default=0)
        stop = _SENTENCE_END.search(self.text, at)
        end = stop.start() if stop else len(self.text)
        return any(start <= first < end for first, _ in self._batches)


def _agree(field: str, kind: str, value: Any, mention: Mention) -> bool:
    """Whether a finder's reading is what the model says, and may be said of this field at all."""
    if any(flag.startswith("excluded:") or flag == "threshold" for flag in mention.flags):
        return False
    if field in (*_MONEY, *_AREA):
        return mention.field in (field, "") and mention.currency == "CNY" and _equal(value, mention.value)
    if field == "investment_original":
        told = value if isinstance(value, Mapping) else {}
        return (
            mention.currency != "CNY"
            and told.get("currency") == mention.currency
            and _equal(told.get("amount"), mention.value)
        )
    if field == "project_count":
        return kind == "batch" and _equal(value, mention.value)
    if field == "industries":
        return bool(mention.value.code == (value.get("code") if isinstance(value, Mapping) else value))
    return isinstance(value, str) and value == mention.value and (field != "status" or value in STATUSES)


def _equal(value: Any, read: Any) -> bool:
    """Numbers are equal when they differ by less than rounding to two decimals does."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and abs(float(value) - float(read)) <= max(0.01, abs(float(read)) * 1e-6)


def facts(checker: Checker, kind: str, name: str, proposed: Any) -> Iterator[Fact]:
    """The proposed citations of one record that hold, in their order."""
    for each in proposed if isinstance(proposed, list) else ():
        if (fact := checker.fact(kind, name, each)) is not None:
            yield fact
