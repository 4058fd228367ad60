"""Written numbers and their values."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbase.text.numerals import NUMBER, parse_number

VALUES = [
    ("0", "0"),
    ("15", "15"),
    ("3.04", "3.04"),
    ("3,000", "3000"),
    ("1,234,567.8", "1234567.8"),
    ("２２００", "2200"),
    ("１，２００．５", "1200.5"),
    ("3.5万", "35000"),
    ("15亿", "1500000000"),
    ("2200亿", "220000000000"),
    ("1.2万亿", "1200000000000"),
    ("12000万", "120000000"),
    ("1亿5000万", "150000000"),
    ("3千", "3000"),
    ("3千2百", "3200"),
    ("5千万", "50000000"),
    ("3百亿", "30000000000"),
    ("一", "1"),
    ("两", "2"),
    ("十", "10"),
    ("十五", "15"),
    ("二十", "20"),
    ("廿三", "23"),
    ("卅", "30"),
    ("九十九", "99"),
    ("百", "100"),
    ("一百零五", "105"),
    ("一百一十五", "115"),
    ("一百十五", "115"),
    ("一百五", "150"),
    ("两千两百", "2200"),
    ("两千二", "2200"),
    ("两千零二", "2002"),
    ("两千零二十", "2020"),
    ("一万", "10000"),
    ("三万五", "35000"),
    ("三万五千", "35000"),
    ("三万零五百", "30500"),
    ("三亿五千万", "350000000"),
    ("三亿五", "350000000"),
    ("十二亿零三百万", "1203000000"),
    ("百亿", "10000000000"),
    ("千亿", "100000000000"),
    ("万亿", "1000000000000"),
    ("两万亿", "2000000000000"),
    ("五百亿", "50000000000"),
    ("亿", "100000000"),
    ("三点五", "3.5"),
    ("一点二万亿", "1200000000000"),
    ("二十点五", "20.5"),
    ("二〇二三", "2023"),
    ("一九九八", "1998"),
    ("零", "0"),
    ("叁佰伍拾萬", "3500000"),
    ("兩億", "200000000"),
    ("1 200", "1200"),
]

NOT_NUMBERS = [
    "",
    "十四五",
    "三五",
    "三四百",
    "园区",
    "万万亿亿",
    "1,2",
    "1.2.3",
    "一百二百",
    "零十零",
    "1亿5000",
    "1.5亿3000万",
    "亩",
    "十千",
    "1" * 41,
]


@pytest.mark.parametrize(("written", "value"), VALUES)
def test_values(written: str, value: str) -> None:
    assert parse_number(written) == Decimal(value)


@pytest.mark.parametrize("written", NOT_NUMBERS)
def test_not_numbers(written: str) -> None:
    assert parse_number(written) is None


@pytest.mark.parametrize("written", [written for written, _ in VALUES if written not in {"叁佰伍拾萬", "1 200"}])
def test_the_finders_pattern_takes_the_whole_number(written: str) -> None:
    found = re.search(NUMBER, f"投资{written}元")
    assert found is not None
    assert found[0] == written


def test_the_pattern_stops_at_what_is_no_number() -> None:
    assert re.findall(NUMBER, "占地53亩,总投资1亿5000万元、3,4号楼,1,2345") == [
        "53",
        "1亿5000万",
        "3",
        "4",
        "1",
        "2345",
    ]


@given(st.integers(0, 10**14 - 1))
def test_every_number_spelt_out_is_read_back(value: int) -> None:
    assert parse_number(_spell(value)) == value


@given(st.decimals(0, 10**9, places=2))
def test_every_decimal_with_separators_is_read_back(value: Decimal) -> None:
    assert parse_number(f"{value:,}") == value


@given(st.text(alphabet="零一二三两十百千万亿廿点0123.,，５", max_size=12))
def test_no_string_breaks_it(written: str) -> None:
    value = parse_number(written)
    assert value is None or value >= 0


def _spell(value: int) -> str:
    """The number in Chinese, as a cheque would say it."""
    if value >= 10**8:
        return _joined(value, 10**8, "亿")
    if value >= 10**4:
        return _joined(value, 10**4, "万")
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十")):
        if value >= unit:
            return _joined(value, unit, sign)
    return "零一二三四五六七八九"[value]


def _joined(value: int, unit: int, sign: str) -> str:
    head, rest = divmod(value, unit)
    gap = "零" if rest and rest < unit // 10 else ""
    return _spell(head) + sign + (gap + _spell(rest) if rest else "")
