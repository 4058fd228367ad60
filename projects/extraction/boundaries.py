"""Where a name begins: from its head leftwards, word by word, until a word that cannot be part of a name.

The hard cases are the connectives. 「研发及生产基地」 is one name, 「甲中心和乙基地」 are two; 「A、B、C等项目」 are three;
brackets may stand inside (「西部(重庆)科学城」) and so may quoted words (「“云上”智算中心」).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from projects.extraction.heads import HEADS, PHASE_WORD
from projects.extraction.tagging import CAPACITY, PROPER_TAGS, Word
from projects.extraction.words import words_of

LONGEST_NAME = 42
_LONGEST_HEAD = max(map(len, HEADS))
#: Verbs that name an activity and live inside names: 「船舶柴油机维修基地」.
ACTIVITIES = words_of("activities")
#: Words before a name that govern or introduce it and never belong to it.
GOVERNORS = words_of("governors")
#: Loose words at the front that describe but do not name.
_LEADING = re.compile(
    r"^(?:全新的?|新型|新的?(?=[一-龥]{0,2}(?:工厂|基地|厂|项目|园区|生产线)$)|首个|首座|首家|首条|第一个|第一座|唯一|重点|重大|大型|超大型|特大型|最大|"
    r"最具规模|重要|相关|一批|多个|若干|一系列|各类|各个|各|该|此|这|那|上述|前述|同类|专业化|高标准|高水平|一流|顶级|知名|著名|标志性|标杆性|标杆|示范性|"
    r"[栋幢](?=[一-龥]{2})|拟|在建|新建|续建|年度|省级|市级|国家级|省市级?|省|市|区|县|全省|全市|(?:[一二两三四五六七八九十百]+|\d+)(?:个|座|条|家|项|处|大)|的|之|等|及|和|与|暨|、|·|-|—)+"
)
#: Words of an unnamed many: what follows them inside a name is a kind of thing (「南京许多|项目」, 「某集团上述|项目」).
_UNNAMED = re.compile(
    r".*(?:许多|大量|众多|诸多|上述|前述|这些|那些|一些|某些|其他|其它|哪些|所有|各类|各种|多个|多项|(?<!第)一批|一大批|一系列|数[十百千万]+个)"
)
#: A preposition that the tagger glued to the name's first word.
_GLUED = re.compile(r"^(?:以|在(?!线)|到|由|把|将(?!军|乐)|从(?!化|江)|使)(?=[一-龥]{3})")
ORGANISATION_END = re.compile(r"(?:公司|集团|企业|政府|管委会|委员会|大学|学院|银行|协会|[省市区县州])$")
ADVERBS = words_of("adverbs")
#: Governors behind which a clause rather than a noun phrase goes on.
_INTRODUCERS = words_of("introducers")
CONNECTIVES = frozenset(["和", "与", "及", "以及", "、"])
_TIME = re.compile(
    r"^(?:今|明[年天日]|去年|昨|前年|当|近|目前|现(?!代)|如今|此时|同时|日前|正在|\d|[一二三四五六七八九十]+[年月日])|(?:月|日|时|期间|以来)$"
)
_CLAUSE_MARKS = frozenset("，,。；;！!？?：:\n")
#: Verbs behind a subject that the tagger often takes for something else.
PREDICATES = frozenset(
    "将 已 正 在 由 于 是 为 位于 占地 总投资 投产 开工 动工 奠基 竣工 开建 落成 揭牌 投用 签约 落户 建成 启用 开园 开业 封顶 通车".split()
)
_DASHES = frozenset("·-—－–/&+•．.")
_HARD_TAGS = frozenset(["p", "r", "uj", "ul", "uv", "ud", "uz", "ug", "y", "e", "o"])
_PLACE_IN = frozenset(
    [
        "内",
        "中",
        "上",
        "里",
        "下",
        "后",
        "前",
        "外",
        "以来",
        "之中",
        "以内",
        "之间",
        "以上",
        "以下",
        "期间",
        "左右",
        "旁",
        "边",
    ]
)


def left_edge(words: Sequence[Word], first: int, behind: int | None = None) -> int:
    """The index of the first word of the name whose head begins in ``words[first]``; ``behind`` is the word after it.

    「将/在/甲市/建设/医药/研发/及/生产/基地」 with ``first`` = 基地 → the index of 医药.
    """
    speaks = behind is not None and _is_predicate(words, behind)
    at = first
    while at > 0 and words[first].end - words[at - 1].start <= LONGEST_NAME:
        step = _step(words, at, first)
        if step == at and _is_soft(words, at - 1) and _noun_phrase_starts(words, at - 1, first, speaks):
            step = at - 1
        if step == at:
            at = _list_item_start(words, at)
            break
        at = step
    return _without_leading_connectives(words, at, first)


def _list_item_start(words: Sequence[Word], at: int) -> int:
    """In 「甲中心、若/七/综合体」 the item begins right behind the 、, whatever its first characters look like."""
    for back in range(at - 1, max(-1, at - 12), -1):
        if words[back].text == "、":
            short = words[at].start - words[back].end <= 3 and words[back + 1].text not in GOVERNORS
            near = short or _names_on(words, back + 1, at - _is_activity_of_project(words, at))
            return back + 1 if near and (ends_with_head(words, back) or words[back - 1].text in (")", "）")) else at
        if words[back].tag == "x":
            break
    return at


def _is_activity_of_project(words: Sequence[Word], at: int) -> bool:
    """Whether the governor before ``at`` tells what the project does: 「技术/引进/项目」."""
    return words[at - 1].tag in ("v", "vn") and words[at].text.startswith(("项目", "工程"))


def _names_on(words: Sequence[Word], first: int, behind: int) -> bool:
    """Whether nothing in ``words[first:behind]`` speaks against a name: 「、/甲县/秦药/道地/」, not 「、/甲公司/投资/」."""
    return words[first].tag[0] in "nljb" and not any(
        word.text in GOVERNORS
        or word.text in ADVERBS
        or word.text in PREDICATES
        or word.tag in _HARD_TAGS
        or word.tag[0] in "xmqtf"
        or (ORGANISATION_END.search(word.text) and word.tag != "ns")
        for word in words[first:behind]
    )


def _is_soft(words: Sequence[Word], at: int) -> bool:
    """A word that is no part of a name by its class, but classes err: 「凉茶/中药/养生[v]/饮品/工业园」."""
    word = words[at]
    return (
        word.tag[0] in "vdazt"
        and word.tag not in ("uj", "ul")
        and word.text not in GOVERNORS
        and word.text not in ADVERBS
    )


def _is_predicate(words: Sequence[Word], at: int) -> bool:
    """Whether a clause goes on at ``at`` with its verb: then all before it, from the clause's start, is its subject."""
    if at >= len(words):
        return False
    word = words[at]
    return word.text in ADVERBS or word.text in PREDICATES or (word.tag in ("v", "d", "ad") and len(word.text) > 1)


