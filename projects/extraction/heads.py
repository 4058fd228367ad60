"""The last words of names: what makes 「…产业园」 a park and 「…生产线」 a project.

A head says of what kind the named thing is and how much it proves by itself: ``strong`` heads name parks and
projects nearly always, ``medium`` ones often, ``weak`` ones (schools, hospitals, streets of shops) only where the
text tells of building them. Kinds of heads hold for all of China; no name of a single place stands here.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from projects.extraction.words import words_of

HeadKind = Literal["park", "project"]


class Head(NamedTuple):
    """One head: its words, the kind of thing, and its weight (2 strong, 1 medium, 0 weak)."""

    text: str
    kind: HeadKind
    weight: int


#: (word list, kind, weight); of a word that stands in two lists the last one counts.
_LISTS: tuple[tuple[str, HeadKind, int], ...] = (
    ("heads_project_weak", "project", 0),
    ("heads_project_medium", "project", 1),
    ("heads_park_medium", "park", 1),
    ("heads_project_strong", "project", 2),
    ("heads_park_strong", "park", 2),
)
HEADS: dict[str, Head] = {text: Head(text, kind, weight) for words, kind, weight in _LISTS for text in words_of(words)}

#: Heads of areas that an office governs; facts of what is built in them are rarely theirs.
ZONE_HEADS = re.compile(r"(?:高新区|开发区|经开区|新区|保税区|保税港区|自贸区|港区|新城|工业区|片区)$")

PHASE = r"(?:[一二三四五六七八九十首]|\d{1,2}|[ⅠⅡⅢIVX]{1,3})期"
PHASE_WORD = re.compile(PHASE)

_ALTERNATIVES = "|".join(sorted(map(re.escape, HEADS), key=len, reverse=True))
#: A run of heads with the phases around them: 「总部基地项目(一期)」, 「数据中心集群起步区」, 「科技园(二期)项目」.
HEAD_RUN = re.compile(
    rf"(?:{_ALTERNATIVES})(?:(?:[(（]{PHASE}[)）]|{PHASE})?(?:工程)?(?:{_ALTERNATIVES})|[(（]{PHASE}[)）]|{PHASE}(?:工程)?)*"
)
_LAST = re.compile(rf"(?:{_ALTERNATIVES})(?=(?:[(（]?{PHASE}[)）]?(?:工程)?)?$)")

#: Words whose last characters only look like a head.
NOT_A_HEAD = re.compile(
    r"(?:开园|入园|出园|校园|公园|花园|家园|幼儿园|果园|田园|庄园|动物园|植物园|乐园|陵园|茶园|桃园|游园|梨园|圆明园|药园|故园|名园|新城区|主城|山城|县城|全城|"
    r"都城|古城|长城|商城|京城|省城|进城|老城|空城|母城|之城|城|山谷|峡谷|低谷|香港|到港|进港|出港|离港|台湾|海湾|港湾|市中心|核心|重心|中央|系统工程|"
    r"[建设办进出开]厂|一项目|科目|题目|交通枢纽站|市场|空间|平台|国内市场)$"
)
#: What follows a head and makes the words part of something else: a company, an office, a plan, a person's post.
NOT_BEFORE = re.compile(
    r"(?:发展|开发|投资|建设|科技|管理|运营|实业|置业|控股)*(?:有限|股份|集团公司|公司|合伙)|管委会|管理委员会|党工委|党委|委员会|指挥部|办公室|分局|"
    r"派出所|房|师|协会|联盟|论坛|博览会|经理|主任|化(?!工)|制(?!造)|法人|招投标|[一-龥]{0,6}(?:总公司|有限公司|股份公司)"
)


def last_head(name: str) -> Head | None:
    """The head that decides: 「总部基地项目(一期)」 → 项目, 「数字经济产业园」 → 产业园; None without one."""
    found = _LAST.search(name)
    return HEADS[found.group()] if found else None


def content_head(name: str) -> Head | None:
    """The head below a closing 「项目/工程」: 「产业园项目」 → 产业园, 「冰箱项目」 → 项目."""
    head = last_head(name)
    if head and head.text in ("项目", "工程"):
        inner = last_head(re.sub(r"(?:项目|工程)$", "", re.sub(rf"[(（]?{PHASE}[)）]?$", "", name)))
        return inner or head
    return head
