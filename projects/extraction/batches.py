"""Groups of projects counted together: 「总投资306亿元的62个项目」 is a batch, its money is nobody else's.

A count of projects becomes a naming of form "batch". Counts that are part of another (「133个新建项目开工106个」: the
106), of one project, or of companies that merely moved in are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from projects.extraction import counts
from projects.extraction.names import Name
from projects.extraction.records import Mention

_COUNTED = frozenset({"head:项目", "head:工程"})
_LEAD = re.compile(
    r"(?:第[一二三四五六七八九十]+批|首批|一批|(?:19|20)\d\d年|[一二三四]季度|今年|集中|新|在建|续建|签约|开工|省级|市级|重点|重大|亿元以上)+$"
)
#: 「200多个项目建设难题」 counts problems.
_NO_PROJECTS = re.compile(r"(?:建设)?(?:的)?(?:难题|问题|困难|手续|负责人|经理|专班|审批|证书|奖)")
#: 「第一批项目」, 「首批重点项目」: a batch that is spoken of again, without its number.
ORDINAL = re.compile(r"第[一二三四五六七八九十]+批|首批")
UNCOUNTED = "批"
_SPOKEN_OF = re.compile(
    rf"(?:{ORDINAL.pattern}|[这此该]批|这些|上述|(?:[本此这]次)(?:集中)?(?:签约|开工|动工|竣工|投产)的?)[^，,。；;、\d\s]{{0,10}}?项目(?![一二三四五六七八九十\d])"
)
_MONEY_BEHIND = re.compile(
    r"(?:已|集中|成功|正式)*(?:签约|落户|入驻|开工|动工|投产)?[，,]?(?:计划|合计|累计|预计|协议|意向)*总?投资"
)
_DEED = re.compile("签约|开工|动工|竣工|投产|续建|在建|新建|复工|储备")
_CLAUSE_END = re.compile("[，,、。；;\n]")
_AMOUNT = r"(?P<amount>\d[\d.]*)[多余]?万?[亿万]"
_MONEY_BEFORE = re.compile(rf"投资[^，,。；;、\d]{{0,6}}{_AMOUNT}(?:美?元)?(?:人民币)?的?[^，,。；;、\d]{{0,8}}$")
_MONEY_AT = re.compile(rf"[^。；;\d、\n]{{0,10}}?[，,、][^。；;\d、\n]{{0,10}}?{_AMOUNT}")
_OTHER = re.compile(r"^(?:[个家宗项]?)(?:方面|月|国家|城市)")


def find(text: str, counted: Sequence[Mention]) -> Iterator[Name]:
    """The batches among ``counted`` (from ``counts.find``), 「62个城市更新建设项目」, and batches spoken of, 「第一批项目」."""
    yield from _counted(text, counted)
    for found in _SPOKEN_OF.finditer(text):
        yield Name(found.group(), found.start(), found.end(), "project", "batch", UNCOUNTED, 2)


def _counted(text: str, counted: Sequence[Mention]) -> Iterator[Name]:
    for count in counted:
        if not (count.flags & _COUNTED or _invests(text, count)) or count.flags & {"weak", "subset"} or count.value < 2:
            continue
        if _OTHER.match(text[count.start : count.end]) or _NO_PROJECTS.match(text, count.end):
            continue
        start = count.start
        lead = _LEAD.search(text[max(0, start - 10) : start])
        if lead:
            start -= len(lead.group())
        while start > 0 and text[start].isnumeric() is False and text[start - 1].isdigit():
            start -= 1
        yield Name(
            text[start : count.end], start, count.end, "project", "batch", "项目", 2, listed="list" in count.flags
        )


def _invests(text: str, count: Mention) -> bool:
    """「意向企业31家，总投资2200亿元」: companies counted with their money are a batch, too."""
    return "head:企业" in count.flags and bool(_MONEY_BEHIND.match(text, count.end))


def number(name: Name) -> int | None:
    """How many projects a naming counts: 「2023年15个重点项目」 → 15."""
    count = next(counts.find(name.text), None)
    return int(count.value) if count else None


def told(name: Name, text: str) -> tuple[set[str], set[str]]:
    """What the words right beside a count say of it: its deeds (签约) and its amount. Batches that differ in one are two."""
    return _deeds(name, text), _amounts(name, text)


def _deeds(name: Name, text: str) -> set[str]:
    """What was done with the projects, told right beside their number."""
    behind = _CLAUSE_END.split(text[name.end : name.end + 5])[0]
    return set(_DEED.findall(text[max(0, name.start - 6) : name.end] + behind))


def _amounts(name: Name, text: str) -> set[str]:
    """The amount right before or behind the number, up to the next number of projects."""
    before, behind = _MONEY_BEFORE.search(text[max(0, name.start - 30) : name.start]), _MONEY_AT.match(text, name.end)
    return {match["amount"] for match in (before, behind) if match}


def count_of(names: Iterable[Name], counted: Sequence[Mention]) -> Mention | None:
    """The count that one of a batch's namings holds."""
    return next((c for name in names for c in counted if name.start <= c.start and c.end <= name.end), None)
