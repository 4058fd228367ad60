"""Groups of projects counted together: 「总投资306亿元的62个项目」 is a batch, its money is nobody else's.

A count of projects becomes a naming of form "batch". Counts that are part of another (「133个新建项目开工106个」: the
106), of one project, or of companies that merely moved in are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from projects.extraction.names import Name
from projects.extraction.records import Mention

_COUNTED = frozenset({"head:项目", "head:工程"})
_LEAD = re.compile(
    r"(?:第[一二三四五六七八九十]+批|首批|一批|(?:19|20)\d\d年|[一二三四]季度|今年|集中|新|在建|续建|签约|开工|省级|市级|重点|重大|亿元以上)+$"
)
#: 「200多个项目建设难题」 counts problems.
_NO_PROJECTS = re.compile(r"(?:建设)?(?:的)?(?:难题|问题|困难|手续|负责人|经理|专班|审批|证书|奖)")
_OTHER = re.compile(r"^(?:[个家宗项]?)(?:方面|月|国家|城市)")


def find(text: str, counts: Sequence[Mention]) -> Iterator[Name]:
    """The batches among ``counts`` (from ``counts.find``): 「62个城市更新建设项目」."""
    for count in counts:
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
    return "head:企业" in count.flags and bool(
        re.match(r"[，,]?(?:计划|合计|累计|预计)?总?投资", text[count.end : count.end + 8])
    )


def count_in(name: Name, counts: Sequence[Mention]) -> Mention | None:
    """The count that a batch's naming holds."""
    return next((c for c in counts if name.start <= c.start and c.end <= name.end), None)
