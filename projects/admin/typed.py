"""What editors type, read strictly: 「15亿元」, 「53亩」, 「2023年2月」. A doubt is an error that says what to type.

Each ``read_…`` raises :class:`TypedError` with a Chinese sentence; each ``show_…`` writes what its reader reads back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from kbase.text.numerals import parse_number
from projects.extraction.area import UNITS
from projects.extraction.money import CURRENCIES

MOST_MONEY = Decimal(10) ** 18
MOST_AREA = Decimal(10) ** 14
MOST_NAME = 200
_CENT = Decimal("0.01")
_VAGUE = re.compile(r"[约近逾超余多达]|左右|以上|不低于|不少于|至少|[~～—–至]|\d-\d")
_YUAN = re.compile(r"^(?:人民币|RMB|CNY|[¥￥])|(?:元人民币|人民币元?|元|RMB|CNY)$", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]{3}")
_DATE = re.compile(
    r"(\d{4})(?:年|[-/.](\d{1,2})|年(\d{1,2})月?|[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日?)?"
)
_ROLE = re.compile(r"(.+)[（(]([^（()）]+)[）)]")


class TypedError(ValueError):
    """What was typed cannot be read for certain; the message says what to type instead."""


def _number(text: str, most: Decimal, example: str) -> Decimal:
    """The number before a unit; ``most`` is what no real value reaches."""
    number = parse_number(text)
    if number is None:
        if _VAGUE.search(text):
            raise TypedError(f"请填一个确切的数，不带“约”“超”“至”等字（可写在理由里），例如 {example}。")
        raise TypedError(f"看不懂“{text[:20]}”，请填数字和单位，例如 {example}。")
    if number >= most:
        raise TypedError("数值过大，请检查单位。")
    return number


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def read_money(text: str) -> Decimal:
    """Yuan, to the cent: 「15亿元」 → 1500000000, 「35000万元」, 「1.5亿」, plain yuan."""
    text = _squeezed(text)
    if any(text.endswith(name) or text.startswith(name) for name in CURRENCIES):
        raise TypedError("外币请填在“总投资（原币）”一栏，例如 2.5亿美元。")
    return _cents(_number(_YUAN.sub("", _YUAN.sub("", text, count=1), count=1), MOST_MONEY, "15亿元、35000万元"))


def _cents(amount: Decimal) -> Decimal:
    if amount != amount.quantize(_CENT):
        raise TypedError("金额最多精确到分。")
    return amount.quantize(_CENT)


def show_money(amount: Decimal) -> str:
    """The shortest exact form: 1500000000 → 「15亿元」, 123456.78 → 「123456.78元」."""
    return f"{_in_units(amount)}元"


def _in_units(amount: Decimal) -> str:
    for unit, name in ((Decimal(10**8), "亿"), (Decimal(10**4), "万")):
        if amount >= unit and amount % (unit / 10**4) == 0:
            return f"{_plain(amount / unit)}{name}"
    return _plain(amount)


def _plain(number: Decimal) -> str:
    """Without exponent and without zeros at the end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_foreign_money(text: str) -> dict[str, Any]:
    """Amount and ISO currency: 「2.5亿美元」, 「2.5亿 USD」 → {"amount": 250000000, "currency": "USD"}."""
    text = _squeezed(text)
    for name in sorted(CURRENCIES, key=len, reverse=True):
        if text.endswith(name) or text.startswith(name):
            return _foreign(text.removesuffix(name).removeprefix(name), CURRENCIES[name])
    code = _CODE.fullmatch(text[-3:]) or _CODE.fullmatch(text[:3])
    if code is None or code[0] in ("CNY", "RMB"):
        raise TypedError("请写明外币币种，例如 2.5亿美元、3亿 EUR；人民币请填在“总投资”一栏。")
    return _foreign(text.removesuffix(code[0]).removeprefix(code[0]), code[0])


def _foreign(number: str, currency: str) -> dict[str, Any]:
    amount = _cents(_number(number, MOST_MONEY, "2.5亿美元"))
    return {"amount": int(amount) if amount == int(amount) else float(amount), "currency": currency}


def show_foreign_money(money: Mapping[str, Any]) -> str:
    """「2.5亿 USD」."""
    return f"{_in_units(Decimal(str(money['amount'])))} {money['currency']}"


def read_area(text: str) -> Decimal:
    """Square metres, rounded to 0.01: 「53亩」 → 35333.34, 「3.5公顷」, 「18万平方米」, plain ㎡."""
    text = _squeezed(text)
    for unit in sorted(UNITS, key=len, reverse=True):
        if text.lower().endswith(unit):
            area = _number(text[: -len(unit)], MOST_AREA, "53亩、3.5公顷、18万平方米") * UNITS[unit]
            break
    else:
        area = _number(text, MOST_AREA, "53亩、3.5公顷、18万平方米")
    if area >= MOST_AREA:
        raise TypedError("数值过大，请检查单位。")
    return area.quantize(_CENT, ROUND_HALF_UP)


def show_area(area: Decimal) -> str:
    """「35333.34㎡」, 「18万㎡」."""
    return f"{_in_units(area)}㎡"


def read_date(text: str) -> str:
    """A day, a month or a year: 「2023年2月8日」 → 2023-02-08, 「2023年2月」, 「2023/2」, 「2023」."""
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", _squeezed(text)))
    parts = [int(part) for part in match.groups() if part] if match else []
    try:
        date(*[*parts, 1, 1][:3])
    except (TypeError, ValueError) as error:
        raise TypedError("请填年、年月或年月日，例如 2023、2023年2月、2023-02-08。") from error
    return "-".join([f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:])])


def read_lines(text: str) -> list[str]:
    """One name per line, each once."""
    names = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if too_long := next((name for name in names if len(name) > MOST_NAME), None):
        raise TypedError(f"“{too_long[:20]}…”超过 {MOST_NAME} 个字。")
    return names


def show_lines(names: list[str]) -> str:
    """One name per line."""
    return "\n".join(names)


def read_organisations(text: str, roles: Mapping[str, str]) -> list[dict[str, str]]:
    """One organisation per line with its role: 「示范科技有限公司（建设单位）」. ``roles`` maps keys to labels."""
    found: set[tuple[str, str]] = set()
    for line in read_lines(text):
        match = _ROLE.fullmatch(line)
        role = next((key for key, label in roles.items() if match and match[2].strip() in (key, label)), None)
        if match is None or role is None:
            known = "、".join(roles.values())
            raise TypedError(f"“{line[:30]}”后面请用括号写明角色（{known}），例如 示范科技有限公司（建设单位）。")
        found.add((match[1].strip(), role))
    return [{"name": name, "role": role} for name, role in sorted(found)]


def show_organisations(organisations: list[dict[str, str]], roles: Mapping[str, str]) -> str:
    """One per line, each with the label of its role."""
    return "\n".join(f"{one['name']}（{roles.get(one['role'], one['role'])}）" for one in organisations)
