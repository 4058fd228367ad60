"""Which subjects deserve a record: those of which the article states a fact, not every name it drops.

A learned decision (``weights.json``, model "salience") over what the article says of the subject; a batch, a phase
and a name are asked the same question with other features.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from projects.extraction.attach import Attached
from projects.extraction.context import Context
from projects.extraction.names import Name
from projects.extraction.places import without_place
from projects.extraction.records import FIGURES
from projects.extraction.scorer import Weights, learned, logistic, score
from projects.extraction.subjects import Subject
from projects.extraction.words import words_of

_ASPIRED = re.compile(r"(?:打造|建设成|成为|形成|争创|创建|构建|构筑|迈向|培育)(?:为|成)?[^，。；]{0,14}$")
_PLURAL = re.compile(r"(?:一批|多个|各|等|若干|一系列|多家|所有|两大|三大|四大|五大|\d+(?:个|家|座|处))[^，。；]{0,6}$")
_LOCATED = re.compile(
    r"(?:位于|坐落于?|座落于?|落户于?|选址于?|地处|入驻|进驻|在|于|与|和|毗邻|紧邻|来到|走进|到|对|向)$"
)
_NEW = re.compile(r"(?:建设|新建|打造|启动|开工|推进|投资|落户|签约|建成|投产|投用|拟建|在建|规划)[^，。；]{0,8}$")
_DEEDS = "|".join(sorted(words_of("deeds"), key=len, reverse=True))
#: Behind a name: the verb that it is the subject of. Before it: what describes it.
_ACTS = re.compile(
    rf"”?[^，,。；;！\n、“]{{0,9}}?(?:{_DEEDS})|(?:、[^，,。；;！\n]{{2,60}}?)?等[^，,。；;！\n、]{{0,16}}?(?:{_DEEDS})"
)
_DESCRIBED = re.compile(rf"(?:{_DEEDS}|\d)[^，,。；;！\n]{{0,12}}的“?$")
_COPULA = re.compile(r"(?:(?<!分别)(?<!主要)[为是]|系|作为|属于|成为|叫做)[^，,。；;]{0,12}$")
_SITED = re.compile(r"(?:^|[，,。\n])[^，,。；;\n]{0,6}在[一-龥]{2,14}[，,]?[^，,。；;\n]{0,20}$")
_MEMBER = re.compile(r"(?:分别[为是有]|包括|主要有|其中有?|涵盖|还有|以及)[：:“]?[^。；;\n]{0,200}$")
#: What is built inside another thing: 「重点建设甲基地、乙中心」.
_COMPONENT = re.compile(
    r"(?:重点建设|主要建设|建设内容[为是包括：:]*|规划建设|拟(?:谋划)?建设|设有|设置|内设|建有|配套建设|配建|划分为|分为|由)[^。；;\n，,]{0,120}$"
)
_VAGUE = re.compile(
    r"(?:一些|某些|许多|不少|有的|其他|其它|同类|类似|几个|[一二两三四五六七八九十几数]+(?:家|个|座|大))[^，,。；;]{0,8}$"
)
#: Kinds of things by their last words: of some an analyst keeps records, of others hardly ever.
_SORTS = tuple(
    (sort, re.compile(rf"(?:{words})(?:建设)?(?:项目|工程)?$"))
    for sort, words in (
        (
            "institution",
            "研究院|研究所|研究中心|实验室|研究会|学院|创新中心|技术中心|检测中心|检验中心|培训基地|实训基地|教育基地|示范基地",
        ),
        (
            "transport",
            "铁路|高铁|地铁|轨道交通|高速|高速公路|公路|道路|大道|路|桥|大桥|隧道|机场|航道|枢纽|车站|客运站|运河",
        ),
        (
            "civic",
            "医院|学校|中学|小学|幼儿园|社区|广场|公园|小区|公寓|住房|安置房|棚户区改造|酒店|商场|博物馆|体育馆|体育场|图书馆|文化馆|乐园|综合体|城镇建设",
        ),
        (
            "works",
            "管网|管道|污水处理厂|水厂|水库|水利|治理|整治|绿化|供水|排水|供热|变电站|电网|防洪|河道|基础设施|配套设施",
        ),
        ("plant", "工厂|厂|生产线|产线|生产基地|制造基地|加工基地|车间|装置|电站|电厂|风电场|光伏"),
        ("zone", "区|新城|片区|港|带|走廊"),
        ("park", "园|园区|谷|城|小镇|集群"),
    )
)
#: Behind an institution whose people speak: 「某研究院院长张某」.
_SPEAKS_FOR = re.compile(
    r"[^，,。；;！\n、]{0,8}?(?:主任|院长|所长|教授|研究员|专家|学者|博士|分析师|秘书长|首席|会长|总监|总经理|董事长)"
)
_PLACED = re.compile(r"(?:位于|坐落于?|座落于?|地处)[^，。；]{2,18}的$|^.{0,16}在[一-龥]{2,14}[，,]?$")

#: Dates that a ceremony shares with all that is told of it say nothing of one thing's weight.
_SHARED = frozenset({"ceremony", "undated"})


def chance(subject: Subject, attached: Sequence[Attached], context: Context, weights: Weights | None = None) -> float:
    """The probability that an analyst would keep a record of ``subject``."""
    table = learned()["salience"] if weights is None else weights
    return logistic(score(features(subject, attached, context), table))


def features(subject: Subject, attached: Sequence[Attached], context: Context) -> dict[str, float]:
    """What the decision looks at; ``attached`` are this subject's facts."""
    group = "batch" if subject.kind == "batch" else "phase" if subject.phase else subject.kind
    out = {"bias": 1.0, f"is.{group}": 1.0}
    for name in (*_facts(attached), *_naming(subject, context), *_batch(subject, context)):
        out[name] = 1.0
    return out


