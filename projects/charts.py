"""Charts as inline SVG: numbers in, drawing and table twin out. No style, no script, no database.

A chart is 380 units wide, so that its letters stay legible on a phone; every bar is a link into the list it counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, HEIGHT = 380, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 4, 4, 26, 24
_WIDEST = 62


@dataclass(frozen=True, slots=True)
class Part:
    """A number with the address that shows what it counts; ``shade`` is the class of its colour."""

    label: str
    count: int
    url: str
    shade: str = "s3"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a chart and row of its table: parts stacked from the ground up."""

    label: str
    url: str
    parts: Sequence[Part]

    @property
    def count(self) -> int:
        """All parts together."""
        return sum(part.count for part in self.parts)


@dataclass(frozen=True, slots=True)
class Marker:
    """A line across the columns at ``place`` (2.5: in the middle of the third one): the median, a quartile."""

    label: str
    place: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with all that must stand beside it: title, description, key, the same numbers as a table."""

    key: str
    title: str
    description: str
    svg: SafeString
    columns: Sequence[Column]
    first: str
    source: str = ""
    legend: Sequence[Part] = field(default_factory=tuple)

    @property
    def heads(self) -> list[str]:
        """Heads of the table: 年份, 规划, 签约, …, 合计."""
        return [self.first, *(part.label for part in self.legend), "合计" if self.legend else "个数"]


def columns_chart(
    key: str,
    title: str,
    columns: Sequence[Column],
    *,
    first: str,
    source: str = "",
    shown: int = 12,
    markers: Iterable[Marker] = (),
) -> Chart:
    """Stacked columns; only the last ``shown`` are drawn, the table has all. Parts of one column share a legend."""
    legend = columns[0].parts if columns and len(columns[0].parts) > 1 else ()
    drawn = columns[-shown:]
    description = _description(drawn)
    return Chart(key, title, description, _svg(key, title, description, drawn, markers), columns, first, source, legend)


def _description(columns: Sequence[Column]) -> str:
    """In words, for those who do not see it: 最多的是2024年（31个），共 7 项。"""
    if not columns:
        return _("没有可以画的数字。")
    most = max(columns, key=lambda column: column.count)
    return _("共 %(n)s 项，最多的是%(label)s（%(most)s）。") % {
        "n": len(columns),
        "label": most.label,
        "most": f"{most.count:,}",
    }


def _svg(key: str, title: str, description: str, columns: Sequence[Column], markers: Iterable[Marker]) -> SafeString:
    step = min(_WIDEST, (WIDTH - _LEFT - _RIGHT) / max(1, len(columns)))
    most = max((column.count for column in columns), default=0)
    body = format_html_join("", "{}", ((_column(each, place, step, most),) for place, each in enumerate(columns)))
    lines = format_html_join("", "{}", ((_marker(each, step, row),) for row, each in enumerate(markers)))
    return format_html(
        '<svg class="chart" viewBox="0 0 {w} {h}" role="group" aria-labelledby="{k}-t {k}-d">'
        '<title id="{k}-t">{t}</title><desc id="{k}-d">{d}</desc>'
        '<path class="ground" d="M0 {y}H{w}"/>{body}{lines}</svg>',
        w=WIDTH,
        h=HEIGHT,
        k=key,
        t=title,
        d=description,
        y=HEIGHT - _BOTTOM,
        body=body,
        lines=lines,
    )


def _column(column: Column, place: int, step: float, most: int) -> SafeString:
    """One column: its parts as links, the sum above, the label below."""
    x, ground, room = _LEFT + place * step, HEIGHT - _BOTTOM, HEIGHT - _BOTTOM - _TOP
    y, middle = float(ground), _number(x + step / 2)
    drawn: list[SafeString] = []
    for part in column.parts:
        if part.count:
            height = max(1.5, room * part.count / most)
            y -= height
            drawn.append(_bar(part, column.label, x + step * 0.12, y, step * 0.76, height))
    total = format_html('<text x="{}" y="{}">{}</text>', middle, _number(y - 5), f"{column.count:,}")
    label = format_html('<text class="below" x="{}" y="{}">{}</text>', middle, HEIGHT - 8, column.label)
    return format_html("{}{}{}", format_html_join("", "{}", ((each,) for each in drawn)), total, label)


def _bar(part: Part, of: str, x: float, y: float, width: float, height: float) -> SafeString:
    words = f"{of}{'' if part.label == of else ' ' + part.label}：{part.count:,}"
    return format_html(
        '<a href="{}" aria-label="{}"><title>{}</title><rect class="{}" x="{}" y="{}" width="{}" height="{}"/></a>',
        part.url,
        words,
        words,
        part.shade,
        _number(x),
        _number(y),
        _number(width),
        _number(height),
    )


def _marker(marker: Marker, step: float, row: int) -> SafeString:
    x = _LEFT + marker.place * step
    end = x > WIDTH * 0.7
    return format_html(
        '<path class="marker" d="M{x} {top}V{ground}"/><text class="{kind}" x="{at}" y="{y}">{label}</text>',
        x=_number(x),
        top=8 + 11 * row,
        ground=HEIGHT - _BOTTOM,
        kind="marked end" if end else "marked",
        at=_number(x - 3 if end else x + 3),
        y=9 + 11 * row,
        label=marker.label,
    )


def _number(value: float) -> str:
    """At most one decimal: 12.0 → "12"."""
    return f"{value:.1f}".removesuffix(".0")
