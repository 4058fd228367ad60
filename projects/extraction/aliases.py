"""Whether two names mean one thing, with the reason: 「临沂经济开发区」 and 「临沂经济技术开发区」, 「甲园」 and 「某市甲园」."""

from __future__ import annotations

import re
from functools import lru_cache

from projects.extraction.heads import PHASE
from projects.extraction.places import is_division, without_place

_PUNCTUATION = re.compile(r"[\W_]+")
_LONG_FORMS = (
    ("高新技术产业开发区", "高新区"),
    ("高技术产业开发区", "高新区"),
    ("经济技术开发区", "经开区"),
    ("经济开发区", "经开区"),
    ("高新技术开发区", "高新区"),
    ("聚集区", "集聚区"),
    ("自由贸易试验区", "自贸区"),
    ("自由贸易港", "自贸港"),
    ("科技产业园", "科技园"),
    ("产业园区", "产业园"),
    ("工业园区", "工业园"),
    ("智能计算中心", "智算中心"),
    ("工厂", "厂"),
    ("第二个", "第二"),
    ("第二座", "第二"),
    ("第一个", "第一"),
    ("第一座", "第一"),
)
_ABBREVIATED = re.compile(r"[(（](?:以下简称|下称|简称|以下称|又称|也称)[“:：]*([^”()（）“]{2,16})”?[)）]")


@lru_cache(maxsize=50_000)
def key(name: str) -> str:
    """A name without punctuation, phase brackets' form, closing 项目 and long forms of heads; what equality looks at."""
    text = _PUNCTUATION.sub("", name.lower())
    text = re.sub(r"(?<=..)(?:建设)?(?:项目|工程)$", "", text)
    for long, short in _LONG_FORMS:
        text = text.replace(long, short)
    return text


def without_phase(name: str) -> str:
    """「科技园(二期)项目」 → 「科技园项目」."""
    return re.sub(rf"[(（]?{PHASE}[)）]?(?:工程)?", "", name)


def same(a: str, b: str) -> str | None:
    """Why two names (phases equal, as the caller knows) mean one thing, or None: "equal", "place", "suffix", …

    「青岛虚拟现实创享中心项目」, 「虚拟现实创享中心」 → "place"; 「上海甲厂」, 「重庆甲厂」 → None.
    """
    left, right = key(a), key(b)
    if not left or not right:
        return None
    if left == right:
        return "equal"
    short, long = sorted((left, right), key=len)
    if is_division(short):
        return None
    place_left, rest_left = without_place(left)
    place_right, rest_right = without_place(right)
    if rest_left == rest_right and len(rest_left) >= 3:
        return None if _clash(place_left, place_right) else "place"
    if (content := _content(rest_left)) and content == _content(rest_right) and not _clash(place_left, place_right):
        return "head"
    if long.endswith(short) and min(len(a), len(b)) >= 4 and len(short) >= 3:
        return "suffix"
    shorter = min((a, b), key=len)
    if long.startswith(short) and len(short) >= 3 and (shorter.endswith("项目") or re.search(rf"{PHASE}$", shorter)):
        return "prefix"
    if (
        len(short) >= 5
        and short[:2] == long[:2]
        and short[-2:] == long[-2:]
        and _subsequence(short, long)
        and len(short) / len(long) >= 0.5
    ):
        return "shortened"
    return None


def clash(a: str, b: str) -> bool:
    """Whether two names begin with different divisions: 「上海甲厂」, 「重庆甲厂」 can never be one."""
    return _clash(without_place(key(a))[0], without_place(key(b))[0])


def _clash(a: str, b: str) -> bool:
    return bool(a and b and a not in b and b not in a)


_PARK_HEADS = re.compile(r"(?:产业园|集聚区|产业基地|产业城|园区|科技园|产业区|工业园)$")


def _content(name: str) -> str:
    """What a park is about, without its head: 「工业互联网集聚区」 and 「工业互联网产业园」 are called alike."""
    content = _PARK_HEADS.sub("", name)
    return content if content != name and len(content) >= 4 else ""


def abbreviations(text: str) -> list[tuple[int, str, int]]:
    """Declared short forms: (where the bracket opens, the short form, where it ends)."""
    return [(m.start(), m.group(1), m.end()) for m in _ABBREVIATED.finditer(text)]


def _subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)
