"""Numbers as Chinese newspapers write them: 「3,000」, 「1.2万亿」, 「三亿五千万」, 「廿三」, 「百亿」.

Qualifiers (约, 多, 余, 近) and units of measure belong to the finders; here is only the number.
"""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = "零一二三四五六七八九"
_SMALL = {"千": Decimal(1000), "百": Decimal(100), "十": Decimal(10)}
_LARGE = (("亿", Decimal(10**8)), ("万", Decimal(10**4)))

#: Other ways to write the same: full width, Traditional, the forms of cheques, spoken forms.
_SAME = str.maketrans(
    {
        **dict(zip("０１２３４５６７８９，．", "0123456789,.", strict=True)),
        **dict(zip("〇○壹贰貳叁參肆伍陆陸柒捌玖两兩", "零零一二二三三四五六六七八九二二", strict=True)),
        **dict(zip("拾佰仟萬億點", "十百千万亿点", strict=True)),
        "廿": "二十",
        "卅": "三十",
        "卌": "四十",
        " ": None,
        "\u3000": None,
    }
)

#: Longer strings are no number anybody wrote.
_LONGEST = 40

_ARABIC = r"(?:\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)(?:[.．]\d+)?"
_HAN = "零〇一二三四五六七八九十百千万亿两兩萬億廿卅"

#: Regex source that finds whatever :func:`parse_number` reads, and at most a little more (「十四五」): parse to know.
NUMBER = rf"(?:{_ARABIC}(?:[十百千万亿萬億]+(?:{_ARABIC}[十百千万亿萬億]+)*)?|[{_HAN}]+(?:点[{_HAN}]+)?)"

_PLAIN = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_POINT = re.compile(rf"([{_DIGITS}十百千]+)点([{_DIGITS}]+)")
_SECTION = re.compile(
    rf"(?:([{_DIGITS}]|[0-9][0-9.,]*)?千)?零?(?:([{_DIGITS}]|[0-9][0-9.,]*)?百)?零?"
    rf"(?:([{_DIGITS}]|[0-9][0-9.,]*)?十)?零?([{_DIGITS}])?"
)


def parse_number(text: str) -> Decimal | None:
    """The value of a written number, None when it is none: 「三亿五千万」 → 350000000, 「十四五」 → None."""
    if not 0 < len(text) <= _LONGEST:
        return None
    return _large(text.translate(_SAME))


def _large(text: str) -> Decimal | None:
    """A number with 亿 and 万: what stands before the unit, times the unit, plus what stands behind."""
    for sign, unit in _LARGE:
        head, found, tail = text.rpartition(sign)
        if found:
            if sign in head:
                return None
            count = _large(head) if head else Decimal(1)
            rest = _tail(tail, unit)
            if count is None or rest is None or (rest and count % 1):
                return None
            return count * unit + rest
    return _below_ten_thousand(text)


def _tail(text: str, unit: Decimal) -> Decimal | None:
    """What follows a unit: less than the unit, and 「三万五」 means 35000."""
    if not text:
        return Decimal(0)
    if len(text) == 1 and text in _DIGITS:
        return _DIGITS.index(text) * unit / 10
    if _PLAIN.fullmatch(text):
        return None
    value = _large(text.removeprefix("零"))
    return value if value is not None and value < unit else None


def _below_ten_thousand(text: str) -> Decimal | None:
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if point := _POINT.fullmatch(text):
        whole = _section(point[1])
        return None if whole is None else Decimal(f"{whole}.{_spelt(point[2])}")
    # 二〇二三: digits read out one by one; two of them (三五) mean "three to five".
    if all(char in _DIGITS for char in text) and (len(text) > 3 or (len(text) > 1 and "零" in text)):
        return Decimal(_spelt(text))
    return _section(text)


def _spelt(digits: str) -> str:
    return "".join(str(_DIGITS.index(digit)) for digit in digits)


def _section(text: str) -> Decimal | None:
    """千, 百, 十 and ones: 「两千两百」, 「3千」, 「十五」, 「一百五」 (= 150), 「百」."""
    found = _SECTION.fullmatch(text)
    if not text or not found or (text.endswith("零") and len(text) > 1):
        return None
    total, last, ones = Decimal(0), Decimal(10), found[4]
    for group, (sign, unit) in enumerate(_SMALL.items(), start=1):
        if sign in text:
            count = _count(found[group])
            if count is None:
                return None
            total, last = total + count * unit, unit
    if ones:
        spoken = total and last > 10 and text[-2] != "零"
        total += _DIGITS.index(ones) * (last / 10 if spoken else 1)
    return total


def _count(written: str | None) -> Decimal | None:
    if not written:
        return Decimal(1)
    if written in _DIGITS:
        return Decimal(_DIGITS.index(written))
    return Decimal(written.replace(",", "")) if _PLAIN.fullmatch(written) else None
