"""Which charts an overview draws, and the lists that their bars lead to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kbase.search.selections import UNKNOWN, UNKNOWN_LABEL
from parks.record import Status
from projects.charts import Chart, Column, Marker, Part, columns_chart
from projects.facets import MONEY_BANDS as BANDS
from projects.models.document import Money
from projects.tallies import YI, Tallies, Tally

STATUSES = {**{str(key): str(label) for key, label in Status.choices}, UNKNOWN: UNKNOWN_LABEL}
_SHADES = {status: f"s{place}" for place, status in enumerate(Status.values, start=1)} | {UNKNOWN: "s0"}
_SOURCE = "来源：本库收录的公开报道，按报道时间计；点任一数字看它数的是哪些。"


def listed(scope: Mapping[str, str], **more: str | Sequence[str]) -> str:
    """The list of projects with the filters of the scope and more of them."""
    query = urlencode({**scope, **more}, doseq=True)
    return reverse("projects:project_list") + (f"?{query}" if query else "")


def charts_of(found: Tallies, scope: dict[str, str]) -> list[Chart]:
    """By year and quarter, and how investment is spread; those that have something to show."""
    median = found.quartiles[1] if found.quartiles else None
    return [*_course(found.of("course"), scope), *_bands(found.of("investment"), median, scope)]


def _course(tallied: Mapping[str, Tally], scope: dict[str, str]) -> list[Chart]:
    """By year, stacked by progress, and by quarter."""
    counted: dict[str, dict[str, int]] = {}
    for key, tally in tallied.items():
        period, status = key.split("/", 1)
        counted.setdefault(period, {})[status] = tally.n
    years = sorted(period for period in counted if re.fullmatch(r"\d{4}", period))
    quarters = sorted(period for period in counted if "Q" in period)
    charts = []
    if years:
        columns = [Column(year, listed(scope, year=year), _stack(counted[year], year, scope)) for year in years]
        charts.append(columns_chart("by-year", _("按报道年份与进度"), columns, first="年份", source=_SOURCE))
    if len(quarters) > 1:
        columns = [_quarter(period, sum(counted[period].values()), scope) for period in quarters]
        charts.append(columns_chart("by-quarter", _("按季度"), columns, first="季度", source=_SOURCE, shown=8))
    return charts


def _stack(counts: dict[str, int], year: str, scope: dict[str, str]) -> list[Part]:
    return [
        Part(_(label), counts.get(key, 0), listed(scope, year=year, status=key), _SHADES[key])
        for key, label in STATUSES.items()
    ]


def _quarter(period: str, number: int, scope: dict[str, str]) -> Column:
    label, url = _("%(year)s年%(quarter)s季") % {"year": period[2:4], "quarter": period[-1]}, listed(scope, year=period)
    return Column(label, url, [Part(label, number, url)])


def _bands(tallied: Mapping[str, Tally], median: float | None, scope: dict[str, str]) -> list[Chart]:
    """Investment as a histogram of bands over the counted projects, with the median where it lies."""
    if median is None:
        return []
    columns = []
    for band in BANDS:
        url = listed(scope, investment=band.key, money=Money.COUNTED)
        columns.append(Column(_(band.label), url, [Part(_(band.label), tallied.get(band.key, Tally()).n, url)]))
    markers = [Marker(_("中位数"), _place(median / YI))]
    source = "来源：报道写明的总投资，只数计入合计的项目；点任一柱看是哪些。"
    return [columns_chart("by-investment", _("总投资的分布"), columns, first="总投资", source=source, markers=markers)]


def _place(yi: float) -> float:
    """Where an amount lies on the row of bands: 7.5 of the band 5–10 is half its way."""
    for place, band in enumerate(BANDS):
        low, high = float(band.low or 0), float(band.high) if band.high is not None else None
        if high is None or yi < high:
            return place + (0.5 if high is None else (yi - low) / (high - low))
    return float(len(BANDS))
