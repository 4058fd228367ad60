"""Names that no head gives away: 「广西珠啤投产」, 「白鹭硅业20万吨晶硅投产」, 「投资8亿元的“绿能方舟”」.

A noun phrase is a name by what is said of it: it is the subject of a verb that only plants and buildings have
(投产, 奠基), or what money is spent on. They weigh nothing by themselves; salience decides.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from projects.extraction.boundaries import left_edge, trimmed
from projects.extraction.tagging import CAPACITY, Word, has_proper_word

_BUILT = re.compile(
    r"(?:正式|顺利|全面|即将|将|已|已经|也|现已|成功|提前|同步)*(?:建成)?"
    r"(?:投产|动工|奠基|竣工|开建|破土|落成|投用|封顶|并网发电|点火|试生产|试投产|投入使用|投入运营|投入生产)(?!仪式|率|后|前|时|的|量|企业|项目|以来)"
)
_SPENT = re.compile(
    r"(?:总?投资(?:额)?|斥资|耗资|投入)(?:约|近|逾|超|超过|达|高达|为)*[\d.,]+(?:多|余)?[百千]?[万亿]+(?:美|欧|日|港)?元(?:人民币)?"
    r"(?:在[一-龥]{2,10})?(?:的|(?:投资)?(?:建设|新建|兴建|打造|扩建|改造|建立|修建)(?:的|了|一[个座条家])?)“?"
)
_SKIPPED = frozenset(["d", "ad", "t"])
_NOUNS = frozenset("n nz ns nt nr nrt nrfg ng j l i eng vn b".split())
#: Nouns that are built, start and end everywhere and name nothing.
_NOTHING = re.compile(
    r"(?:公司|集团|企业|单位|设备|产品|产能|工作|活动|主体|结构|建筑|面积|产业|政府|部门|人员|记者|代表|任务|建设|基础|设施|住房|房屋|资金|部分|机组|车型|技术|方案|会议|大会|仪式|全部|落地|签约|动工|破土|合同|协议|"
    r"[省市区县镇乡村]|年|月|日|底|家|个|种|条|座|批|期|时|方|者|人|量|率|额|业|化)$"
)


def find(sentence: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """``[start:end)`` of every such noun phrase in ``sentence``: 「广西/珠/啤/投产」 → the first three words."""
    starts = [word.start for word in words]
    for built in _BUILT.finditer(sentence):
        at = bisect_left(starts, built.start())
        if span := _phrase_before(sentence, words, at):
            yield span
    for spent in _SPENT.finditer(sentence):
        at = bisect_left(starts, spent.end())
        if span := _phrase_behind(sentence, words, at):
            yield span


def _phrase_before(sentence: str, words: Sequence[Word], at: int) -> tuple[int, int] | None:
    while at > 0 and words[at - 1].tag in _SKIPPED:
        at -= 1
    if at == 0 or words[at - 1].tag not in _NOUNS:
        return None
    left = left_edge(words, at - 1, at)
    inside = words[left:at]
    where = (left > 0 and words[left - 1].tag == "p") or all(word.tag == "ns" for word in inside)
    named = has_proper_word(inside) or any(word.tag == CAPACITY for word in inside)
    return _span(sentence, inside[0].start, inside[-1].end) if named and not where else None


def _phrase_behind(sentence: str, words: Sequence[Word], at: int) -> tuple[int, int] | None:
    end = at
    while end < len(words) and words[end].tag in _NOUNS:
        end += 1
    quoted = 0 < at < len(words) and words[at - 1].text == "“"
    if quoted:
        end = next((i for i in range(at, min(at + 8, len(words))) if words[i].text == "”"), end)
    return _span(sentence, words[at].start, words[end - 1].end) if end > at else None


def _span(sentence: str, start: int, end: int) -> tuple[int, int] | None:
    text = trimmed(sentence[start:end])
    good = 4 <= len(text) <= 24 and not _NOTHING.search(text) and not re.search(r"[，。；、：”]", text)
    return (end - len(text), end) if good else None
