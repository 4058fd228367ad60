"""Quantities, and counts of projects: 「首批8个数字医疗项目」 → project_count 8.

The grammar of a quantity (number, range, 约/逾/多/以上) is shared with money.py and area.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from kbase.text.numerals import NUMBER, parse_number
from projects.extraction.lookup import may_begin
from projects.extraction.records import Mention, Qualifier

#: A number with 多, 余 or 个 before its scale, which NUMBER leaves out: 2200多亿, 15个亿.
#: Atomic and bounded: no text, however long its digits, may make the search slow.
_HAN = "零〇一二三四五六七八九十百千万亿两"
NUMERAL = (
    rf"(?>{NUMBER}(?:[ 　]?(?:[多余](?=[百千万亿])|个(?=亿))?(?:[百千](?![0-9０-９])|[十百千]?(?:万亿|[万亿]))){{0,3}})"
)
#: Where a number may begin: not inside another one, not behind 第, 几 or 数.
_BEGIN = rf"(?<![0-9０-９.第几数])(?<![0-9][,，万亿])(?!(?<=[{_HAN}])[{_HAN}])"

_BEFORE: dict[Qualifier, str] = {
    "up_to": "不超过|不高于|不多于|最高|最多|至多|上限",
    "over": "超过|超出|超|逾|突破|不低于|不少于|不小于|不下于|不下|至少|多于|高于|达到?上|上(?=[百千万亿])|过(?=[百千万亿0-9])",
    "about": "大约|约为|约合|(?<![签合预特制节契公条])约|将近|接近|大概|(?<![最附邻临])近",
}
_AFTER: dict[Qualifier, str] = {
    "over": "及?以上|之上|有余|[多余](?![个家项])",
    "up_to": "以内|以下|之内",
    "about": "左右|上下",
}
_DASH = r"[ 　]?(?:-|－|~|～|—+|–|―|至|到)[ 　]?"
_LEFT = "|".join(_BEFORE.values())
_RIGHT = "|".join(_AFTER.values())
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit: ``value`` is the (lower) number without the unit; the span holds 约 and 左右 too."""

    value: Decimal
    unit: str
    qualifier: Qualifier
    start: int
    end: int
    match: re.Match[str]


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that name a quantity's fact; a ``label`` says that it is another use (税收) and leaves ``field`` empty."""

    field: str
    label: str
    words: str
    start: int
    end: int


#: (field, label, pattern) of every cue of a finder.
Cues = tuple[tuple[str, str, re.Pattern[str]], ...]


def nearest_cue(cues: Cues, text: str, start: int, end: int) -> Cue | None:
    """The cue in ``text[start:end]`` that ends last, the longest of those that end together."""
    found = [
        (match.end(), -match.start(), -number, match)
        for number, (_, _, pattern) in enumerate(cues)
        for match in pattern.finditer(text, start, end)
    ]
    if not found:
        return None
    *_, number, match = max(found)
    field, label, _ = cues[-number]
    return Cue(field, label, match[0], match.start(), match.end())


def quantity_pattern(unit: str, prefix: str = "") -> re.Pattern[str]:
    """The pattern of a quantity in ``unit`` (a regex), ``prefix`` being what may stand before the number (人民币)."""
    sign = rf"(?P<sign>{prefix})?[ 　]?" if prefix else ""
    return re.compile(
        may_begin(_LEFT, sign, NUMERAL)
        + rf"(?P<before>(?:{_LEFT})(?:了|达到?|为)?[ 　]?)?{sign}{_BEGIN}(?P<low>{NUMERAL})"
        rf"(?:[多余]?[ 　]?(?P<low_unit>{unit})?[多余]?{_DASH}(?P<high>{NUMERAL}))?"
        rf"[ 　]?(?P<more>[多余])?[ 　]?(?P<unit>{unit})(?P<after>{_RIGHT})?"
    )


def quantities(pattern: re.Pattern[str], text: str) -> Iterator[Quantity]:
    """All quantities of ``pattern`` (from :func:`quantity_pattern`) in ``text``, a range with its lower bound."""
    for match in pattern.finditer(text):
        low, high = _number(match["low"]), match["high"]
        if low is None:
            continue
        if high and not match["low_unit"] and not re.search("[万亿]", match["low"]):
            low *= _trailing_scale(high)
        qualifier: Qualifier = "range" if high else _qualifier(match)
        yield Quantity(low, match["unit"], qualifier, match.start(), match.end(), match)


def _qualifier(match: re.Match[str]) -> Qualifier:
    before, after = match["before"] or "", match["after"] or ""
    for side, table in ((before, _BEFORE), (after, _AFTER)):
        for name, words in table.items():
            if side and re.match(words, side):
                return name
    return "over" if match["more"] or re.search("[多余]", match["low"]) else "exact"


def _trailing_scale(numeral: str) -> int:
    """The scale a range's upper bound lends to its lower: 「5-8亿」 → 10**8."""
    scale = 1
    for char in re.sub(r"^.*[0-9０-９.．一二两三四五六七八九]", "", numeral):
        scale *= _SCALES.get(char, 1)
    return scale


@lru_cache(maxsize=4096)
def _number(numeral: str) -> Decimal | None:
    """「2200多亿」 → 220000000000, 「15个亿」 → 1500000000."""
    return parse_number(re.sub("[多余个 　]", "", numeral))


