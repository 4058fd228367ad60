"""What a place, an industry, a park or the country holds: counts, money counted once, its spread, course over the years.

Every number is counted over the rows of ``RecordSearch``, and leads to the list that shows just those. Money is that
of ``projects/totals.py`` throughout: quartiles and the histogram are of the very projects that make the sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.http import QueryDict
from django.urls import reverse

from kbase.search.selections import UNKNOWN, UNKNOWN_LABEL
from kbase.templatetags.formats import Amount, money
from parks.models import Industry, Park
from parks.vocabulary import load
from projects.charts import Chart
from projects.models import SearchDocument
from projects.models.document import Money
from projects.overview_charts import STATUSES, charts_of, listed
from projects.search import RecordSearch
from projects.tallies import COUNTED, Tallies, Tally, tallies
from projects.totals import Totals, Unnest, split

By = Literal["count", "money"]
KINDS = ("project", "batch")
#: Rows of a ranking; the rest is one link away.
TOP = 10

_PAGES = {"region": "parks:region", "industry": "projects:industry"}


@dataclass(frozen=True, slots=True)
class Spread:
    """Quartiles in yuan of the projects that make the sum; ``known`` of them, shown at ``url``."""

    lower: float
    median: float
    upper: float
    known: int
    url: str

    @property
    def amounts(self) -> list[tuple[str, Amount | None]]:
        """In words: 下四分位数 1.5亿元, 中位数 …."""
        names = ("下四分位数", "中位数", "上四分位数")
        return [(name, rounded(yuan)) for name, yuan in zip(names, (self.lower, self.median, self.upper), strict=True)]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A line of a ranking: name, its page, how many, how much, and the lists of both; ``share`` is the bar's width."""

    name: str
    url: str
    count: int
    count_url: str
    cny: Amount | None
    cny_url: str
    share: float


@dataclass(frozen=True)
class Overview:
    """All that an overview page prints of its scope; numbers by region for the tile grid and for tables."""

    scope: dict[str, str]
    by: By
    totals: Totals
    spread: Spread | None
    charts: list[Chart]
    found: Tallies
    search: RecordSearch

    @property
    def total(self) -> int:
        """Projects and batches."""
        return sum(each.n for each in self.found.of("status").values())

    @property
    def url(self) -> str:
        """The list of the scope."""
        return listed(self.scope)

    @property
    def list_url(self) -> str:
        """Where the links of ``totals`` begin."""
        return listed({})

    @property
    def statuses(self) -> list[Ranked]:
        """Progress, in its own order."""
        return self._ranked("status", STATUSES)

    @property
    def industries(self) -> list[Ranked]:
        """The industries one step below the scope's."""
        return self._ranked("industry", _names_below(load().industries, self.scope.get("industry")))

    @property
    def regions(self) -> list[Ranked]:
        """The regions one step below the scope's."""
        return self._ranked("region", _names_below(load().regions, self.scope.get("region")))

    @cached_property
    def parks(self) -> list[Ranked]:
        """The parks with the most, those of parks inside them too."""
        inside = self.search.rows.order_by().annotate(inside=Unnest("parks")).values_list("inside")
        counted = inside.annotate(number=Count("pk"), cny=Sum("investment_cny", filter=COUNTED, default=0))
        first = "-cny" if self.by == "money" else "-number"
        found = {key: Tally(number, cny) for key, number, cny in counted.order_by(first, "inside")[:TOP]}
        parks = Park.objects.public().only("pk", "name").in_bulk(map(int, found))
        pages = {key: (parks[int(key)].name, parks[int(key)].get_absolute_url()) for key in found if int(key) in parks}
        return self._lines("park", found, pages)

    def place(self, adcode: str) -> Ranked | None:
        """The line of one region, whatever its rank; None where it holds nothing."""
        lines = self._lines("region", {adcode: self.found.of("region").get(adcode, Tally())}, {adcode: ("", "")})
        return lines[0] if lines[0].count else None

    def _ranked(self, key: str, names: Mapping[str, str]) -> list[Ranked]:
        """Values that hold something, as lines: progress in its order, others by size; the unknown last."""
        tallied = self.found.of(key)
        found = {code: tallied[code] for code in names if code in tallied}
        order = list(found)
        if key != "status":
            order.sort(key=lambda code: (code == UNKNOWN, -self._size(found[code]), -found[code].n, code))
        page = _PAGES.get(key)
        pages = {
            code: (names[code], reverse(page, args=[code]) if page and code != UNKNOWN else "") for code in order[:TOP]
        }
        return self._lines(key, found, pages)

    def _lines(self, key: str, found: Mapping[str, Tally], pages: Mapping[str, tuple[str, str]]) -> list[Ranked]:
        most = max((self._size(tally) for tally in found.values()), default=0)
        return [
            Ranked(
                name,
                url,
                found[code].n,
                listed({**self.scope, key: code}),
                rounded(float(found[code].cny)) if found[code].cny else None,
                listed({**self.scope, key: code}, money=Money.COUNTED),
                self._size(found[code]) / most if most else 0,
            )
            for code, (name, url) in pages.items()
        ]

    def _size(self, tally: Tally) -> float:
        return float(tally.cny) if self.by == "money" else tally.n


def overview(by: str = "count", **scope: str) -> Overview:
    """The overview of ``region="370000"``, ``industry="01"``, ``park="12"``, or of everything; two queries at most."""
    search = RecordSearch(KINDS, QueryDict(urlencode(scope)))
    found = tallies(search.rows)
    told = found.of("money")
    totals = split(search, {key: tally.n for key, tally in told.items()}, told.get(Money.COUNTED, Tally()).cny)
    spread = Spread(*found.quartiles, totals.n, listed({}) + totals.url) if found.quartiles else None
    return Overview(
        scope=scope,
        by="money" if by == "money" else "count",
        totals=totals,
        spread=spread,
        charts=charts_of(found, scope),
        found=found,
        search=search,
    )


@dataclass(frozen=True, slots=True)
class IndustryCount:
    """An industry with its numbers of projects (batches among them) and of parks, and what lies below it."""

    industry: Industry
    projects: int
    parks: int
    children: list[IndustryCount]


def industries() -> list[IndustryCount]:
    """The whole taxonomy, counted over the indexed rows: a top industry counts what its leaves count, once each."""
    counts: dict[str, dict[str, int]] = {}
    coded = SearchDocument.objects.filter(kind__in=(*KINDS, "park")).order_by().annotate(code=Unnest("industries"))
    for code, kind, number in coded.values_list("code", "kind").annotate(number=Count("pk")):
        counts.setdefault(code, {})[kind] = number
    below: dict[str | None, list[IndustryCount]] = {}
    for each in Industry.objects.order_by("-parent", "code"):
        found = counts.get(each.pk, {})
        projects = sum(found.get(kind, 0) for kind in KINDS)
        counted = IndustryCount(each, projects, found.get("park", 0), below.setdefault(each.pk, []))
        below.setdefault(each.parent_id, []).append(counted)
    return below.get(None, [])


def _names_below(terms: Mapping[str, Any], code: str | None) -> dict[str, str]:
    """Codes and names one step below ``code``, or of the first step, and the unknown."""
    below = {key: term.name for key, term in terms.items() if (term.parent or None) == code}
    return below if code else below | {UNKNOWN: UNKNOWN_LABEL}


def rounded(yuan: float) -> Amount | None:
    """Three digits are plenty for a quartile, and for one sum among others."""
    return money(float(f"{yuan:.3g}"))
