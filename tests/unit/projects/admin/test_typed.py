"""What editors type is read strictly, and what is shown is read back as it was."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.admin import typed

ROLES = {"developer": "建设单位", "investor": "投资方"}


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("15亿元", 1_500_000_000),
        ("1.5亿", 150_000_000),
        ("35000万元", 350_000_000),
        ("35,000 万元", 350_000_000),
        ("１５亿元", 1_500_000_000),
        ("三亿五千万元", 350_000_000),
        ("人民币15亿元", 1_500_000_000),
        ("15亿元人民币", 1_500_000_000),
        ("￥1500", 1500),
        ("1500000000", 1_500_000_000),
        ("0元", 0),
        ("1234.56", Decimal("1234.56")),
        ("1.2万亿", 1_200_000_000_000),
    ],
)
def test_money(text, yuan):
    assert typed.read_money(text) == yuan


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (typed.read_money, "约15亿元"),
        (typed.read_money, "15亿元以上"),
        (typed.read_money, "10-15亿元"),
        (typed.read_money, "2亿美元"),
        (typed.read_money, "1.005元"),
        (typed.read_money, "53亩"),
        (typed.read_money, "元"),
        (typed.read_money, "9" * 19),
        (typed.read_foreign_money, "15亿元"),
        (typed.read_foreign_money, "2亿"),
        (typed.read_foreign_money, "美元"),
        (typed.read_area, "53亩左右"),
        (typed.read_area, "三顷"),
        (typed.read_area, "亩"),
        (typed.read_area, "1000000平方公里" + "0" * 9),
        (typed.read_area, "999999999平方公里"),
        (typed.read_date, "2023-13"),
        (typed.read_date, "2023年2月30日"),
        (typed.read_date, "0000"),
        (typed.read_date, "去年"),
        (typed.read_date, "20230208"),
        (typed.read_lines, "长" * 201),
    ],
)
def test_a_doubt_is_an_error_in_chinese(read, text):
    with pytest.raises(typed.TypedError, match=r"[一-龥]"):
        read(text)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("2.5亿美元", 250_000_000, "USD"),
        ("2.5亿 EUR", 250_000_000, "EUR"),
        ("HK$300万", 3_000_000, "HKD"),
        ("3亿日元", 300_000_000, "JPY"),
    ],
)
def test_foreign_money(text, amount, currency):
    assert typed.read_foreign_money(text) == {"amount": amount, "currency": currency}


@pytest.mark.parametrize(
    ("text", "square_metres"),
    [
        ("53亩", "35333.34"),
        ("3.5公顷", "35000"),
        ("18万平方米", "180000"),
        ("18万㎡", "180000"),
        ("2平方公里", "2000000"),
        ("200", "200"),
    ],
)
def test_area(text, square_metres):
    assert typed.read_area(text) == Decimal(square_metres)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2023", "2023"), ("2023年", "2023"), ("2023年2月", "2023-02"), ("2023-2", "2023-02"), ("2023/2/8", "2023-02-08"),
        ("2023.02.08", "2023-02-08"), ("2023年2月8日", "2023-02-08"), ("２０２３年２月", "2023-02"),
    ],
)  # fmt: skip
def test_date(text, date):
    assert typed.read_date(text) == date


def test_organisations():
    read = typed.read_organisations("乙大学（investor）\n\n 甲（青岛）公司(建设单位) \n乙大学（投资方）", ROLES)
    assert read == [{"name": "乙大学", "role": "investor"}, {"name": "甲（青岛）公司", "role": "developer"}]
    assert typed.read_organisations(typed.show_organisations(read, ROLES), ROLES) == read


AMOUNTS = st.decimals(min_value=0, max_value=Decimal("999999999999999.99"), places=2)


@given(AMOUNTS)
def test_shown_money_is_read_back(amount):
    assert typed.read_money(typed.show_money(amount)) == amount


@given(st.decimals(min_value=0, max_value=Decimal("9999999999999.99"), places=2))
def test_shown_area_is_read_back(area):
    assert typed.read_area(typed.show_area(area)) == area


@given(st.dates(min_value=Day(1000, 1, 1)))
def test_every_day_is_read_back(day):
    assert typed.read_date(day.isoformat()) == day.isoformat()


@given(st.text(max_size=60))
def test_anything_is_read_or_explained(text):
    for read in (typed.read_money, typed.read_foreign_money, typed.read_area, typed.read_date, typed.read_lines):
        try:
            read(text)
        except typed.TypedError as error:
            assert str(error)