def _noun_phrase_starts(words: Sequence[Word], at: int, first: int, speaks: bool) -> bool:
    """Whether everything from ``at`` back to where a noun phrase must begin could be name.

    Behind 推进, 在, 的, 、 or an opening quotation mark a noun phrase begins, so what follows is no verb of the clause;
    nor is it at the clause's start when the clause has its verb behind the name (``speaks``).
    """
    if speaks and at == 0:
        return True
    for back in range(at - 1, -1, -1):
        word = words[back]
        if words[first].end - word.start > LONGEST_NAME:
            return False
        if (word.text in GOVERNORS and word.text not in _INTRODUCERS) or word.tag == "p" or word.text in ("的", "“"):
            return True
        if word.tag == CAPACITY:
            return True
        if word.text == "、":
            return ends_with_head(words, back) or words[back - 1].text in (")", "）")
        if speaks and (word.text in _CLAUSE_MARKS or word.tag == "t"):
            return True
        if (
            word.text in ADVERBS
            or word.text in _PLACE_IN
            or word.tag in _HARD_TAGS
            or word.tag in ("x", "c", "f", "t")
            or (word.tag in ("m", "q") and not _number_fits(words, back))
        ):
            return False
    return speaks


def trimmed(name: str) -> str:
    """``name`` without words in front that only describe: 「重点新建园区」 → 「园区」, 「甲市许多项目」 → 「项目」."""
    if many := _UNNAMED.match(name):
        name = name[many.end() :]
    found = _GLUED.match(name) or _LEADING.match(name)
    return name[found.end() :] if found and found.end() < len(name) else name


def _step(words: Sequence[Word], at: int, first: int) -> int:
    """The index that the name may be widened to from ``at``; ``at`` itself when it ends there."""
    word = words[at - 1]
    if word.text in (")", "）"):
        return _over_bracket(words, at)
    if word.text == "”":
        return _over_quotation(words, at)
    if word.text in CONNECTIVES:
        return at - 1 if _joins(words, at - 1, first) else at
    if word.text in _DASHES:
        inside = at >= 2 and not words[at - 2].text.isspace() and words[at - 2].tag != "x"
        return at - 1 if inside else at
    return at - 1 if _fits(words, at - 1, first) else at


