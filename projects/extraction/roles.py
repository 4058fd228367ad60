"""What part a naming plays beside a fact: subject, object, predicate, place, part of a list, whole of its parts.

The features of 「whose fact is it」 that look at grammar; ``features.py`` adds distance, phase and topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from projects.extraction.context import Context
from projects.extraction.heads import ZONE_HEADS
from projects.extraction.names import Name
from projects.extraction.records import Mention
from projects.extraction.subjects import COUNTED

_LOCATED_BEFORE = re.compile(
    r"(?:位于|坐落于?|座落于?|落户于?|落地|选址于?|地处|入驻|进驻|在|于|至|毗邻|紧邻|紧靠|来到|走进|毗连)"
    r"(?![一-龥]{0,2}(?:建设|新建|兴建|投建|设立))(?:[一-龥]{0,4})$"
)
_HOSTS = re.compile(r"(?:隆重|内|今天|昨天|正式)?(?:举行|举办|召开|项目集中)")
_MODIFIES = re.compile(r"^[^，,。；;：:]{0,3}的[^，,。；;：:、]{0,14}$|^$|^的$")
_BUILDS = re.compile(
    r"^[^，,。；;：:]{0,10}?(?:建设|新建|打造|兴建|建立|扩建|改造|用于|投建|建成|创立|设立|建)(?:[^，,。；;：:]{0,16})$"
)
#: 「签约，共同建设甲园」, 「拟投资3亿元，在甲县建设乙厂」.
_THEN_BUILDS = re.compile(
    r"^[，,](?:双方|将|共同|联合|合作|携手){0,3}(?:在[^，,。；;：:]{2,10}?)?(?:投资)?(?:建设|新建|打造|兴建|共建|设立)[^，,。；;：:]{0,10}$"
)
_PART_OF_LIST = re.compile(
    r"(?:包括|主要建设|建有|分为|分别为|包含|涵盖|拥有|规划建设|重点建设|建设内容)[^。；;]{0,30}$"
)
#: A thing whose name counts it (2栋综合车间) is a part of another, as one behind a count is.
_COUNTED_NAME = re.compile(r"^[\d一二两三四五六七八九十百]+(?:多|余)?[条座个台套栋幢处组片间]")
#: What a thing is to become, or what is made of it: 「形成…中心」, 「打造…基地」, 「主要建设…生产线」.
_OBJECT = re.compile(
    r"(?:打造|建设成|建成|形成|成为|引入|引进|发展|建设|新建|拟建|主要建设|主要包括|包括|设有|配套|构建|建立|生产|布局)(?:为|成|了)?[^，,。；;：:]{0,16}$"
)
_PREDICATE = re.compile(r"(?:[是为系]|作为|属于|列入|入选)(?:[^，,。；;：:]{0,16}的)?[^，,。；;：:]{0,10}$")
#: What may stand before the subject of a clause.
_LEADS = re.compile(
    r"[，,；;\s“]?(?:其中|此外|另外|同时|目前|据悉|据了解|近日|日前|今天|昨日|[该此本这]|这个|整个|位于[^，,。；;]{2,12}的|[一-龥]{2,8}投资(?:建设)?的|[一-龥A-Za-z]{0,6})[：:，,]?“?"
)
#: 「工业项目29个」, and that money was told of them.
_PART = re.compile(r"(\d{1,4})[个项家宗]")
_MONEY = re.compile("[万亿]美?元")


def of(fact: Mention, name: Name, context: Context) -> Iterator[str]:
    """The features that tell what part ``name`` plays for ``fact``: 「甲园位于乙区,总投资…」 → 乙区: grammar.located."""
    yield from _behind(fact, name, context)
    yield from _before(fact, name, context)
    yield from _place_and_part(name, context)
    yield from _looks(name, context)
    yield from _sums(fact, name, context)
    yield from (
        f"fact.{flag}.{name.form}" for flag in fact.flags if flag in ("threshold", "component", "quoted", "plan")
    )


def _behind(fact: Mention, name: Name, context: Context) -> Iterator[str]:
    """The name stands behind the fact: 「总投资5亿元的甲园」, 「投资5亿元建设甲园」."""
    if name.start < fact.end:
        return
    gap = context.text[fact.end : name.start]
    if len(gap) < 40:
        if _MODIFIES.match(gap):
            yield "grammar.fact_modifies_name"
        elif _BUILDS.match(gap) or (fact.field in ("status", "investment_cny") and _THEN_BUILDS.match(gap)):
            yield "grammar.fact_builds_name"
        elif gap.endswith("——") or re.search(r"(?:——|—)[^，,。]{0,4}$", gap):
            yield "grammar.apposition"
    if _first_of_sentence_behind(fact, name, context):
        yield "grammar.no_subject_before"


def _before(fact: Mention, name: Name, context: Context) -> Iterator[str]:
    """The name stands before the fact: as what is spoken of, or as what that does, makes or is."""
    if name.start >= fact.start:
        return
    if _bracketed(fact, name, context):
        yield "grammar.bracketed"
    if name.form == "batch":  # 「甲园引进项目15个,总投资…」: the object is what the figures are of
        return
    if context.matches_before(_OBJECT, name.start, 24):
        yield "grammar.object"
    elif context.matches_before(_PREDICATE, name.start, 30):
        yield "grammar.predicate"
    if _speaks(fact, name, context):
        yield "grammar.speaks"


def _place_and_part(name: Name, context: Context) -> Iterator[str]:
    """The name tells where, or is one of several things that another has."""
    if context.matches_before(_LOCATED_BEFORE, name.start):
        yield "grammar.located"
    if _HOSTS.match(context.text, name.end):
        yield "grammar.hosts"
    if context.matches_before(_PART_OF_LIST, name.start, 40):
        yield "grammar.part"
    if name.form != "batch" and (_COUNTED_NAME.match(name.text) or context.matches_before(COUNTED, name.start)):
        yield "grammar.counted"
    if ZONE_HEADS.search(name.base):
        yield "head.zone"


def _looks(name: Name, context: Context) -> Iterator[str]:
    """How the name is written, and where in its sentence."""
    if name.form == "generic" and (
        name.text[0] in "该此本这"
        or context.text[max(0, name.start - 2) : name.start].endswith(("该", "此", "本", "这个", "整个"))
    ):
        yield "grammar.explicit"
    if name.listed:
        yield "grammar.listed"
    if name.quoted:
        yield "grammar.quoted"
    after = context.text[name.end : name.end + 1]
    if after in ("的", "内"):
        yield f"grammar.followed_{'of' if after == '的' else 'inside'}"
    if context.first_of(context.number(name.start)) is name:
        yield "grammar.first_in_sentence"
    if name.start - context.clause(name.start)[0] <= 1:
        yield "grammar.opens_clause"


def _bracketed(fact: Mention, name: Name, context: Context) -> bool:
    """Whether the name stands in brackets that the fact stands outside of: 「甲项目（含乙工厂）总投资5亿元」."""
    gap = context.text[name.end : min(fact.start, name.end + 80)]
    return len(re.findall("[）)]", gap)) > len(re.findall("[（(]", gap))


def _speaks(fact: Mention, name: Name, context: Context) -> bool:
    """Whether the name is the last before the fact that opens a clause: the clauses behind it speak of it."""
    sentence = context.sentence(fact.start)
    if name.start < sentence.start:
        return False
    for other in reversed(context.names_in(sentence.start, fact.start)):
        lead = context.text[context.clause(other.start)[0] : other.start]
        if _LEADS.fullmatch(lead):
            return other is name
    return False


def _sums(fact: Mention, name: Name, context: Context) -> Iterator[str]:
    """「项目41个,其中工业29个,服务业12个,总投资…」: what follows parts that add up to the whole is said of the whole."""
    if name.form != "batch" or name.start >= fact.start:
        return
    sentence = context.sentence(fact.start)
    row = [n for n in context.names_in(sentence.start, fact.start) if n.form == "batch"]
    whole = next((n for n in row if _adds_up(n, fact, context)), None)
    if whole is not None:
        yield "batch.whole" if whole is name else "batch.part"
    elif name in row[1:] and "其中" in context.between(row[0].end, name.start):
        yield "batch.among"
    elif row[-1:] == [name]:
        yield "batch.last"


def _adds_up(name: Name, fact: Mention, context: Context) -> bool:
    gap = context.text[name.end : fact.start]
    parts = [int(number) for number in _PART.findall(gap)] if not _MONEY.search(gap) else []
    return len(parts) > 1 and sum(parts) == context.subject(name).count


def _first_of_sentence_behind(fact: Mention, name: Name, context: Context) -> bool:
    """「占地3.5万平方米，总投资15亿元，……——甲园启动」: the sentence names nobody before the fact."""
    sentence = context.sentence(fact.start)
    if name.start >= sentence.end or context.names_in(sentence.start, fact.start):
        return False
    behind = context.names_in(fact.end, sentence.end)
    return bool(behind) and (
        behind[0] is name or (len(behind) < 4 and context.text[name.start - 1 : name.start] == "—")
    )
