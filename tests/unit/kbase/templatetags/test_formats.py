"""Figures and dates as readers expect them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kbase.templatetags import formats


@pytest.mark.parametrize(
    ("yuan", "currency", "expected"),
    [
        (Decimal("1500000000.00"), "CNY", "15亿元"),
        (30600000000, "CNY", "306亿元"),
        (4274000000, "CNY", "42.74亿元"),
        (75000000, "CNY", "7500万元"),
        (1200000000000, "CNY", "1.2万亿元"),
        (9999, "CNY", "9,999元"),
        (0, "CNY", "0元"),
        (250000000, "USD", "2.5亿美元"),
        (1000000, "XAU", "100万XAU"),
        (None, "CNY", "None"),
    ],
)
def test_money(yuan: Any, currency: str, expected: str) -> None:
    assert str(formats.money(yuan, currency)) == expected


@pytest.mark.parametrize(
    ("m2", "expected"),
    [
        (Decimal("35333.34"), "53亩"),
        (Decimal("120000.01"), "180亩"),
        (Decimal("330120.02"), "495.18亩"),
        (35000, "3.5万㎡"),
        (1266500, "126.65万㎡"),
        (5000000, "5平方公里"),
        (10300000, "10.3平方公里"),
        (800, "800㎡"),
        (Decimal("1234.56"), "1,234.56㎡"),
        (None, "None"),
    ],
)
def test_area_is_written_in_the_unit_in_which_it_is_round(m2: Any, expected: str) -> None:
    assert str(formats.area(m2)) == expected


@pytest.mark.parametrize(("m2", "expected"), [(1266500, "126.65万㎡"), (9000, "9,000㎡"), (5000000, "500万㎡")])
def test_floor_area_is_never_in_mu(m2: int, expected: str) -> None:
    assert str(formats.floor(m2)) == expected


def test_columns_keep_one_unit() -> None:
    assert str(formats.in_yi(75000000)) == "0.75亿元"
    assert str(formats.in_yi(Decimal("30600000000.00"))) == "306亿元"
    assert str(formats.in_mu(35000)) == "52.5亩"
    assert formats.in_yi(None) is None
    assert formats.in_mu("") is None


@pytest.mark.parametrize(
    ("qualifier", "expected"),
    [
        ("about", "约15亿元"),
        ("over", "逾15亿元"),
        ("up_to", "不超过15亿元"),
        ("range", "15亿元起"),
        ("exact", "15亿元"),
        (None, "15亿元"),
    ],
)
def test_qualifiers_are_words(qualifier: str | None, expected: str) -> None:
    assert formats.qualified("15亿元", qualifier) == expected


@pytest.mark.parametrize(
    ("iso", "expected"),
    [
        ("2023", "2023年"),
        ("2023-02", "2023年2月"),
        ("2023-02-08", "2023年2月8日"),
        ("", "日期不详"),
        (None, "日期不详"),
    ],
)
def test_partial_dates(iso: str | None, expected: str) -> None:
    assert formats.date_words(iso) == expected


def test_other_units_of_the_same_land() -> None:
    assert formats.other_areas(Decimal("35333.34")) == "≈ 3.53 公顷 · 3.53 万㎡"
    assert formats.other_areas(None) == ""
    assert formats.other_areas(5000000) == "≈ 7,500 亩 · 500 公顷 · 500 万㎡"


def test_figure_escapes_and_makes_the_unit_small() -> None:
    html = formats.figure_html(formats.Amount("<1", "亿元"), "about")
    assert html == '<span class="num">约&lt;1<small>亿元</small></span>'


@pytest.mark.parametrize(("part", "whole", "expected"), [(1, 400, 1), (0, 5, 0), (5, 5, 100), (3, 0, 0)])
def test_share_never_hides_what_is_there(part: int, whole: int, expected: int) -> None:
    assert formats.share(part, whole) == expected


def test_count_has_thousands_separators() -> None:
    assert formats.count(12345) == "12,345"