_MODIFIER = r"[^，,；;。！!？?\n：:0-9]"
_HEAD = "项目|工程|企业|公司|机构|园区|产业园|基地|平台"
#: Of 「12个企业技改项目」 the head is 项目; of 「12家企业项目」 it is 企业.
_LAST_HEAD = "项目|工程|(?:企业|公司|机构|园区|产业园|基地|平台)(?![^，,。；;、：:0-9的和与及]{0,6}(?:项目|工程))"
_UNIT = r"(?:[个家宗]|项(?!目)|大(?=(?:[^，,。；;0-9]{0,4}产业|新?开工|动工|签约|竣工|投产)?(?:园|基地|项目|工程)))"
_COUNT = quantity_pattern(_UNIT)
_HEAD_AFTER, _LAST_HEAD_AFTER = (
    re.compile(rf"(?P<modifier>{_MODIFIER}{{0,18}}?(?:[0-9]{{4}}年)?{_MODIFIER}{{0,4}}?)(?P<head>{head})")
    for head in (_HEAD, _LAST_HEAD)
)
_THRESHOLD_AFTER = re.compile(
    rf"(?:总?投资)?(?:超|超过|过)?[0-9.]*[百千]?[万亿]*元(?:以上)?的?{_MODIFIER}{{0,14}}?(?P<head>{_HEAD})"
)
_EVENT = "集中开工|新开工|开工|签约|落地|竣工|投产|建成|完工|入库|开建|续建|新建|在建"
_BEGUN = re.compile(_EVENT)
_COUNTED = frozenset({"head:项目", "head:工程"})
_HEAD_BEFORE = re.compile(
    rf"(?P<head>{_HEAD})(?:建设)?(?P<event>(?:已|将|计划|实现)?(?:{_EVENT}))?(?:总数|总量|数量)?(?:有|共有|共计|共|总计|合计|累计|达到|达|为)?$"
)
#: 「三个一批」 counts nothing, 「四家单位依次就工程作说明」 counts no project.
_NO_COUNT = re.compile("一(?![体期流级线区园])")
_VERB_WITHIN = re.compile("完成|依次|[就将]|正在|进行|单位|部门|围绕|负责|参加|参与|组成|承担|参观|考察|率队|带队")
_AND = re.compile("[和及与]|以及")
#: What a 个 counts when it is no project: 3个月, 5个城市的项目.
_OTHER_NOUN = re.compile(
    "月|小时|工作日|百分点|亿|(?:国家|省|省份|城市|地级市|市|县|区|区县|市区|街道|乡镇|镇|村|部门|行业|领域|方面|地区|环节|阶段|岗位)(?=[的和、参共中内里均全都])"
)


def find(text: str) -> Iterator[Mention]:
    """Counts of projects (flag ``head:项目``, ``head:企业``, …): 「项目65个」, 「15个工改项目」 → project_count.

    「6个产业项目和2个配套工程」 are one count of 8. Flags: ``weak`` a count of one or 五大园区 (not 五大开工项目), ``list`` 「等8个项目」 after names, ``subset`` the verb's share
    (「133个新建项目开工106个」: 106), ``batch`` 首批8个. Ordinals (第3个项目) are no counts.
    """
    yield from _summed(_each(text), text)


def _summed(counts: Iterator[Mention], text: str) -> Iterator[Mention]:
    """「6个产业项目和2个配套工程」 → 8: what is counted in one breath is one number."""
    last: Mention | None = None
    for count in counts:
        if last and _COUNTED & last.flags and _COUNTED & count.flags and _AND.fullmatch(text, last.end, count.start):
            flags = (last.flags | count.flags) - {"weak"}
            last = replace(last, value=last.value + count.value, end=count.end, flags=flags)
            continue
        if last:
            yield last
        last = count
    if last:
        yield last


def _each(text: str) -> Iterator[Mention]:
    for quantity in quantities(_COUNT, text):
        if _NO_COUNT.match(text, quantity.end):
            continue
        heads = _HEAD_AFTER if quantity.unit == "家" else _LAST_HEAD_AFTER
        after = heads.match(text, quantity.end) or _THRESHOLD_AFTER.match(text, quantity.end)
        before = _HEAD_BEFORE.search(text, max(0, quantity.start - 16), quantity.start)
        if before and quantity.value != quantity.value.to_integral_value():
            continue
        if before:
            yield _count(text, quantity, before, before.start(), quantity.end)
        elif after and not (_OTHER_NOUN.match(text, quantity.end) or _VERB_WITHIN.search(after[0])):
            yield _count(text, quantity, after, quantity.start, after.end())


def _count(text: str, quantity: Quantity, match: re.Match[str], start: int, end: int) -> Mention:
    flags = {f"head:{match['head']}"}
    lead = text[max(0, start - 3) : start]
    if quantity.value == 1 or (quantity.unit == "大" and not _BEGUN.search(match[0])):
        flags.add("weak")
    if lead.endswith("等"):
        flags.add("list")
    if re.search("[首一二三四]批$", lead):
        flags.add("batch")
    if match.groupdict().get("event"):
        flags.add("subset")
    return Mention(
        "project_count", int(quantity.value), start, end, quantity.qualifier, match["head"], flags=frozenset(flags)
    )
