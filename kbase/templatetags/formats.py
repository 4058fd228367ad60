"""How figures and dates are written for readers: 亿元, 亩, 约, 2023年2月.

Values come in as stored (yuan, square metres, ISO dates); nothing here rounds a stated figure.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

WAN, YI = Decimal(10_000), Decimal(100_000_000)
MU = Decimal(2000) / 3
SQUARE_KILOMETRE = Decimal(1_000_000)

#: Chinese articles say 亩 in whole numbers or with two decimals; the stored m² of such a figure is off by cents.
_MU_STEP = Decimal("0.01")
_MU_TOLERANCE = Decimal("1e-6")

CURRENCIES = {
    "USD": "美元",
    "EUR": "欧元",
    "HKD": "港元",
    "JPY": "日元",
    "GBP": "英镑",
    "TWD": "新台币",
    "KRW": "韩元",
    "SGD": "新加坡元",
    "AUD": "澳元",
    "CAD": "加元",
    "CHF": "瑞士法郎",
    "MOP": "澳门元",
}
BEFORE = {"about": "约", "over": "逾", "up_to": "不超过"}
AFTER = {"range": "起"}


class Amount(NamedTuple):
    """A number as text and its unit: ("15", "亿元")."""

    number: str
    unit: str

    def __str__(self) -> str:
        return f"{self.number}{self.unit}"


def _decimal(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def plain(number: Decimal) -> str:
    """A number with thousands separators and without idle zeros: 1234.50 → "1,234.5"."""
    whole, _, part = f"{number:,f}".partition(".")
    return f"{whole}.{part.rstrip('0')}".rstrip(".")


def money(yuan: Any, currency: str = "CNY") -> Amount | None:
    """Money in the unit an article would use: 1500000000 → 15亿元, 75000000 → 7500万元; other currencies by name."""
    value = _decimal(yuan)
    if value is None:
        return None
    coin = "元" if currency == "CNY" else CURRENCIES.get(currency, currency)
    for size, name in ((YI * WAN, "万亿"), (YI, "亿"), (WAN, "万")):
        if value >= size:
            number = plain(value / size)
            return Amount(number if name != "万" else number.replace(",", ""), name + coin)
    return Amount(plain(value), coin)


def area(m2: Any) -> Amount | None:
    """An area in the unit in which it is a round number: 35000 → 3.5万㎡, 35333.34 → 53亩, 5000000 → 5平方公里."""
    value = _decimal(m2)
    if value is None:
        return None
    if value >= SQUARE_KILOMETRE and value % WAN == 0:
        return Amount(plain(value / SQUARE_KILOMETRE), "平方公里")
    if value != value.to_integral_value() or value % 10:
        in_mu = (value / MU).quantize(_MU_STEP)
        if in_mu and abs(in_mu * MU - value) <= value * _MU_TOLERANCE:
            return Amount(plain(in_mu), "亩")
    if value >= WAN:
        return Amount(plain(value / WAN), "万㎡")
    return Amount(plain(value), "㎡")


@register.filter
def floor(m2: Any) -> Amount | None:
    """A floor area, never in 亩 or 平方公里: 1266500 → 126.65万㎡."""
    value = _decimal(m2)
    if value is None:
        return None
    return Amount(plain(value / WAN), "万㎡") if value >= WAN else Amount(plain(value), "㎡")


@register.filter
def in_yi(yuan: Any) -> Amount | None:
    """Money for a column of figures, always in 亿元: 75000000 → 0.75亿元."""
    value = _decimal(yuan)
    return None if value is None else Amount(plain(value / YI), "亿元")


@register.filter
def in_mu(m2: Any) -> Amount | None:
    """Land for a column of figures, always in 亩 with at most two decimals: 35000 → 52.5亩."""
    value = _decimal(m2)
    return None if value is None else Amount(plain((value / MU).quantize(_MU_STEP)), "亩")


def other_areas(m2: Any) -> str:
    """The same land in the other units people think in: 35333.34 → "约 3.53 公顷 · 3.53 万㎡"; empty for none."""
    value, shown = _decimal(m2), area(m2)
    if value is None or shown is None:
        return ""
    units = [("亩", MU), ("公顷", WAN), ("万㎡", WAN), ("平方公里", SQUARE_KILOMETRE)]
    parts = [
        f"{plain((value / size).quantize(Decimal('0.01')))} {unit}"
        for unit, size in units
        if unit != shown.unit and value / size >= Decimal("0.1")
    ]
    return "≈ " + " · ".join(parts) if parts else ""


def qualified(text: str, qualifier: str | None) -> str:
    """A figure with the words that weaken it: ("15亿元", "about") → "约15亿元", ("2亿元", "range") → "2亿元起"."""
    return f"{BEFORE.get(qualifier or '', '')}{text}{AFTER.get(qualifier or '', '')}"


def figure_html(amount: Amount, qualifier: str | None = None) -> SafeString:
    """The figure with its unit small: 约15<small>亿元</small>."""
    return format_html(
        '<span class="num">{}{}<small>{}</small>{}</span>',
        BEFORE.get(qualifier or "", ""),
        amount.number,
        amount.unit,
        AFTER.get(qualifier or "", ""),
    )


@register.filter
def date_words(iso: str | None) -> str:
    """A partial date in a sentence: "2023-02" → 2023年2月, "2023-02-08" → 2023年2月8日, "" → 日期不详."""
    if not iso:
        return _("日期不详")
    if get_language() == "en":
        return iso
    return "".join(f"{int(part)}{unit}" for part, unit in zip(iso.split("-"), "年月日", strict=False))


@register.filter
def day_words(day: date) -> str:
    """A day of the site's own in a sentence: 2026年11月22日, or 2026-11-22 in English."""
    return date_words(f"{day:%Y-%m-%d}")


@register.filter
def count(number: int | None) -> str:
    """A count with thousands separators: 12345 → "12,345"."""
    return f"{number or 0:,}"


@register.filter
def share(part: float, whole: float) -> int:
    """Percent of the whole, at least 1 for anything there is: (1, 400) → 1. For widths of bars."""
    return max(1, round(100 * part / whole)) if whole and part else 0
