"""Amounts of money and what they are: 「总投资约15亿元」 → investment_cny 1500000000, about.

An amount is named by the nearest cue of its own clause, before it or right behind it; words that name something
else (税收, 注册资本, 年度计划投资, …) compete in the same list and end as ``excluded:<what>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from projects.extraction.counts import Cue, Cues, Quantity, nearest_cue, quantities, quantity_pattern
from projects.extraction.records import Mention

CURRENCIES = {
    "美元": "USD", "美金": "USD", "美刀": "USD", "USD": "USD", "US$": "USD", "$": "USD",
    "港元": "HKD", "港币": "HKD", "HK$": "HKD", "HKD": "HKD", "欧元": "EUR", "€": "EUR", "EUR": "EUR",
    "日元": "JPY", "日圆": "JPY", "英镑": "GBP", "韩元": "KRW", "韩币": "KRW", "新台币": "TWD", "新台币元": "TWD",
    "台币": "TWD", "加元": "CAD", "加币": "CAD", "澳元": "AUD", "澳币": "AUD", "新加坡元": "SGD", "新元": "SGD",
    "新币": "SGD", "澳门元": "MOP", "澳门币": "MOP", "瑞士法郎": "CHF", "瑞郎": "CHF", "卢布": "RUB",
    "瑞典克朗": "SEK", "丹麦克朗": "DKK", "泰铢": "THB", "卢比": "INR", "林吉特": "MYR",
}  # fmt: skip
_FOREIGN = "|".join(re.escape(name) for name in sorted(CURRENCIES, key=len, reverse=True))
_YUAN = "元人民币|人民币元?|元(?![件素器宇])"
#: 「总投资超1.2万亿。」: the unit may be left out behind 亿 when the clause ends or goes on with 的 or a noun of money.
_BARE = r"(?<=亿)(?=[的级，,。；;、！!？?）)\n]|$|左右|以上|投资|产值|项目|[新扩兴投]?建|打造|用于|落户)"
_AMOUNT = quantity_pattern(rf"(?:{_FOREIGN}|{_YUAN}|{_BARE})", rf"人民币|RMB|￥|¥|{_FOREIGN}")
_SMALLEST = 10_000

#: (field, label, words). A label makes the field "" and the flag ``excluded:<label>``. The longest words win.
_CUES: tuple[tuple[str, str, str], ...] = (
    ("investment_cny", "", r"(?:计划|预计|估算|概算|拟|规划|协议|合同|固定资产|设备)?总投资(?:额|规模|金额)?(?:估算|概算|预算|约需)?"),
    ("investment_cny", "", r"(?:计划|预计|拟|固定资产|协议|首期|初期|意向|累计|合计)*投资(?:总额|总?规模|金额|额度|额|概算|估算|约需|近)?"),
    ("investment_cny", "", r"(?:计划|拟|累计|共|总)?投入(?:资金)?|总造价|工程造价|造价|总概算|概算|斥资|耗资|豪掷|投建|协议资金|签约(?:总|金)额|协议(?:总|金)额|项目(?:总额|总?金额)|(?:协议|合同|计划|意向|拟|总)+引资(?:总?额|金额)?"),
    ("annual_output_cny", "", r"(?:(?<![0-9半去今全当明前])年均?|工业|预计|新增|实现|规模|总|企业|园区|工业总)*产值(?:规模)?|年产出|年销售|(?:年|形成)产能(?:规模)?"),
    ("annual_output_cny", "", r"(?:(?<![0-9半去今全当明前])年均?|主营业务|业务|新增|实现|年可实现|预计|技工贸|总|企业)*(?:营业收入|销售收入|主营业务收入|主营收入|销售总额|销售额|销售规模|销售产值|营业额|营收|交易额|年(?:综合|经营|总)?收入|实现(?:综合|经营|总)收入|工贸总?收入)|(?:实现|完成)销售"),
    ("", "税收", r"(?:年|地方|实现|综合|新增)*(?:税收|利税|纳税|税金|税额|入库税|缴税|上缴|上交|创税|财政收入|财政贡献|预算收入|财税)(?:总?额|贡献)?"),
    ("", "注册资本", "注册(?:总)?资(?:本|金)(?:金)?|实缴资本|资本金"),
    ("", "增资", "增资(?:扩股)?|出资"),
    ("", "融资", "融资|募资|募集(?:资金)?|发债|债券|基金(?:总?规模)?|总规模|首期规模|认缴|IPO"),
    ("", "年度投资", r"年度(?:计划)?(?:完成)?投资(?:额|计划)?|(?:今年|本年|明年|去年|[0-9]{4}年)度?内?(?:计划|拟|预计|力争|完成)+(?:固定资产)?投资(?:额)?|(?:当年|(?<![0-9一二三四五六七八九十])年内|全年)(?:计划|拟|预计|力争|完成)*投资额?|每年(?:将)?投[资入]|(?<![0-9一二两三四五六七八九十几])年投资额?"),
    ("", "完成投资", r"(?:累计|已|实际)?完成[^，,。；;、0-9]{0,10}投资(?:总?额)?|投资完成(?:额)?|已投资|(?:已|实际)(?:累计)?投入(?:资金)?|到位(?:资金)?"),
    ("", "投资强度", "(?:亩均|投资强度|每亩|平均|人均|户均|亩产)[^，,。；;0-9]{0,8}"),
    ("", "合同", "合同(?:总|金)?额|合同价款?|订单(?:总?额|金额)?|中标(?:价|金额)|总价值?|价值|货值"),
    ("", "GDP", "生产总值|GDP|增加值|经济总量|产业(?:总)?规模|规模以上工业"),
    ("", "出口", "出口(?:总?额|创汇|交货值)?|进出口(?:总?[额值])?|外贸|贸易额|创汇|进口额?"),
    ("", "外资", "(?:实际)?(?:使用|利用|到账|引进)(?:境|国)?外资(?:金?额)?|外商直接投资|内资|招商引资"),
    ("", "补贴", "补贴|补助|奖励|奖金|资助|扶持|专项资金|资金支持|优待金|抚恤[^，,。；;0-9]{0,12}|补偿|拨付|拨款|安排|预算|减免|降费|减税"),
    ("", "罚款", "罚款|罚金|罚没"),
    ("", "贷款", "贷款|授信(?:额度)?|信贷|融资租赁|担保|存款"),
    ("", "土地价", "成交(?:总)?价(?:款)?|成交(?:总?额|金额)?|出让(?:金|价款?)|起(?:拍|始)(?:总)?价|土地(?:购置|成本|款)[^，,。；;0-9]{0,6}|竞得|拍卖"),
    ("", "利润", "(?:净|实现|综合)?利润(?:总额)?|净利|盈利|亏损|效益|收益|分红"),
    ("", "均价", "均价|单价|租金|租价|售价|房价|价格|成本|费用|票价"),
    ("", "股价", "股价|收于|收盘|每股|市值|估值|身家|报价"),
    ("", "资产", "(?:总|净|固定)?资产(?:总额|规模)?(?!投资)|现金"),
    ("", "收购", "收购(?:价)?|并购|转让(?:价)?|股权"),
    ("", "采购", "采购(?:额|金额)?"),
    ("", "收入", "收入|零售(?:总)?额|消费(?:总?额)?|销售金额|流水"),
)  # fmt: skip
_CUE_PATTERNS: Cues = tuple((field, label, re.compile(words)) for field, label, words in _CUES)
_CLAUSE_END = re.compile("[，,；;。！!？?\n：:]|（|\\(")
#: Words between a cue and its amount that may stand in the quote: 总投资预计高达…
_LINK = re.compile(
    r"[ 　]?(?:总?[额计]|金额|规模|资金|预计|估计|初步|计划|将|会|可|已|累计|合计|共计|共|总计|分别|可望|有望|可以|实现|需|也)*"
    r"(?:达到?了?|高达|约?为|是|在|突破|超过了?|了)?[ 　]?(?:人民币)?"
)
_BACKWARD = re.compile("(?:[^()（），,]{0,8}[)）])?(?:预计|总额|总计|合计|共计|累计|其中|可|将|约|共|达到?|为|总额)*")
_REACH = 26
#: What may stand between two amounts of one list: 「总投资100亿元的甲项目、50亿元的乙项目」.
_LIST = re.compile(r"(?:的[^，,。；;\n]{0,24})?(?:[、和及与]|以及)[^，,。；;、0-9\n]{0,6}")
_AFTER = re.compile(
    r"的?(?P<what>(?:年|工业|年销售|总|固定资产|项目|地方)?(?:产值|销售收入|营业收入|销售额|销售规模|投资|税收|利税|利润|贷款|融资|补贴|补助|罚款|资金|订单|合同|采购|基金|注册资本|出口额|营收|产能)|/|每)"
)
_PART_OF_YEAR = re.compile("半年|季度|[0-9一二三四五六七八九十]个?月|当月|单月|日均")
#: 增资2亿元建设新工厂 is an investment, 增资2亿元 by itself is capital.
_TO_BUILD = re.compile("[^，,。；;]{0,6}(?:建设|新建|扩建|兴建|打造|投建|扩产|用于)")
#: 「签约项目12个,总额50亿元」: what is summed up behind a count of projects is their investment.
_SUM_OF_PROJECTS = re.compile(
    r"(?:项目(?:已有|共有|共计|共|达|有)?[\d一二三四五六七八九十]+[多余]?[个项]|[\d一二三四五六七八九十]+[多余]?[个项][^，,。；;、\d]{0,12}项目)[^，,。；;、\d]{0,6}"
    r"[，,、](?:[协合][议同])?(?:投资)?(?:总额|总?金额|合计|总计|共计|累计|涉及资金|涉及金额)[^，,。；;、\d]{0,4}$"
)
_SPENT = re.compile("(?:人民币)?(?:用于|投资|来)?(?:建设|新建|扩建|兴建|打造|投建)(?!的?资金|用地)")
_THRESHOLD_NOUN = re.compile(
    r"(?:[级元]|(?:的)?(?:[0-9]+[个家项])?[^，,。；;、0-9]{0,12}?(?:项目|企业|工业|工程|集群|产业)(?![化]))"
)
_AGGREGATE = re.compile("累计|合计|共计|总计|共达?$")


def find(text: str) -> Iterator[Mention]:
    """Every amount of 10 000 or more, in order, with the fact its cue names.

    ``value`` is an integer in ``currency`` (yuan when CNY). Field "" means: no cue (no flag) or another use
    (``excluded:税收``). Further flags: ``threshold`` (5000万元以上的项目), ``aggregate`` (累计, 合计),
    ``component`` (其中), ``conversion`` (约合), ``inherited`` (the cue of the amount before it in a list),
    ``partial-year`` (上半年营业收入).
    The span is cue + amount when they are neighbours. 「年产值30亿元」 → annual_output_cny 3000000000.
    """
    last: tuple[int, Cue | None] = (0, None)
    for quantity in quantities(_AMOUNT, text):
        if quantity.value < _SMALLEST:
            continue
        cue = _cue(text, quantity, last[0])
        inherited = cue is None and _LIST.fullmatch(text, last[0], quantity.start) is not None
        if inherited:
            cue = last[1]
        if cue is None:
            cue = _built_with(text, quantity)
        if cue is None and not quantity.unit:
            continue
        yield _mention(text, quantity, cue, inherited)
        last = (quantity.end, cue)


def _mention(text: str, quantity: Quantity, cue: Cue | None, inherited: bool) -> Mention:
    start, end = quantity.start, quantity.end
    if cue and not inherited:
        if cue.start >= end:
            end = cue.end
        elif _LINK.fullmatch(text, cue.end, start):
            start = cue.start
    flags = _flags(text, quantity, cue)
    if inherited:
        flags.add("inherited")
    if cue and cue.label:
        flags.add(f"excluded:{cue.label}")
    return Mention(
        cue.field if cue else "",
        int(quantity.value),
        start,
        end,
        quantity.qualifier,
        cue.words if cue else "",
        CURRENCIES.get(quantity.unit) or CURRENCIES.get(quantity.match["sign"] or "", "CNY"),
        frozenset(flags),
    )


def _cue(text: str, quantity: Quantity, floor: int) -> Cue | None:
    """The cue right before the amount, else right behind it, else the nearest before it in its clause."""
    start = max(floor, quantity.start - _REACH)
    start = max([start, *(m.end() for m in _CLAUSE_END.finditer(text, start, quantity.start))])
    before = nearest_cue(_CUE_PATTERNS, text, start, quantity.start)
    if before is None and start > floor and _BACKWARD.fullmatch(text, start, quantity.start):
        before = nearest_cue(_CUE_PATTERNS, text, max(floor, start - 10), start - 1)
        return before if before and start - before.end <= 5 else None
    if before and before.label == "增资" and _TO_BUILD.match(text, quantity.end):
        return replace(before, field="investment_cny", label="")
    if before and _LINK.fullmatch(text, before.end, quantity.start):
        return before
    behind = _AFTER.match(text, quantity.end)
    if behind is None:
        return before
    inside = nearest_cue(_CUE_PATTERNS, text, behind.start("what"), behind.end()) or Cue(
        "", "均价", behind["what"], 0, 0
    )
    return replace(inside, words=behind["what"], start=behind.start("what"), end=behind.end())


def _built_with(text: str, quantity: Quantity) -> Cue | None:
    """An amount without a cue that is spent on building (自筹资金2.5亿元建设…) or is the sum of projects just counted."""
    built = _SPENT.match(text, quantity.end)
    if built or _SUM_OF_PROJECTS.search(text[max(0, quantity.start - 40) : quantity.start]):
        return Cue("investment_cny", "", built.group() if built else "", quantity.start, quantity.start)
    return None


def _flags(text: str, quantity: Quantity, cue: Cue | None) -> set[str]:
    flags = set()
    start = min(cue.start, quantity.start) if cue else quantity.start
    lead = text[max(0, start - 8) : quantity.start]
    if quantity.qualifier == "over" and _is_threshold(text, quantity):
        flags.add("threshold")
    if _AGGREGATE.search(lead):
        flags.add("aggregate")
    if re.search("其中[^。；;\n]{0,8}$", text[max(0, start - 12) : start]):
        flags.add("component")
    if "合" in (quantity.match["before"] or "") or re.search("折合|相当于|合计?人民币$", lead):
        flags.add("conversion")
    if cue and cue.field == "annual_output_cny" and _PART_OF_YEAR.search(_clause(text, start)):
        flags.add("partial-year")
    return flags


def _clause(text: str, end: int) -> str:
    """What stands in the clause before ``end``."""
    return _CLAUSE_END.split(text[max(0, end - _REACH) : end])[-1]


def _is_threshold(text: str, quantity: Quantity) -> bool:
    """「投资5000万元以上的项目」, 「5家超百亿元的…项目」: a class of projects, no amount of one."""
    after = (quantity.match["after"] or "").endswith("以上") and _THRESHOLD_NOUN.match(text, quantity.end)
    return bool(after or re.search("[0-9一二两三四五六七八九十]+[个家项]$", text[: quantity.start][-6:]))
