"""What a place, an industry, a park or the country holds: counts, spread of investment, course over the years.

Every number is counted over the rows of ``RecordSearch``, and leads to the list that shows just those.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, Case, CharField, Count, F, FloatField, Func, QuerySet, Value, When
from django.http import QueryDict
from django.urls import reverse

from kbase.search.facets import Band
from kbase.search.selections import UNKNOWN, UNKNOWN_LABEL
from kbase.templatetags.formats import Amount, money
from parks.models import Industry, Park
from parks.record import Status
from parks.vocabulary import load
from projects.charts import Chart, Column, Marker, Part, columns_chart
from projects.facets import MONEY_BANDS as BANDS
from projects.models import SearchDocument
from projects.search import RecordSearch

KINDS = ("project", "batch")
#: Rows of a ranking; the rest is one link away.
TOP = 10
YI = 10**8

_STATUSES = {**{str(key): str(label) for key, label in Status.choices}, UNKNOWN: UNKNOWN_LABEL}
_PAGES = {"region": "parks:region", "industry": "projects:industry"}
_SHADES = {status: f"s{place}" for place, status in enumerate(Status.values, start=1)} | {UNKNOWN: "s0"}
_SOURCE = "来源：本库收录的公开报道，按报道时间计；点任一数字看它数的是哪些。"


class Quartiles(Aggregate):
    """Lower quartile, median and upper quartile of a column, interpolated; NULLs are left out."""

    template = "percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(FloatField())


class Unnest(Func):
    """One row per element of an array."""

    function = "unnest"
    set_returning = True
    output_field = CharField()


class Joined(Func):
    """Texts one behind the other; unlike CONCAT it lets them be unnested."""

    template, arg_joiner = "(%(expressions)s)", " || "
    output_field = CharField()


@dataclass(frozen=True, slots=True)
class Spread:
    """Investment of the projects that tell theirs: quartiles in yuan; ``known`` projects, shown at ``url``."""

    lower: float
    median: float
    upper: float
    known: int
    url: str

    @property
    def amounts(self) -> list[tuple[str, Amount | None]]:
        """In words: 下四分位数 1.5亿元, 中位数 …."""
        names = ("下四分位数", "中位数", "上四分位数")
        return [(name, _rounded(yuan)) for name, yuan in zip(names, (self.lower, self.median, self.upper), strict=True)]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A line of a ranking: name, its page, a number and the list of what it counts; ``most`` is the longest bar."""

    name: str
    url: str
    count: int
    count_url: str
    most: int


@dataclass(frozen=True)
class Overview:
    """All that an overview page prints of its scope, which ``rows`` are."""

    total: int
    url: str
    spread: Spread | None
    charts: list[Chart]
    statuses: list[Ranked]
    industries: list[Ranked]
    regions: list[Ranked]
    rows: QuerySet[SearchDocument]

    @cached_property
    def parks(self) -> list[Ranked]:
        """The parks with the most projects, those of parks inside them too."""
        return _parks(self.rows)


def overview(**scope: str) -> Overview:
    """The overview of ``region="370000"``, ``industry="01"``, or of everything; three queries at most."""
    rows = RecordSearch(KINDS, QueryDict(urlencode(scope))).rows
    counts = _counts(rows)
    spread = _spread(rows, scope)
    regions, industries_of = load().regions, load().industries
    return Overview(
        total=sum(counts.get("status", {}).values()),
        url=_link(scope),
        spread=spread,
        charts=[*_course(counts.get("course", {}), scope), *_bands(counts.get("investment", {}), spread, scope)],
        statuses=_ranked("status", _STATUSES, counts, scope),
        industries=_ranked("industry", _names_below(industries_of, scope.get("industry")), counts, scope),
        regions=_ranked("region", _names_below(regions, scope.get("region")), counts, scope),
        rows=rows,
    )


def _counts(rows: QuerySet[SearchDocument]) -> dict[str, dict[str, int]]:
    """How many rows have each value, by what is counted; ``course`` counts "2023Q1/construction"."""
    scaled = (When(**_within(band), then=Value(band.key)) for band in BANDS)
    arms: dict[str, Any] = {
        "status": F("status"),
        "region": Unnest("regions"),
        "industry": Unnest("industries"),
        "course": Joined(Unnest("years"), Value("/"), F("status")),
        "investment": Case(*scaled, default=Value(UNKNOWN), output_field=CharField()),
    }
    counted = [
        rows.order_by().annotate(of=Value(name), counted=arm).values_list("of", "counted").annotate(number=Count("pk"))
        for name, arm in arms.items()
    ]
    found: dict[str, dict[str, int]] = {}
    for name, value, number in counted[0].union(*counted[1:], all=True):
        found.setdefault(name, {})[value] = number
    return found


def _within(band: Band) -> dict[str, Any]:
    """The lookups of a band, in yuan."""
    ends = {"gte": band.low, "lt": band.high}
    return {f"investment_cny__{end}": value * YI for end, value in ends.items() if value is not None}


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