def _fits(words: Sequence[Word], at: int, first: int) -> bool:
    """Whether the plain word at ``at`` may stand inside the name whose head begins at ``first``."""
    text, tag = words[at].text, words[at].tag
    behind_capacity = at > 0 and words[at - 1].tag == CAPACITY and tag[0] in "vnab"  # 「200万吨/年新建PTA装置」
    if text in ACTIVITIES or behind_capacity:
        return True
    if text == "级" and at > 0 and re.search(r"[0-9A-Za-z吨]$", words[at - 1].text):
        return True
    if text == "建设":  # part of 「基础设施建设项目」, governor of 「建设某某基地」
        return (
            at + 1 == first
            and words[first].text.startswith(("项目", "工程"))
            and at > 0
            and words[at - 1].tag[0] in "nljbv"
        )
    if text in GOVERNORS or tag in _HARD_TAGS or (tag.startswith("t") and _TIME.search(text)):
        return False
    if tag == "x" or not text.strip():
        return False
    if tag == "f" or text in _PLACE_IN:
        return text not in _PLACE_IN or _opens(words, at)
    if tag == CAPACITY:
        return True
    if tag in ("m", "q", "mq"):
        return _number_fits(words, at)
    if tag in ("d", "c", "u", "ad", "zg") and not PHASE_WORD.fullmatch(text):
        return tag == "zg" or text in ("超", "新", "再", "多")
    if tag in ("v", "vd", "vi", "vg", "vq"):
        return len(text) == 1 and (tag == "vg" or _opens(words, at))
    return not (len(text) > 2 and text[-2:] in GOVERNORS)


def _opens(words: Sequence[Word], at: int) -> bool:
    """A one-character word right after punctuation is the start of a name cut wrongly: 「,中/电光/谷产业园」."""
    before = words[at - 1].tag if at else "x"
    short = len(words[at].text) == 1
    return short and (before in ("x", "p", "c", "uj") or (before[0] in "nv" and len(words[at + 1].text) == 1))


def _number_fits(words: Sequence[Word], at: int) -> bool:
    """Numbers inside names are ordinals and phases: 第二, 一期, 4A; not 三个, 15亿元."""
    text = words[at].text
    if PHASE_WORD.fullmatch(text) or text.startswith("第") or re.fullmatch(r"[一二三四五六七八九十]+[号线]", text):
        return True
    after = "".join(w.text for w in words[at + 1 : at + 3])
    return bool(re.match(r"[A-Za-z]|[号#]", after)) or (words[at].tag == "mq" and not re.search(r"\d", text))


def _joins(words: Sequence[Word], at: int, first: int) -> bool:
    """Whether the connective at ``at`` stands inside one name: both sides must be of a kind and the left no name itself."""
    if at == 0 or at + 1 > first:
        return False
    left, right = words[at - 1], words[at + 1]
    if (
        right.tag == CAPACITY
        and not ends_with_head(words, at)
        and any(word.tag == CAPACITY for word in words[max(0, at - 6) : at])
    ):
        return True  # 「30万吨树脂、8万吨涂料项目」
    if left.tag == "x" or ends_with_head(words, at) or ORGANISATION_END.search(left.text) or left.tag in PROPER_TAGS:
        return False
    both_active = left.text in ACTIVITIES and right.text in ACTIVITIES
    if words[at].text != "、" and right.tag == "ns":
        return False
    if words[at].text == "、":
        short = len(left.text) == len(right.text) == 1 and left.tag[0] in "mfabn" and right.tag[0] in "mfabn"
        return both_active or short
    if right.text in ACTIVITIES or left.text in ACTIVITIES:
        return both_active or left.text not in ACTIVITIES or at + 1 == first
    return left.tag[0] in "njlb" or (left.tag in ("vn", "eng", "an") and left.text not in GOVERNORS)


def ends_with_head(words: Sequence[Word], at: int) -> bool:
    """Whether the words before ``at`` end with a head: 「甲/中心」, then another name may begin."""
    tail = "".join(w.text for w in words[max(0, at - 4) : at])
    shortest = 1 if at and len(words[at - 1].text) > 1 else 2
    return any(tail[-length:] in HEADS for length in range(shortest, min(len(tail), _LONGEST_HEAD) + 1))


def _over_bracket(words: Sequence[Word], at: int) -> int:
    """Over 「(重庆)」 or 「(一期)」; not over an aside with punctuation or a reporter's credit."""
    for back in range(at - 2, max(-1, at - 11), -1):
        if words[back].text in ("(", "（"):
            content = "".join(w.text for w in words[back + 1 : at - 1])
            good = back > 0 and words[back - 1].tag != "x" and re.fullmatch(r"[一-龥A-Za-z0-9.·+～~-]{1,14}", content)
            return back if good and not re.search(r"记者|通讯员|摄|以下简称|简称|月|日", content) else at
    return at


def _over_quotation(words: Sequence[Word], at: int) -> int:
    for back in range(at - 2, max(-1, at - 14), -1):
        if words[back].text == "“":
            content = "".join(w.text for w in words[back + 1 : at - 1])
            return back if re.fullmatch(r"[^，。；：！？,;:!?]{1,16}", content) else at
        if words[back].text == "”":
            return at
    return at


def _without_leading_connectives(words: Sequence[Word], at: int, first: int) -> int:
    while at < first and (words[at].text in CONNECTIVES or words[at].text in _DASHES or words[at].text in ("等", "的")):
        at += 1
    return at
