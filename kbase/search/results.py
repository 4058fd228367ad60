"""What a search page prints, ready made: templates and JSON only copy it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from kbase.search.selections import UNKNOWN

Place = Literal["bar", "side"]
H = TypeVar("H")


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One line of a facet; ``url`` turns the value on or off, ``exclude_url`` leaves it out or takes that back."""

    value: str
    label: str
    count: int
    selected: bool
    url: str
    depth: int = 0
    children: list[FacetValue] = field(default_factory=list)
    excluded: bool = False
    exclude_url: str = ""


@dataclass(frozen=True, slots=True)
class RangeForm:
    """The two inputs of a range, with what stands in them."""

    min_name: str
    min_value: str
    max_name: str
    max_value: str
    unit: str


@dataclass(frozen=True, slots=True)
class FindForm:
    """The input that looks for values of a long facet, with what stands in it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class FacetResult:
    """A facet as the page prints it: above the hits ("bar") or beside them; ``hidden`` values are not listed."""

    key: str
    label: str
    values: list[FacetValue]
    place: Place
    form: RangeForm | None = None
    find: FindForm | None = None
    hidden: int = 0

    @property
    def opened(self) -> list[FacetValue]:
        """The values whose children are listed, each before those below it."""
        return [*_opened(self.values)]

    @property
    def most(self) -> int:
        """The greatest count of a known value, for bars."""
        return max((value.count for value in self.values if value.value != UNKNOWN), default=0)


def _opened(values: Sequence[FacetValue]) -> Iterator[FacetValue]:
    for value in values:
        if value.children:
            yield value
            yield from _opened(value.children)


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice in force; ``url`` takes it back."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Option:
    """One of several orders."""

    value: str
    label: str
    selected: bool
    url: str


@dataclass(frozen=True, slots=True)
class ResultPage(Generic[H]):
    """One page of hits; the urls are empty at the ends."""

    hits: Sequence[H]
    number: int
    pages: int
    previous_url: str
    next_url: str
