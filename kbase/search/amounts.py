"""Comparisons typed behind a field: 「>10亿」, 「5亿..10亿」, 「100..500亩」, 「10亿以上」 → bounds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from django.db.models import Q

from kbase.search.query import Misread
from kbase.text.numerals import parse_number

B = TypeVar("B")

#: What parts the two ends; a hyphen only where nothing clearer does, since dates have them too.
_BETWEEN = (re.compile(r"\.{2,3}|…+|[~—至到]+"), re.compile("(?<=[^<>=])-"))
_OPERATOR = re.compile(r"(>=|=>|≥|<=|=<|≤|>|<|=)?\s*(.+)", re.DOTALL)
_MORE, _LESS = ("以上", "及以上", "起"), ("以下", "以内", "及以下")
_ENDS = {">=": (True, True), "=>": (True, True), "≥": (True, True), ">": (True, False)}
_ENDS |= {"<=": (False, True), "=<": (False, True), "≤": (False, True), "<": (False, False)}


@dataclass(frozen=True, slots=True)
class Bounds(Generic[B]):
    """A span of values; a missing end is open, ``strict`` leaves the ends themselves out."""

    low: B | None = None
    high: B | None = None
    strict: bool = False

    def condition(self, column: str) -> Q:
        """The rows whose column lies inside; those without a value don't."""
        ends = {"gt" if self.strict else "gte": self.low, "lt" if self.strict else "lte": self.high}
        return Q(**{f"{column}__{end}": value for end, value in ends.items() if value is not None})


def bounds(typed: str, read: Callable[[str], B]) -> Bounds[B]:
    """Read a comparison whose values ``read`` understands: (">10亿", money) → Bounds(low=10亿, strict).

    Raises Misread for whatever is none; ends in the wrong order are swapped.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    for between in _BETWEEN:
        ends = between.split(text)
        if len(ends) == 2 and all(ends):
            low, high = ends
            return _span(low, high, read)
    for suffixes, upper in ((_MORE, False), (_LESS, True)):
        for suffix in sorted(suffixes, key=len, reverse=True):
            if text.endswith(suffix) and len(text) > len(suffix):
                value = read(text.removesuffix(suffix))
                return Bounds(high=value) if upper else Bounds(low=value)
    found = _OPERATOR.fullmatch(text)
    if not found:
        raise Misread("没有写数值")
    value = read(found[2])
    if found[1] in _ENDS:
        low, inclusive = _ENDS[found[1]]
        return Bounds(value if low else None, None if low else value, not inclusive)
    return Bounds(value, value)


def _span(first: str, last: str, read: Callable[[str], B]) -> Bounds[B]:
    """Both ends; the unit behind the second counts for the first too: 「5..10亿」, 「100-500亩」."""
    unit = re.search(r"\D*$", last)
    if unit and re.fullmatch(r"[\d.,]+", first.strip()):
        first = first.strip() + unit[0]
    low, high = read(first), read(last)
    return Bounds(low, high) if low <= high else Bounds(high, low)  # type: ignore[operator]


def money(text: str) -> Decimal:
    """Yuan: 「10亿」, 「三亿五千万元」, 「5000万」; a bare number is meant in 亿元, as in the inputs."""
    plain = re.sub(r"(人民币|元)$", "", text.strip().removeprefix("人民币").removeprefix("约"))
    plain = re.sub(r"(人民币)$", "", plain)
    number = parse_number(plain)
    if number is None or number < 0 or number > 10**15:
        raise Misread("看不懂这个金额，请写成“10亿”“5000万”这样")
    bare = not re.search("[十百千万亿兆]|元$", text.strip())
    return Decimal(number) * 10**8 if bare else Decimal(number)


_LAND = {"亩": Decimal(2000) / 3, "公顷": Decimal(10_000), "平方公里": Decimal(10**6), "平方千米": Decimal(10**6)}
_LAND |= dict.fromkeys(("平方米", "平米", "㎡", "m2"), Decimal(1)) | {"km2": Decimal(10**6)}


def land(text: str) -> Decimal:
    """Square metres: 「500亩」, 「2平方公里」, 「30公顷」, 「1.5万平方米」; a bare number is meant in 亩."""
    plain, scale = text.strip().lower(), _LAND["亩"]
    for unit in sorted(_LAND, key=len, reverse=True):
        if plain.endswith(unit):
            plain, scale = plain.removesuffix(unit), _LAND[unit]
            break
    number = parse_number(plain)
    if number is None or number < 0 or number > 10**12:
        raise Misread("看不懂这个面积，请写成“500亩”“2平方公里”这样")
    return (Decimal(number) * scale).quantize(Decimal("0.01"))