def _facts(attached: Sequence[Attached]) -> Iterator[str]:
    fields = {a.fact.field for a in attached if not a.fact.flags & _SHARED}
    for field in sorted(fields):
        yield f"has.{field}"
    figures = sum(field in FIGURES for field in fields)
    yield f"figures.{min(figures, 2)}"
    hard = figures + len(fields & {"status", "started_on", "completes_on"})
    yield f"hard.{min(hard, 4)}"
    if not hard:
        yield "no_hard_fact"
    if any(a.name.form == "batch" for a in attached):
        yield "inherits"
    if any("whole_list" in a.fact.flags for a in attached):
        yield "whole_list"


def _naming(subject: Subject, context: Context) -> Iterator[str]:
    names = subject.names
    title = subject.title
    head = max(names, key=lambda n: len(n.text))
    yield f"head.{head.weight}"
    yield f"named.{min(len(names), 4)}"
    yield f"length.{min(len(title) // 4, 5)}"
    if not subject.named and subject.kind != "batch":
        yield "only_phase" if subject.phase else "only_generic"
    place, _ = without_place(title)
    if place:
        yield "has_place"
    if subject.kind != "batch":
        yield f"sort.{next((sort for sort, pattern in _SORTS if pattern.search(title)), 'other')}"
        if any(_SPEAKS_FOR.match(context.text, n.end) for n in names):
            yield "speaks_for"
    if subject.kind != "batch" and re.search(r"[“”A-Za-z0-9]", title):
        yield "has_letters"
    if id(subject) in context.title_subjects:
        yield "in_heading"
    if all(context.sentence(n.start).heading for n in names):
        yield "only_heading"
    for label, pattern, reach in (
        ("aspired", _ASPIRED, 22),
        ("plural", _PLURAL, 16),
        ("located", _LOCATED, 6),
        ("new", _NEW, 16),
        ("described", _DESCRIBED, 30),
        ("copula", _COPULA, 14),
        ("sited", _SITED, 44),
        ("vague", _VAGUE, 14),
        ("member", _MEMBER, 220),
        ("component", _COMPONENT, 130),
    ):
        if subject.kind == "batch" and label in ("plural", "vague"):
            continue
        share = sum(context.matches_before(pattern, n.start, reach) for n in names) / len(names)
        if share > 0.5:
            yield f"mostly.{label}"
        elif share:
            yield f"once.{label}"
    if subject.named and any(n.form == "generic" for n in names):
        yield "has_anaphor"
    if any(_PLACED.search(context.text[max(0, n.start - 24) : n.start]) for n in names):
        yield "placed"
    acts = sum(bool(_ACTS.match(context.text, n.end)) for n in names)
    if acts:
        yield "acts"
    if any(n.proper for n in names):
        yield "proper"
    if any(_coordinated(n, context) for n in subject.named):
        yield "coordinated"
    if any(n.listed for n in names):
        yield "listed"
    if any(n.quoted for n in names):
        yield "quoted"


def _coordinated(name: Name, context: Context) -> bool:
    """Whether another named thing stands beside it in a row: 「A、B」."""
    row = context.names_in(name.start - 42, name.end + 3)
    beside = [n for n in row if n is not name and n.form == "named"]
    gaps = {context.text[n.end : name.start] for n in beside if n.end <= name.start}
    gaps |= {context.text[name.end : n.start] for n in beside if n.start >= name.end}
    return bool(gaps & {"、", "和", "及", "与", "以及"})


def _batch(subject: Subject, context: Context) -> Iterator[str]:
    if subject.kind != "batch":
        return
    name = subject.counted
    count = subject.count or 0
    if name.text.startswith(("项目", "工程")):
        yield "batch.postposed"
    if re.search(r"元以上|元及以上", context.text[max(0, name.start - 6) : name.end]):
        yield "batch.threshold"
    yield f"batch.size_{0 if count < 5 else 1 if count < 20 else 2 if count < 200 else 3}"
    if name.listed:
        yield "batch.list"
    clause = context.text[slice(*context.clause(name.start))]
    if re.search(r"开工|签约|奠基|竣工|投产|启动|落户|入驻|开建", clause):
        yield "batch.event"
    if re.search(r"科技计划|国家级项目|获奖|奖|课题|专利|科研|基金|技术改造|攻关|改革|任务|指标", clause):
        yield "batch.other_matter"
