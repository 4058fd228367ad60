"""What a verb says about a project's stage: 「正式投产」 → operating, and which of its dates the verb would fill.

A verb is more than its dictionary entry: 「将于年内开工」 is a plan, 「预计2024年竣工」 tells a date and no status,
「建成后」 tells nothing yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from projects.extraction.lookup import may_begin
from projects.extraction.records import Mention, Status

_START, _END, _SIGN = "event:start", "event:end", "event:sign"

#: (status, event, words). Where several words begin alike the longest is taken.
_VERBS: tuple[tuple[Status, str, str], ...] = (
    (
        "planned",
        "",
        "谋划 拟建 拟投资 拟建设 规划建设 规划打造 规划布局 规划新建 计划建设 计划投资 计划新建 储备项目 筹建 筹备 筹划 立项 前期工作 可行性研究 可研 选址"
        " 环评 获批 原则同意 批复 核准 待建 待开工 规划中 计划中 前期准备 前期手续 前期论证 拟在 拟选址 拟新建 招商项目 招商引资项目 招标 开标"
        " 规划投资 初步规划 在谈 规划设计 方案设计 厂房设计 项目计划 计划安排 共安排",
    ),
    (
        "signed",
        _SIGN,
        "签约 签订 签署 意向 达成协议 达成合作 敲定 落户 签下 成功引进 签约落户 签约落地 签约入驻 落地",
    ),
    (
        "construction",
        _START,
        "开工 开工建设 集中开工 新开工 动工 动工建设 破土动工 破土 奠基 开建 启动建设 启动项目建设 启动仪式 项目启动 正式启动 同时启动 全面启动 建设启动 开工奠基"
        " 打桩 动土 开始建设 开始投资建设 开始施工 启动施工 复工 集中动工 正式动工 奠基开工 破土开工",
    ),
    (
        "construction",
        "",
        "在建 加快建设 推进建设 加快推进 正在建设 加紧建设 抓紧建设 全面建设 紧张建设 有序建设 建设中 施工 封顶 续建 扩产 正在推动 推进中 加速推进 正在施工 加紧施工"
        " 拔地而起 火热建设 全速建设 开工在建 热火朝天 正在扩建 正在新建 建设现场 加速建设 稳步推进 重点建设 赶进度 赶工 抢工期 加班加点 结顶 桩基"
        " 主体结构 主体工程 主体施工 设备安装 安装设备 设备调试 安装调试 内部装修 土建 顺利推进 扎实推进 有序推进 快速推进 全力推进 平整土地 土地平整 场地平整 清表 收尾 开竣工 集中开竣工",
    ),
    (
        "completed",
        _END,
        "竣工 建成 完工 落成 交付 交付使用 竣工验收 验收 全部建成 建设完成 建设完毕 试车",
    ),
    (
        "operating",
        _END,
        "投产 投用 投运 达产 试生产 量产 上线 上线运行 开园 开业 启用 启幕 揭牌 揭幕 开馆 开街 投入使用 投入运营 投入运行 投入生产 正式运营 开始运营"
        " 试运营 启动运营 全面运营 商业运营 已运营 建成投用 建成投产 建成运营 建成开业 建成启用 竣工投产 竣工投用 竣工交付使用 开园运营 落地投产 投产达产 达产达效"
        " 正式运行 试运行 并网 并网发电 通车 通航 封关运作 投产运营 开放运营 营业 下线 点火 建成投运 竣工投运 试投产 全面投产 全面投用",
    ),
)
_STATUS: dict[str, tuple[Status, str]] = {
    word: (status, event) for status, event, words in _VERBS for word in words.split()
}
#: Verbs around what they govern: 「启动了二期工程建设」, 「建设已正式启动」, 「加快三个重点项目建设」.
_PHRASES: dict[str, tuple[Status, str, str]] = {
    "start": ("construction", _START, "启动了?[^，,。；;：:、\n]{1,10}建设(?!者|成)|建设(?:已经?|正式|全面)+启动"),
    "going": ("construction", "", "(?:加快|加速|推进)[^，,。；;：:、\n]{1,14}?(?:项目|工程)建设(?!者|成)"),
}
_WORDS = "|".join(
    [
        *sorted(_STATUS, key=len, reverse=True),
        *(f"(?P<{name}>{pattern})" for name, (_, _, pattern) in _PHRASES.items()),
    ]
)
_VERB = re.compile(f"{may_begin(_WORDS)}(?:{_WORDS})")

#: What makes another word of it: 建成区, 施工单位, 竣工面积, 开工率; 线上线下, 意向金 by the side before or behind.
_NOT_AFTER = re.compile(
    '一批(?![”"]?项目[0-9])|区(?!域)|率|面积|单位|方[，,的]|图|队伍|企业家|总量|大会战|许可|证|人员|工艺|技术|资质|指标|价|周期|能力|日期|标准(?!厂房|化)|规范|金(?!额)|线下|专员|现场会|收入|额|部|执照'
)
_NOT_BEFORE = re.compile("线$|[抓促保稳]$|不动$|从未$|劳$|(?:平均|人均)$|余[量电]$")
#: 「计划投资5亿元,」 is an amount, whatever the stage.
_AMOUNT_AFTER = re.compile("[约近超逾达为]{0,2}[0-9.]+[多余]?[万亿]+元?[，,。；;、]")
#: An end that is near is not reached: 「即将完工」, 「基本具备竣工条件」; nor is that of the frame: 「主体结构已完工」.
_ALMOST = re.compile(
    "(?:接近|即将|具备|临近|快要|主体(?:结构|工程|设施|建筑|施工)?)(?:已经?|均|基本|全部|整体|顺利|正式)*$"
)
_WEAK = frozenset(
    {
        "落地",
        "意向",
        "施工",
        "加快推进",
        "加速推进",
        "稳步推进",
        "验收",
        "上线",
        "营业",
        "选址",
        "批复",
        "获批",
        "正式启动",
    }
    | {
        "项目启动",
        "启动仪式",
        "揭牌",
        "筹备",
        "招商项目",
        "招商引资项目",
        "招标",
        "开标",
        "规划投资",
        "初步规划",
        "规划设计",
        "项目计划",
        "计划安排",
        "共安排",
        "方案设计",
        "厂房设计",
        "开竣工",
        "集中开竣工",
        "复工",
        "下线",
        "点火",
    }
    | {
        "主体结构",
        "主体工程",
        "设备安装",
        "安装设备",
        "土建",
        "桩基",
        "收尾",
        "加班加点",
        "试车",
        "土地平整",
        "场地平整",
    }
    | {"顺利推进", "扎实推进", "有序推进", "快速推进", "全力推进"}
)

_NEGATED = re.compile("(?:未|尚未|没有|暂未|迟迟未|仍未|没能|不再|无法|暂停|停止)(?:能|实现|正式|全面|完全|如期)?$")
_FUTURE = re.compile(
    "将|预计|计划|(?<![虚模])拟|力争|有望|争取|确保|目标|预期|可望|(?<![接等期招看对])待(?!遇)|准备|打算|(?<!已)(?:推动|促进)|冲刺|明年|后年|希望"
    "|(?<![主重需必])要(?![求素])|加快.{0,6}$|尽快|尽早|早日"
    "|到20[0-9]{2}年"
)
_DONE = re.compile("已|已经|顺利|正式|成功|目前|率先|现已|均已|全面(?=投产)|刚刚|昨日|今天|近日|日前|不久前|去年")
_HYPOTHETICAL = re.compile("(?:使用|建设|运营|生产|达效|之)?(?:以?后|之后|之日|时[，,])")
#: 「已投产后」, 「2023年投产后」 tell of what has happened, 「正式投产后」 does not.
_SINCE = re.compile("(?:已|已经|现已|均已|自从?|去年|[年月日])(?:正式|全部|全面|顺利|建成)*$")
_CLAUSE_END = re.compile("[，,；;。！!？?\n：:]")
#: 「有望2013年开工，2015年年底建成」: a clause that is only a date keeps the mood of the one before.
_ONLY_DATE = re.compile("[0-9年月底初末上下半并后]*(?:全部|正式|全面)?")
_REACH, _REACH_BACK = 22, 70


def find(text: str) -> Iterator[Mention]:
    """Every verb of stage, in order, as field "status".

    ``value`` is the status that the verb gives as of the article, None when it gives none (an end that is still to
    come, 建成后, 未投产). Flags: ``event:start`` / ``event:end`` / ``event:sign`` say which date it would fill
    (started_on / completes_on / none), ``future``, ``hypothetical``, ``negated``, ``planned`` (a plan, by verb or
    tense), ``weak`` (a word with other uses, too). 「预计2024年竣工」 → None, {future, event:end}.
    """
    for match in _VERB.finditer(text):
        word = match[0]
        if _NOT_AFTER.match(text, match.end()) or _NOT_BEFORE.search(text[max(0, match.start() - 3) : match.start()]):
            continue
        if word == "计划投资" and _AMOUNT_AFTER.match(text, match.end()):
            continue
        status, event = _PHRASES[match.lastgroup][:2] if match.lastgroup else _STATUS[word]
        flags = _mood(text, match)
        if event == _END and "negated" not in flags and _ALMOST.search(text[max(0, match.start() - 8) : match.start()]):
            status, event = "construction", ""
            flags.discard("future")
        value = _as_of_now(status, event, flags)
        if event:
            flags.add(event)
        if value == "planned":
            flags.add("planned")
        if word in _WEAK or match.lastgroup == "going":
            flags.add("weak")
        yield Mention("status", value, match.start(), match.end(), cue=word, flags=frozenset(flags))


def _mood(text: str, match: re.Match[str]) -> set[str]:
    """Tense and negation, from the verb's clause."""
    before = _clause(text, match.start())
    if _ONLY_DATE.fullmatch(before):
        before = _clause(text, match.start() - len(before) - 1, _REACH_BACK) + before
    if _NEGATED.search(before):
        return {"negated"}
    if _HYPOTHETICAL.match(text, match.end()) and not _SINCE.search(before):
        return {"hypothetical"}
    future = [found.end() for found in _FUTURE.finditer(before)]
    done = [found.end() for found in _DONE.finditer(before)]
    return {"future"} if future and future[-1] > max(done, default=-1) else set()


def _clause(text: str, end: int, reach: int = _REACH) -> str:
    return _CLAUSE_END.split(text[max(0, end - reach) : max(0, end)])[-1]


def _as_of_now(status: Status, event: str, flags: set[str]) -> Status | None:
    """The status on the day of the article: a future start is a plan, a future end says nothing."""
    if "hypothetical" in flags:
        return None
    if event == _END and flags & {"future", "negated"}:
        return None
    if event == _START and flags & {"future", "negated"}:
        return "planned"
    if event == _SIGN and flags & {"future", "negated"}:
        return "planned" if "future" in flags else None
    return None if "negated" in flags else status
