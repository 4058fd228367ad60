"""Areas in square metres and what they measure: 「占地约53亩」 → land_area_m2 35333.34, about.

亩, 公顷 and 平方公里 are land unless a cue says otherwise; 平方米 say nothing by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from projects.extraction.counts import Cue, Cues, Quantity, nearest_cue, quantities, quantity_pattern
from projects.extraction.records import Mention

#: Square metres of one unit (1亩 as the contract rounds it).
UNITS = {
    "亩": Decimal("666.6667"),
    "公顷": Decimal(10_000),
    "平方公里": Decimal(1_000_000),
    "平方千米": Decimal(1_000_000),
    "平方米": Decimal(1),
    "平米": Decimal(1),
    "㎡": Decimal(1),
    "m²": Decimal(1),
    "m2": Decimal(1),
    "平方": Decimal(1),
    "平": Decimal(1),
    "方": Decimal(1),
}
#: 平 and 方 only behind 万, and not as the beginning of another word (平台, 平均, 平方英尺).
_UNIT = r"亩(?!均|产(?!业))|公顷|平方公里|平方千米|平方米|平米|㎡|[mM]²|[mM]2|平方(?![公千英厘毫分])|(?<=万)平(?![方米台均安原等整])|(?<=万)方(?![米面位向式案法英])"
_AREA = quantity_pattern(_UNIT)
_SMALLEST = 300

_BUILDING = (
    "(?:标准|通用|高标准|工业|生产|现代化|智能)*(?:厂房|车间|厂区楼|标房|标厂)|标房|楼宇|写字楼|办公楼|研发楼|综合楼|孵化(?:器|空间|载体)|加速器|载体|大厦|"
    "产业用房|用房|产业空间|办公空间|办公场地|商业综合体|综合体|建筑|楼面|公寓|总部楼"
)
#: (field, label, words), as in money.py: a label excludes, the cue that ends nearest before the area wins.
_CUES: Cues = tuple(
    (field, label, re.compile(words))
    for field, label, words in (
        (
            "land_area_m2",
            "",
            "(?:总|规划|计划|净|新增|实际|共)*(?:占地(?:总?面积)?|用地(?:总?面积|规模)?|征地(?:面积)?|拿地|供地|净地)"
            "|(?:规划|控制|总)*规划(?:控制|总)?(?:面积|范围)|规划区|征用|土地(?:总?面积)?|地块(?:面积)?|辖区(?:总?面积)?|(?:园区|开发|核心区|起步区|启动区)(?:总?面积)|圈地",
        ),
        (
            "floor_area_m2",
            "",
            "(?:总|规划|新增|地上|地下|计容)*(?:建筑(?:总?面积|规模|体量|总量)|(?<!基础设施)建设(?:总?面积)|建面|计容(?:总?面积)|(?:孵化|楼面|产业)面积|总体量|体量)"
            f"|(?:{_BUILDING})(?:总?面积)?",
        ),
        ("floor_area_m2", "weak", "(?:新建|扩建|改造|改建|建设|建成|建有|兴建|规划建设|打造)(?!用地)"),
        ("", "面积", "总?面积"),
        ("", "产量", "年产|产能|日产|月产|生产|产量|制造能力|加工能力|年加工"),
        ("", "绿化", "(?:绿化|绿地|绿色空间|公园|湿地|水域|水面|景观|植绿|造林|森林)(?:总?面积)?"),
        ("", "腾空", "(?:腾空|腾出|腾退|拆除|拆迁|拆违|盘活|消化|清理|收回|违建)[^，,。；;、0-9整用]{0,8}(?:面积|土地|用地|空间|厂房|地)?"),
        ("", "销售", "(?:商品房|销售|成交|认购|预售|去化|出让|成交土地|交易|推出|推地)[^，,。；;0-9]{0,6}面积|商品房|成交|出让|去化"),
        ("", "施工", "(?:施工|新开工|开工|竣工|在建|开复工|交付|完工)(?:房屋|总|建筑)?面积"),
        ("", "农业", "耕地|农田|种植|播种|流转|养殖|果园|茶园|林地|基地面积|大棚"),
        ("", "租赁", "租赁|租用|承租|招租|出租|入驻面积|签约面积"),
        ("", "单体", "(?:单层|每层|层均|单栋|单个|单间|户型|人均|亩均|平均|每个|每户|单体)(?:总?面积)?"),
        ("", "仓储", "(?:仓储|仓库|展厅|展览|展陈|展示|会议室|食堂|停车场|道路|广场|营业面积|配套面积|实验室|洁净室|无尘室|冷库)(?:总?面积)?"),
        ("", "区域", "国土|行政区|全市|全区|全县|全省|陆域|海域|市域|县域"),
    )
)  # fmt: skip
_CLAUSE_END = re.compile("[，,；;。！!？?\n：:]")
_REACH = 24
_PARTS = re.compile("其中[^。；;\n]{0,30}$|(?:包括|包含|含有)[^，。；;\n]{0,20}$")
_LINK = re.compile(
    "[ 　]?(?:总?面积|规模|总计|预计|将|会|可|已|累计|合计|共计|共|也)*(?:达到?了?|约?为|是|有|在|突破|超过了?|了)?[ 　]?(?:其?中)?"
)
_BACKWARD = re.compile("(?:预计|总|面积|总计|合计|共计|共|其中|约|达到?|为)*")
_LIST = re.compile(r"(?:的[^，,。；;\n]{0,24})?(?:[、和及与]|以及)[^，,。；;、0-9\n]{0,6}")
_BEHIND_LAND = re.compile("的?(?:[^，,。；;、0-9建]{0,10}?)(?:用地|土地|净地|地块|熟地)")
_BEHIND_FLOOR = re.compile(f"的?[^，,。；;、0-9地]{{0,8}}?(?:{_BUILDING})")
_BEHIND_PARK = re.compile("的?[^，,。；;、0-9地]{0,10}?(?:产业园|园区|基地|中心|工厂|社区)")
_BEHIND_OTHER = (
    ("产量", re.compile("的?(?:/年|每年|年?产能|的?生产能力|光伏|玻璃|板材|薄膜|面料|地板|瓷砖|隔膜|偏光片|覆铜板)")),
    ("绿化", re.compile("的?[^，,。；;、0-9]{0,4}?(?:绿地|绿化|公园|水面|湿地)")),
    ("农业", re.compile("的?[^，,。；;、0-9]{0,4}?(?:农田|耕地|大棚|果园|林地|稻田|茶园)")),
    ("仓储", re.compile("的?[^，,。；;、0-9]{0,4}?(?:仓储|仓库|冷库|展厅|广场|停车场)")),
)


def find(text: str) -> Iterator[Mention]:
    """Every area of 300 m² or more, in order; ``value`` is a float in m², field "" when nothing names it.

    Flags: ``excluded:<what>`` (产量, 绿化, 腾空, 销售, …), ``threshold`` (百亩以上地块), ``component`` (其中, 包括,
    or a second part of a list), ``weak`` (named only by 新建 or by its unit), ``inherited`` (cue of its neighbour
    in a list). 「总建筑面积18万平方米」 → floor_area_m2 180000.0.
    """
    last: tuple[int, Cue | None] = (0, None)
    for quantity in quantities(_AREA, text):
        value = quantity.value * UNITS[quantity.unit.lower()]
        if value < _SMALLEST:
            continue
        cue = _cue(text, quantity, last[0])
        flags = {"component"} if _is_component(text, quantity, last[0]) else set()
        if (cue is None or cue.label == "weak") and last[1] and _LIST.fullmatch(text, last[0], quantity.start):
            cue = cue or last[1]
            flags |= {"inherited"}
        yield _mention(text, quantity, value, cue or _default(quantity), flags)
        last = (quantity.end, cue)


def _mention(text: str, quantity: Quantity, value: Decimal, cue: Cue, flags: set[str]) -> Mention:
    start, end = quantity.start, quantity.end
    if cue.start >= end:
        end = cue.end
    elif "inherited" not in flags and cue.label != "weak" and cue.words and _LINK.fullmatch(text, cue.end, start):
        start = cue.start
    if cue.label:
        flags = flags | {cue.label if cue.label == "weak" else f"excluded:{cue.label}"}
    if (quantity.match["after"] or "").endswith("以上") and re.compile("的?[^，,。；;、]{0,6}(?:项目|地块|企业)").match(
        text, quantity.end
    ):
        flags = flags | {"threshold"}
    return Mention(cue.field, float(value), start, end, quantity.qualifier, cue.words, flags=frozenset(flags))


def _default(quantity: Quantity) -> Cue:
    """What an area without a cue is by its unit: 亩, 公顷 and 平方公里 are land, 平方米 anything."""
    land = UNITS[quantity.unit.lower()] > 1
    return Cue("land_area_m2" if land else "", "weak" if land else "", "", quantity.start, quantity.start)


def _cue(text: str, quantity: Quantity, floor: int) -> Cue | None:
    """A firm cue before the area, else one behind it (48万平方米的标准厂房), else a weak one before it."""
    start = max(floor, quantity.start - _REACH)
    start = max([start, *(m.end() for m in _CLAUSE_END.finditer(text, start, quantity.start))])
    before = nearest_cue(_CUES, text, start, quantity.start)
    if before is None and start > floor and _BACKWARD.fullmatch(text, start, quantity.start):
        before = nearest_cue(_CUES, text, max(floor, start - 10), start - 1)
        if before and start - before.end > 4:
            before = None
    if before and before.label not in ("weak", "面积") and _LINK.fullmatch(text, before.end, quantity.start):
        return _by_unit(before, quantity)
    behind = _behind(text, quantity, before)
    return behind or (before and _by_unit(before, quantity))


def _by_unit(cue: Cue, quantity: Quantity) -> Cue:
    """A weak or unspecific cue yields to the unit: 面积500亩 is land, 新建500亩 too."""
    land = UNITS[quantity.unit.lower()] > 1
    if cue.label == "weak" and land:
        return Cue("land_area_m2", "weak", cue.words, cue.start, cue.end)
    if cue.label == "面积":
        return Cue("land_area_m2" if land else "", "", cue.words, cue.start, cue.end)
    if cue.field == "floor_area_m2" and land:
        return Cue("land_area_m2", "weak", cue.words, cue.start, cue.end)
    return cue


def _behind(text: str, quantity: Quantity, before: Cue | None) -> Cue | None:
    for label, pattern in _BEHIND_OTHER:
        if match := pattern.match(text, quantity.end):
            return Cue("", label, match[0], match.start(), match.end())
    land = UNITS[quantity.unit.lower()] > 1
    if match := _BEHIND_LAND.match(text, quantity.end):
        return Cue("land_area_m2", "", match[0], match.start(), match.end())
    if land or (before and before.label not in ("", "weak", "面积")):
        return None
    if match := _BEHIND_FLOOR.match(text, quantity.end):
        return Cue("floor_area_m2", "", match[0], match.start(), match.end())
    if before and before.label == "weak" and (match := _BEHIND_PARK.match(text, quantity.end)):
        return Cue("floor_area_m2", "weak", match[0], match.start(), match.end())
    return None


def _is_component(text: str, quantity: Quantity, floor: int) -> bool:
    """其中 shortly before the area, or 包括 in its clause."""
    sentence = max(text.rfind(mark, 0, quantity.start) for mark in "。；;！？\n")
    return _PARTS.search(text[sentence + 1 : quantity.start]) is not None