def _link(scope: dict[str, str], **more: str | Sequence[str]) -> str:
    """The list with the filters of the scope and more of them."""
    query = urlencode({**scope, **more}, doseq=True)
    return reverse("projects:project_list") + (f"?{query}" if query else "")


def _names_below(terms: Mapping[str, Any], code: str | None) -> dict[str, str]:
    """Codes and names one step below ``code``, or of the first step, and the unknown."""
    below = {key: term.name for key, term in terms.items() if (term.parent or None) == code}
    return below if code else below | {UNKNOWN: UNKNOWN_LABEL}


def _ranked(key: str, names: dict[str, str], counts: dict[str, dict[str, int]], scope: dict[str, str]) -> list[Ranked]:
    """Values that count something, as lines: progress in its order, others by number; the unknown last."""
    found = [(code, counts.get(key, {}).get(code, 0)) for code in names]
    found = [(code, number) for code, number in found if number]
    if key != "status":
        found.sort(key=lambda each: (each[0] == UNKNOWN, -each[1], each[0]))
    most = max((number for _, number in found), default=0)
    page = _PAGES.get(key)
    return [
        Ranked(
            names[code],
            reverse(page, args=[code]) if page and code != UNKNOWN else "",
            number,
            _link({**scope, key: code}),
            most,
        )
        for code, number in found[:TOP]
    ]


def _spread(rows: QuerySet[SearchDocument], scope: dict[str, str]) -> Spread | None:
    """Quartiles over projects, without batches: 306亿元 of 62 projects is no project's investment."""
    told = rows.filter(kind="project", investment_cny__isnull=False)
    found = told.aggregate(known=Count("pk"), quartiles=Quartiles("investment_cny"))
    if not found["known"]:
        return None
    url = _link(scope, kind="project", investment=[band.key for band in BANDS])
    low, middle, high = found["quartiles"]
    return Spread(low, middle, high, known=found["known"], url=url)


def _course(counts: dict[str, int], scope: dict[str, str]) -> list[Chart]:
    """By year, stacked by progress, and by quarter."""
    counted: dict[str, dict[str, int]] = {}
    for key, number in counts.items():
        period, _, status = key.partition("/")
        counted.setdefault(period, {})[status] = number
    years = sorted(period for period in counted if re.fullmatch(r"\d{4}", period))
    quarters = sorted(period for period in counted if "Q" in period)
    charts = []
    if years:
        columns = [Column(year, _link(scope, year=year), _stack(counted[year], year, scope)) for year in years]
        charts.append(columns_chart("by-year", "按报道年份与进度", columns, first="年份", source=_SOURCE))
    if len(quarters) > 1:
        columns = [_quarter(period, sum(counted[period].values()), scope) for period in quarters]
        charts.append(columns_chart("by-quarter", "按季度", columns, first="季度", source=_SOURCE, shown=8))
    return charts


def _stack(counts: dict[str, int], year: str, scope: dict[str, str]) -> list[Part]:
    return [
        Part(label, counts.get(key, 0), _link(scope, year=year, status=key), _SHADES[key])
        for key, label in _STATUSES.items()
    ]


def _quarter(period: str, number: int, scope: dict[str, str]) -> Column:
    label, url = f"{period[2:4]}年{period[-1]}季", _link(scope, year=period)
    return Column(label, url, [Part(label, number, url)])


def _bands(counts: dict[str, int], spread: Spread | None, scope: dict[str, str]) -> list[Chart]:
    """Investment as a histogram of bands, with the median where it lies; without those that do not tell."""
    columns = []
    for band in BANDS:
        url = _link(scope, investment=band.key)
        columns.append(Column(band.label, url, [Part(band.label, counts.get(band.key, 0), url)]))
    if not any(column.count for column in columns):
        return []
    markers = [Marker("中位数", _place(spread.median / YI))] if spread else []
    source = "来源：报道写明的总投资；柱中含项目批次，中位数只按项目计。"
    return [columns_chart("by-investment", "总投资的分布", columns, first="总投资", source=source, markers=markers)]


def _place(yi: float) -> float:
    """Where an amount lies on the row of bands: 7.5 of the band 5–10 is half its way."""
    for place, band in enumerate(BANDS):
        low, high = float(band.low or 0), float(band.high) if band.high is not None else None
        if high is None or yi < high:
            return place + (0.5 if high is None else (yi - low) / (high - low))
    return float(len(BANDS))


def _parks(rows: QuerySet[SearchDocument]) -> list[Ranked]:
    inside = rows.order_by().annotate(inside=Unnest("parks")).values_list("inside").annotate(number=Count("pk"))
    counted = [(int(key), number) for key, number in inside.order_by("-number", "inside")[:TOP] if key.isdigit()]
    parks: dict[int, Any] = Park.objects.only("pk", "name").in_bulk([key for key, _ in counted])
    most = max((number for _, number in counted), default=0)
    return [
        Ranked(parks[key].name, parks[key].get_absolute_url(), number, "", most)
        for key, number in counted
        if key in parks
    ]


def _rounded(yuan: float) -> Amount | None:
    """Three digits are plenty for a quartile."""
    return money(float(f"{yuan:.3g}"))
