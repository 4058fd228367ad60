"""What an overview counts of its rows, by everything at once: numbers, counted money, quartiles, in one statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Aggregate,
    Case,
    CharField,
    Count,
    F,
    FloatField,
    Func,
    Q,
    QuerySet,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast

from kbase.search.facets import Band
from kbase.search.selections import UNKNOWN
from projects.facets import MONEY_BANDS
from projects.models import SearchDocument
from projects.models.document import Money
from projects.totals import Unnest

YI = 10**8
COUNTED = Q(money=Money.COUNTED)
_SPREAD = "spread"


class Quartiles(Aggregate):
    """Lower quartile, median and upper quartile of a column, interpolated; NULLs are left out."""

    template = "percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(FloatField())


class Joined(Func):
    """Texts one behind the other; unlike CONCAT it lets them be unnested."""

    template, arg_joiner = "(%(expressions)s)", " || "
    output_field = CharField()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows, and what the counted ones among them add up to, in yuan."""

    n: int = 0
    cny: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Tallies:
    """Tallies by what is counted and by value; ``quartiles`` of the counted investments in yuan, None without any."""

    by: dict[str, dict[str, Tally]]
    quartiles: tuple[float, float, float] | None

    def of(self, name: str) -> dict[str, Tally]:
        """The tallies of one thing: of("region")["370000"]."""
        return self.by.get(name, {})


def tallies(rows: QuerySet[SearchDocument]) -> Tallies:
    """Everything about these rows.

    ``course`` counts "2023Q1/construction", ``investment`` only what is part of the sum, by bands; ``money`` says
    how records stand to the sum.
    """
    arms = [*_arms(rows), _spread(rows)]
    by: dict[str, dict[str, Tally]] = {}
    quartiles = None
    for name, value, number, cny in arms[0].union(*arms[1:], all=True):
        if name == _SPREAD:
            quartiles = _three(value)
        else:
            by.setdefault(name, {})[value] = Tally(number, cny or Decimal(0))
    return Tallies(by, quartiles)


def _arms(rows: QuerySet[SearchDocument]) -> Iterator[Any]:
    scaled = (When(**_within(band), then=Value(band.key)) for band in MONEY_BANDS)
    by: dict[str, Any] = {
        "status": F("status"),
        "money": F("money"),
        "region": Unnest("regions"),
        "industry": Unnest("industries"),
        "course": Joined(Unnest("years"), Value("/"), F("status")),
        "investment": Case(*scaled, default=Value(UNKNOWN), output_field=CharField()),
    }
    for name, value in by.items():
        meant = rows.filter(COUNTED) if name == "investment" else rows
        named = meant.order_by().annotate(of=Value(name, TextField()), value=Cast(value, TextField()))
        yield _numbers(named.values("of", "value"))


def _spread(rows: QuerySet[SearchDocument]) -> Any:
    """The quartiles in the place of a value, as PostgreSQL writes an array: "{1,2,3}"."""
    named = rows.filter(COUNTED).order_by().annotate(of=Value(_SPREAD, TextField())).values("of")
    return _numbers(named.annotate(value=Cast(Quartiles("investment_cny"), TextField())))


def _numbers(grouped: Any) -> Any:
    counted = grouped.annotate(number=Count("pk"), cny=Sum("investment_cny", filter=COUNTED))
    return counted.values_list("of", "value", "number", "cny")


def _three(written: str | None) -> tuple[float, float, float] | None:
    if not written:
        return None
    lower, median, upper = map(float, written.strip("{}").split(","))
    return lower, median, upper


def _within(band: Band) -> dict[str, Any]:
    """The lookups of a band, in yuan."""
    ends = {"gte": band.low, "lt": band.high}
    return {f"investment_cny__{end}": value * YI for end, value in ends.items() if value is not None}
