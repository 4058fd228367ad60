"""Dates as partial ISO dates: 「今年3月」 in an article of 2024-01-10 → "2024-03".

Never more precise than the words: 年底 is a year, 近日 and 7月底 are months, 昨日 is a day. What needs the
article's date and has none is not emitted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kbase.text.numerals import parse_number
from projects.extraction.lookup import may_begin
from projects.extraction.records import Mention

_HAN_DAY = "[一二三四五六七八九十]{1,3}"
_YEAR = r"(?:19[4-9][0-9]|20[0-9]{2}|[一二][九〇零○][一二三四五六七八九〇零○]{2})"
_MONTH = rf"(?:1[0-2]|0?[1-9](?![0-9])|{_HAN_DAY})"
_DAY = rf"(?:3[01]|[12][0-9]|0?[1-9](?![0-9])|{_HAN_DAY})"
_RELATIVE_YEARS = {
    "大前年": -3,
    "前年": -2,
    "去年": -1,
    "上年": -1,
    "今年": 0,
    "本年": 0,
    "年内": 0,
    "明年": 1,
    "来年": 1,
    "后年": 2,
}
_RELATIVE_DAYS = {
    "今天": 0,
    "今日": 0,
    "昨天": -1,
    "昨日": -1,
    "昨晚": -1,
    "前天": -2,
    "前日": -2,
    "明天": 1,
    "明日": 1,
}
_PART = "年?[初末中底]|内|一季度|二季度|三季度|四季度|第[一二三四]季度|[1-4]季度|[上下]半年"

_EXPRESSION = rf"""
    (?P<iso>(?<![0-9.])(?P<iso_year>{_YEAR})(?P<sep>[-./])(?P<iso_month>1[0-2]|0?[1-9])(?P=sep)
        (?P<iso_day>3[01]|[12][0-9]|0?[1-9])(?![0-9.]))
  | (?P<span>(?<![0-9])(?P<span_from>{_YEAR})年?[ ]?(?:-|－|~|～|—+|–|至|到)[ ]?(?P<span_to>{_YEAR})年(?![代0-9一二三]))
  | (?:(?P<year>(?<![0-9.]){_YEAR})[ ]?年(?![代级])度?|(?<![0-9一二三四五六七八九十两几多数])(?P<relative>{"|".join(_RELATIVE_YEARS)}))
    (?:的)?(?:[ ]?(?P<month>(?<![0-9]){_MONTH})[ ]?月(?:份)?(?:[ ]?(?P<day>{_DAY})[ ]?[日号](?![均产内])|[初末底]|[上中下]旬)?
      |(?:{_PART}))?
  | (?<![0-9第.\-－~～—至个])(?P<bare_month>{_MONTH})月(?:份)?
    (?:[ ]?(?P<bare_day>{_DAY})[日号](?![均产内])|[初末底]|[上中下]旬|(?![0-9]))
  | (?<![0-9.月\-第])(?P<only_day>3[01]|[12][0-9]|[1-9])日(?![均产内游报元间本常夜])
  | ["“”'‘]?十(?P<plan>[一二三四五六])五["“”'’]?(?:规划|时期)?末期?
  | (?P<days>{"|".join(_RELATIVE_DAYS)})
  | (?P<near>近日|日前|近期|这几天|连日来|近段时间)
  | (?P<lately>不久前|新年伊始|年初以来)
  | (?P<this_month>本月|当月(?=[初底])|月[初底](?=前|[，,。]))
  | (?P<other_month>上个?月|下个?月)
  | (?P<week>[本上]周)
  | (?P<part>(?<![0-9一二三四五六七八九十两几多每])(?:年[初中底末](?!以来)|岁末|[上下]半年|[一二三四]季度|第[一二三四]季度|[1-4]季度))
  | (?P<same>当日|当天|同日)
    """
_DATE = re.compile(f"{may_begin(_EXPRESSION)}(?:{_EXPRESSION})", re.VERBOSE)
_FUTURE = re.compile("将|预计|计划|拟|力争|有望|争取|预期|目标|定于|确保|即将|可望|待|明年|后年")
_PLAN_TITLE = re.compile("规划|计划|行动|方案|攻坚|纲要|意见|办法")
_SENTENCE_END = "。！？!?\n"
_STREAK = 2
#: The year that an event is named after: 「2024年第二次集中开工」, 「2021年第一季度重大项目」, 「2024年三月份重点项目」.
_NAMED_YEAR = re.compile(
    rf"(?<![0-9到至])(?P<y>{_YEAR})年度?(?:(?P<month>{_MONTH})月份|第?(?P<quarter>[一二三四1-4])季度|(?:首|第[一二三四五六七八九十0-9]+)[次批期轮]|[上下]半年)"
)
_AHEAD = 80
#: 「十一五末」 is 2010, every later five-year plan ends five years on.
_FIRST_PLAN_ENDS = 2010


@dataclass(slots=True)
class _Carry:
    """The date mentioned last: 「2023年2月签约，6月开工」 gives its year to 6月, as long as the sentence lasts."""

    value: str = ""
    end: int = 0
    day: str = ""


def find(text: str, published: str | None) -> Iterator[Mention]:
    """Every date that can be told, in order, as field "date" with a partial ISO ``value``.

    ``published`` is the article's own (partial) date. Flags: ``future`` (将, 预计 … before it), ``before``
    (年底前), ``since`` (今年以来), ``relative``, ``range:start``/``range:end``, ``excluded:标题`` (in a quoted plan).
    「将于年内开工」, published 2024-01-10 → 年内 = "2024".
    """
    carry = _Carry()
    for match in _DATE.finditer(text):
        if re.search(f"[{_SENTENCE_END}]", text[carry.end : match.start()]):
            carry.value = ""
        if match["span"]:
            yield from _both_ends(match, text)
            continue
        value = _of_named_event(match, text, published, carry) or _value(
            match, published, carry, _is_future(match, text)
        )
        if value is None or not _is_sane(value, published):
            continue
        carry.value, carry.end = value, match.end()
        carry.day = value if len(value) == 10 else carry.day
        yield Mention("date", value, match.start(), match.end(), cue=match[0], flags=_flags(match, text))


def _of_named_event(match: re.Match[str], text: str, published: str | None, carry: _Carry) -> str | None:
    """「4月2日,…2024年第二次集中开工」: the event's name tells the year (and 「9日,…2024年三月份」 the month) of the day before
    it. An article's own date yields only to a quarter or month that fits."""
    if (
        carry.value
        or not (match["bare_month"] or match["only_day"])
        or (match["only_day"] and len(published or "") >= 7)
    ):
        return None
    stop = next((i for i in range(match.end(), min(len(text), match.end() + _AHEAD)) if text[i] in _SENTENCE_END), None)
    named = _NAMED_YEAR.search(text, match.end(), match.end() + _AHEAD if stop is None else stop)
    if named is None:
        return None
    if match["only_day"]:
        return _iso(named["y"], named["month"], match["only_day"]) if named["month"] else None
    month, quarter = _part(match["bare_month"]) or 0, _part(named["quarter"]) if named["quarter"] else None
    if published and published[:4] != named["y"] and (quarter is None or (month + 2) // 3 != quarter):
        return None
    return _iso(named["y"], match["bare_month"], match["bare_day"])


def resolve(match: re.Match[str], article_date: str | None) -> str | None:
    """The partial ISO date of one match of the date pattern, told without its sentence: 「昨日」 → "2011-07-28"."""
    return _value(match, article_date, _Carry(), future=False)


def _value(match: re.Match[str], published: str | None, carry: _Carry, future: bool) -> str | None:
    if match["iso"]:
        return _iso(match["iso_year"], match["iso_month"], match["iso_day"])
    if match["year"]:
        return _iso(match["year"], match["month"], match["day"])
    if match["plan"]:
        return str(_FIRST_PLAN_ENDS + 5 * ("一二三四五六".index(match["plan"])))
    if match["same"]:
        return carry.day or None
    if match["bare_month"] and carry.value:
        return _iso(carry.value[:4], match["bare_month"], match["bare_day"])
    if match["only_day"] and len(carry.value) >= 7:
        return _iso(carry.value[:4], carry.value[5:7], match["only_day"])
    if not published:
        return None
    return _from_article(match, published, future)


def _from_article(match: re.Match[str], published: str, future: bool) -> str | None:
    """Expressions that only the article's date explains."""
    year = int(published[:4])
    if match["relative"]:
        return _iso(str(year + _RELATIVE_YEARS[match["relative"]]), match["month"], match["day"])
    if match["part"] or match["lately"]:
        return str(year)
    if match["bare_month"]:
        return _nearest_year(match, published, future)
    if len(published) < 7:
        return None
    if match["near"] and future:
        return None  # 「近期将开工」 tells no month
    if match["this_month"] or match["near"] or match["week"]:
        return published[:7]
    if match["other_month"]:
        return _shift_month(published[:7], -1 if match[0].startswith("上") else 1)
    if len(published) < 10:
        return None
    if match["days"]:
        return (date.fromisoformat(published) + timedelta(days=_RELATIVE_DAYS[match["days"]])).isoformat()
    month = published[:7]
    if int(match["only_day"]) > int(published[8:]) and not future:
        month = _shift_month(month, -1)
    return _iso(month[:4], month[5:], match["only_day"])


def _nearest_year(match: re.Match[str], published: str, future: bool) -> str | None:
    """A month without a year is of the article's year, but 12月28日 in an article of January is of the year before."""
    value = _iso(published[:4], match["bare_month"], match["bare_day"])
    if value is None or future or len(published) < 7:
        return value
    if int(value[5:7]) > int(published[5:7]) + _STREAK:
        return _iso(str(int(published[:4]) - 1), match["bare_month"], match["bare_day"])
    return value


def _iso(year: str, month: str | None = None, day: str | None = None) -> str | None:
    """YYYY[-MM[-DD]] from written parts, None for an impossible date: 「2023」「2」「30」 → None."""
    numbers = [int(n) if (n := _part(part)) is not None else None for part in (year, month, day) if part]
    if any(number is None for number in numbers):
        return None
    whole = [*numbers, 1, 1][:3]
    try:
        date(*[int(n or 0) for n in whole])
    except ValueError:
        return None
    return "-".join([f"{numbers[0]:04d}", *(f"{n:02d}" for n in numbers[1:])])


def _part(written: str) -> int | None:
    number = parse_number(written.replace("○", "〇"))
    return None if number is None else int(number)


def _shift_month(month: str, by: int) -> str:
    index = int(month[:4]) * 12 + int(month[5:7]) - 1 + by
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def _both_ends(match: re.Match[str], text: str) -> Iterator[Mention]:
    """「2022-2024年」: both years, the first as range:start."""
    for name, flag in (("span_from", "range:start"), ("span_to", "range:end")):
        value = _iso(match[name])
        if value:
            flags = _flags(match, text) | {flag}
            yield Mention(
                "date", value, match.start(name), match.end(name) + (name == "span_to"), cue=match[0], flags=flags
            )


def _is_sane(value: str, published: str | None) -> bool:
    """No fact of a project lies before 1949 or forty years ahead of its article."""
    year = int(value[:4])
    return 1949 <= year <= (int(published[:4]) + 40 if published else 2099)


def _clause_before(match: re.Match[str], text: str) -> str:
    return re.split("[，,；;。！!？?\n：:]", text[max(0, match.start() - 14) : match.start()])[-1]


def _is_future(match: re.Match[str], text: str) -> bool:
    return (
        _FUTURE.search(_clause_before(match, text) + match[0]) is not None
        or re.match("[^，,；;。]{0,2}(?:将|预计|计划|有望|力争)", text[match.end() : match.end() + 6]) is not None
    )


def _flags(match: re.Match[str], text: str) -> frozenset[str]:
    flags = set()
    after = text[match.end() : match.end() + 14]
    if _is_future(match, text):
        flags.add("future")
    if re.match("之?前|以前", after):
        flags.add("before")
    if re.match("以来|起|开始(?!投资|建设|施工|动工)", after):
        flags.add("since")
    if not (match["iso"] or match["year"] or match["span"]):
        flags.add("relative")
    if _in_title(match, text):
        flags.add("excluded:标题")
    return frozenset(flags)


def _in_title(match: re.Match[str], text: str) -> bool:
    """Inside 《…》, or in brackets right behind the name of a plan: 三年攻坚行动(2020-2022年)."""
    before = text[max(0, match.start() - 40) : match.start()]
    if before.rfind("《") > before.rfind("》"):
        return True
    return re.search(f'(?:{_PLAN_TITLE.pattern})[”"》]?[(（]$', before) is not None


_HEAD_LABEL = re.compile(
    rf"(?:发布时间|发布日期|更新时间|发表时间|发稿时间|时间|日期)[：: 　]*(?P<y>{_YEAR})[-./年](?P<m>[0-9]{{1,2}})[-./月](?P<d>[0-9]{{1,2}})"
)
_HEAD_STAMP = re.compile(rf"(?<![0-9])(?P<y>{_YEAR})[-./年](?P<m>[0-9]{{1,2}})[-./月](?P<d>[0-9]{{1,2}})日?(?![0-9])")
#: Some sites write 07.05.2019 09:30.
_HEAD_STAMP_BACKWARDS = re.compile(
    r"(?<![0-9.])(?P<d>[0-9]{2})\.(?P<m>[0-9]{2})\.(?P<y>20[0-9]{2})[ 　]+[0-9]{1,2}:[0-9]{2}"
)
_DATELINE = re.compile(
    rf"(?:(?P<y>{_YEAR})年)?(?P<m>[0-9]{{1,2}})月(?P<d>[0-9]{{1,2}})日(?:讯|电|消息|[，,]?[ ]?记者)"
    r"|今[天日][（(](?P<m2>[0-9]{1,2})月(?P<d2>[0-9]{1,2})日[)）]"
)
#: Addresses of news pages carry their day: /2024/05/09/, 2024-05/09/content_1.htm, t20240509_1.html.
_ADDRESS = re.compile(
    r"https?://[^\s<>\"'）)]*?[/t](?P<y>20[0-9]{2})[-/]?(?P<m>0[1-9]|1[0-2])[-/]?(?P<d>0[1-9]|[12][0-9]|3[01])(?=[/_.])"
)
_STATED_YEAR = re.compile(rf"(?<![0-9.\-])(?P<y>{_YEAR})年")
#: Head lines are short; a date in a longer line is told by the text, not put on it.
_HEAD_LINE = 70
_HEAD_LINES = 12
_HEAD = 400


def article_date(text: str) -> str | None:
    """The day an article was published, from its head: 「发布时间：2011-03-28」 or 「6月28日讯」 with the text's year.

    Looks at a labelled date, a stamp in a short head line, a dateline, the page's address, at last the year that
    the text speaks from ("2024" when 2024年 stands at least twice). None when nothing tells.
    """
    if match := _HEAD_LABEL.search(text):
        return _iso(match["y"], match["m"], match["d"])
    for line in text.splitlines()[:_HEAD_LINES]:
        if len(line) > _HEAD_LINE or "://" in line:
            continue
        if match := _HEAD_STAMP.search(line) or _HEAD_STAMP_BACKWARDS.search(line):
            return _iso(match["y"], match["m"], match["d"])
    address = _ADDRESS.search(text)
    year = address["y"] if address else stated_year(text) or _event_year(text)
    match = _DATELINE.search(text)
    if match and (match["y"] or year):
        return _iso(match["y"] or str(year), match["m"] or match["m2"], match["d"] or match["d2"])
    return _iso(address["y"], address["m"], address["d"]) if address else year


def _event_year(text: str) -> str | None:
    """The year that the event of the first lines is named after."""
    match = _NAMED_YEAR.search(text, 0, _HEAD)
    return match["y"] if match else None


def stated_year(text: str) -> str | None:
    """The year most often named in a text, when it stands there at least twice: a plan's 到2025年 does not count."""
    years = Counter(
        match["y"]
        for match in _STATED_YEAR.finditer(text)
        if not re.search("[到至前后自从—~-]$|预计$|力争$|计划$", text[max(0, match.start() - 2) : match.start()])
        and match["y"].isascii()
    )
    if not years:
        return None
    year, count = max(years.items(), key=lambda item: (item[1], item[0]))
    return year if count >= _STREAK else None
