"""Comparisons as people type them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kbase.search.amounts import Bounds, bounds, land, money
from kbase.search.query import Misread

YI = 10**8


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (">10亿", Bounds(10 * YI, None, True)),
        ("＞10亿元", Bounds(10 * YI, None, True)),
        (">=10亿", Bounds(10 * YI)),
        ("≤5000万", Bounds(None, YI // 2)),
        ("< 3", Bounds(None, 3 * YI, True)),
        ("5亿..10亿", Bounds(5 * YI, 10 * YI)),
        ("5..10亿", Bounds(5 * YI, 10 * YI)),
        ("10亿~5亿", Bounds(5 * YI, 10 * YI)),
        ("5亿至10亿", Bounds(5 * YI, 10 * YI)),
        ("5-10亿", Bounds(5 * YI, 10 * YI)),
        ("10亿以上", Bounds(10 * YI)),
        ("三亿五千万以内", Bounds(None, 35 * YI // 10)),
        ("1,000亿", Bounds(1000 * YI, 1000 * YI)),
        ("5000000元", Bounds(5_000_000, 5_000_000)),
    ],
)
def test_money(typed: str, expected: Bounds[Decimal]) -> None:
    assert bounds(typed, money) == expected


@pytest.mark.parametrize(
    ("typed", "square_metres"),
    [("300亩", "200000.00"), ("2平方公里", "2000000"), ("30公顷", "300000"), ("1.5万平方米", "15000"), ("1.5", "1000")],
)
def test_land(typed: str, square_metres: str) -> None:
    assert land(typed) == Decimal(square_metres)


@pytest.mark.parametrize("typed", ["", ">", "很多", "..", "5亿..", "10米", "-5", "1亿..2亿..3亿", "9" * 30])
def test_what_is_no_amount_is_said(typed: str) -> None:
    with pytest.raises(Misread):
        bounds(typed, money)


def test_strict_ends_leave_the_number_out() -> None:
    assert bounds(">1亿", money).condition("x").children == [("x__gt", Decimal(YI))]
    assert bounds(">=1亿", money).condition("x").children == [("x__gte", Decimal(YI))]
