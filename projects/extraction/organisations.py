"""Companies, institutes and offices, and what they do: 「由某某集团投资建设」 → 某某集团, investor.

A name is found by its suffix (有限公司, 集团, 研究院, 管委会) and a left boundary, or, without a suffix, by a frame that
can only hold one (由…投资建设).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from projects.extraction.records import Mention, Organisation, Role

_SUFFIX = (
    "(?:股份|集团|控股|投资|科技){0,3}(?:有限责任公司|股份有限公司|集团有限公司|有限公司|集团公司|总公司|分公司|子公司|公司)|集团(?!军|化|式)|研究院|研究所|研究总院|设计院"
    "|大学(?!生|城|科技园)|学院|管委会|管理委员会|人民政府|省政府|市政府|区政府|县政府|发改委|发展改革委|(?:商务|经信|工信|科技|投资促进|招商|发展和改革|财政|自然资源)局"
)
_ANY_SUFFIX = re.compile(_SUFFIX)
_LONGEST_BODY = 26
_NAME_CHAR = "[一-鿿A-Za-z0-9·（）()&.]"
_NAME = re.compile(
    rf"(?P<body>{_NAME_CHAR}{{2,{_LONGEST_BODY}}}?)(?P<suffix>{_SUFFIX})(?P<branch>[（(][一-鿿]{{2,6}}[)）](?=[，,。、]))?"
)

#: Where a name begins: behind the last of these. Words that names hold, too (投资, 建设, 发展), are not among them.
_BOUNDARY = re.compile(
    "由|与(?!时)|和(?=.{2})|及(?:其)?|以及|、|在|向|对|据|经|被|将|把|是|了|的|等|从|给|让|请|而|且|但|也|已|均|使|该|此|其中?|这|那|各|每|着|为(?!华)|到|叫|名|为首|(?:一|两|多|数|几|三|四|五|十|百)家|家"
    "|引进|引入|吸引|邀请|包括|例如|诸如|来自|位于|联合|携手|依托|通过|获悉|成立|组建|设立|收购|签约|入股|旗下|隶属|入驻|落户|进驻|介绍|记者|董事长|总经理|负责人|与会|表示|走进|来到"
    "|支持|推动|指导|主办|承办|协办|参与|委托|授权|帮助|鼓励|宣布|承建|跨国企业|企业|项目|园区|我国|全球|著名|知名|龙头|央企|国企|世界500强|上市公司|本土|外资|签下|牵手|年|月|日|届时|目前|如今|近期|今后|借助|贯彻|发挥|采用|期望|设立|修订|方面|体现|之一|供应商|主任|首席|有(?![限色])|调集|投入|倚重|规划|成为|作为|子公司(?=.{2})|母公司(?=.{2})|等公司"
)
_GENERIC_WORD = (
    "[一二两三四五六七八九十数多几]+家|该|本|子|分|总|母|新|外|多|各|有限|上市|股份|国有|民营|科技|投资|合资|独资|跨国|物业|运营|集团|开发|建设|管理|平台|龙头|高新技术|大型|国际|跨国|中国|"
    "全国|石化|石油|合作|当地|市|区|县|省|国家|重点|所属|下属"
)
_GENERIC = re.compile(f"(?>{_GENERIC_WORD})+")
#: What stands before a suffix and still names nobody: 今年该(公司), 两家子(公司).
_NOBODY = re.compile(f"(?>{_BOUNDARY.pattern}|{_GENERIC_WORD}|今|[0-9])+")
_GOVERNMENT = re.compile("(?:管委会|管理委员会|政府|发改委|发展改革委|局)$")

_BUILD = "投资建设|投资兴建|投资打造|投资开发|独资建设|建设|兴建|新建|打造|开发|承建|承担|实施|建成"
_BEFORE: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("operator", re.compile("(?:运营方|运营商|运营单位|运营主体|运营管理方)[为是：:]?$")),
    ("investor", re.compile("(?:投资方|投资商|投资人|投资主体|股东|出资方)[为是：:]?$")),
    ("developer", re.compile("(?:建设单位|建设方|开发商|开发主体|业主|承建方|建设主体)[为是：:]?$")),
    ("tenant", re.compile("(?:吸引|引进|引入|集聚|入驻企业|聚集|落户企业)(?:了|有|包括)?$")),
    ("partner", re.compile("(?:与|同|携手|联合)$")),
)
_AFTER: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("operator", re.compile("(?:负责|全权|统一|共同|独家)?(?:运营|管理运营|运营管理)")),
    ("developer", re.compile(f"(?:计划|拟|将|已|共同|联合|负责|宣布|在[^，,。；;]{{1,12}}?)*(?:{_BUILD})")),
    (
        "investor",
        re.compile("(?:计划|拟|将|已|共同|联合|合资|宣布|在[^，,。；;]{1,12}?)*(?:投资|出资|控股|参股|持股|增资|投入)"),
    ),
    (
        "tenant",
        re.compile(
            "(?:等[^，,。；;]{0,14})?(?:签约|集中|正式|先后|相继|已|率先|整体|纷纷)*(?:入驻|落户|进驻|落地|迁入|入园)"
        ),
    ),
    ("partner", re.compile("(?:正式|签约|共同|成功|举行|[^，,。；;]{0,8}?)(?:签约|签署|签订|达成|合作|联合|共建)")),
)
#: 「由甲方投资建设」: what stands in between is an organisation, with or without a suffix.
_FRAME = re.compile(
    r"由(?P<name>[一-鿿A-Za-z0-9·（）()]{2,16}?)(?:独资|共同|联合|全额|负责|牵头|出资)*(?P<verb>投资建设|投资兴建|投资|出资|开发建设|建设|承建|打造|运营)"
)
_INVEST = frozenset({"投资", "出资"})


def find(text: str) -> Iterator[Mention]:
    """Every organisation with its role, in order; field "organisations", ``value`` = ``Organisation(name, role)``.

    Flags: ``no_role`` when nothing says what it does (the role is then "partner", or "government" for an office),
    ``bare`` when the name has no suffix. 「甲乙集团与高新区管委会签约」 → partner, government.
    """
    found = {mention.start: mention for mention in _framed(text)}
    for match in _names(text):
        start = _left(text, match)
        name = text[start : match.end()]
        if start in found or not _is_name(name, match["suffix"]):
            continue
        role, cue = _role(text, start, match.end(), name)
        flags = frozenset() if cue else frozenset({"no_role"})
        found[start] = Mention("organisations", Organisation(name, role), start, match.end(), cue=cue, flags=flags)
    yield from (found[start] for start in sorted(found))


def companies(text: str, found: Iterable[Mention]) -> list[tuple[int, int]]:
    """Which of the organisations ``found`` are companies named in full, as ``[start:end)``: 「某某食品有限公司」, not 「上市公司」."""
    return [(m.start, m.end) for m in found if re.search("(?:有限公司|集团公司|集团)$", text[m.start : m.end])]


def _names(text: str) -> Iterator[re.Match[str]]:
    """What ``_NAME.finditer`` gives, without trying the places that are far from any suffix."""
    at = 0
    while suffix := _ANY_SUFFIX.search(text, at + 2):
        match = _NAME.search(text, max(at, suffix.start() - _LONGEST_BODY))
        if match is None:
            return
        yield match
        at = match.end()


def _framed(text: str) -> Iterator[Mention]:
    for match in _FRAME.finditer(text):
        name, verb = match["name"], match["verb"]
        if _BOUNDARY.search(name) or _GENERIC.fullmatch(name) or _GOVERNMENT.search(name):
            continue
        role: Role = "operator" if verb == "运营" else "investor" if verb in _INVEST else "developer"
        suffixed = re.search(f"(?:{_SUFFIX})$", name)
        flags = frozenset() if suffixed else frozenset({"bare"})
        yield Mention(
            "organisations", Organisation(name, role), match.start("name"), match.end("name"), cue=verb, flags=flags
        )


def _left(text: str, match: re.Match[str]) -> int:
    """Where the name begins: behind the last boundary word, an opening bracket without its partner included."""
    start = match.start()
    body = match["body"]
    for boundary in _BOUNDARY.finditer(body):
        if len(body) - boundary.end() >= 2:
            start = match.start() + boundary.end()
    kept = text[start : match.end()]
    for opening, closing in ("()", "（）"):
        if closing in kept and opening not in kept[: kept.index(closing)]:
            start += kept.index(closing) + 1
            kept = text[start : match.end()]
        if opening in kept and closing not in kept:
            start += kept.rindex(opening) + 1
            kept = text[start : match.end()]
    return start


def _is_name(name: str, suffix: str) -> bool:
    """该公司, 两家子公司 and 市政府 name nobody; 山东省政府 does."""
    rest = name.removesuffix(suffix)
    if suffix in ("省政府", "市政府", "区政府", "县政府"):
        return len(rest) >= 2
    return len(rest) >= 2 and not _NOBODY.fullmatch(rest)


def _role(text: str, start: int, end: int, name: str) -> tuple[Role, str]:
    """The role and the words that gave it; ("partner", "") when nothing does."""
    if _GOVERNMENT.search(name):
        return "government", name[-2:]
    before = text[max(0, start - 8) : start]
    for role, pattern in _BEFORE[:-1]:
        if match := pattern.search(before):
            return role, match[0]
    by = before.endswith("由")
    for role, pattern in _AFTER:
        if match := pattern.match(text, end):
            return role, ("由" if by else "") + match[0]
    role, pattern = _BEFORE[-1]
    match = pattern.search(before)
    return role, match[0] if match else ""
