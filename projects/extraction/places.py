"""Divisions and zones in a text: 「在青岛市崂山区」 → 370212, and what a bare 「合作」 or 「鼓楼区」 may mean.

458 two-character county names are everyday words and dozens are shared, so a name counts only with evidence: it is
certain by itself (full names, unmistakable short names), stands right behind the division it lies in, or the rest
of the article speaks of that division too. What stays ambiguous is dropped: null is better than wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from parks.vocabulary import Vocabulary, load
from projects.extraction.lookup import openings

_LONGEST = 16
_COMPANY_BEHIND = re.compile(
    r"[一-龥A-Za-z()（）]{0,10}?(?:集团|公司|大学|学院|银行|股份|日报|晚报|电视台|卫视|证券|研究院|商会|人(?:民)?(?:政府|大)|海关|港口)"
)
#: 「株洲路」 is a street of another city.
_STREET_BEHIND = re.compile(r"(?:[东西南北中]?(?:路|街(?!道)|大道|大街|道(?![路口德]))|[一二三四]路)")
_AREA_BEHIND = re.compile(r"[域间块位别分]")
_TRADE_BEHIND = re.compile(
    r"(?:药业|制药|生物|科技|电子|实业|重工|动力|汽车|新材|能源|半导体|光电|控股|股份|集团|石化|钢铁|机械|银行|证券|日报|大学)"
)
#: 「沂水镇」 may be a town somewhere, 「通山岭」 a ridge: neither is the county of that name.
_NAMESAKE_BEHIND = re.compile(r"[镇乡村屯岛岭峡寺庙]")
#: 「农田东北部」 does not name 田东: a name that ends in a direction before the rest of the direction.
_DIRECTION_BEHIND = re.compile(r"[北南]?[部侧岸端郊面]")
#: The press that bears a place's name speaks of 「我县」 from there: 「信丰网」, 「云湖日报」.
_PRESS_BEHIND = re.compile(
    r"(?:新闻网|日报|晚报|新闻|在线|网(?![络格点约红])|电视台|广播电视|融媒|发布(?=[讯：:\s]|$))"
)
#: What makes a word of a county's first character and the one before: 投资|阳光, 拆迁|安置.
_ACROSS = {"资": "投外合出融内独", "迁": "拆搬动回"}
#: 「书记文安国」 is a person.
_OFFICE_BEFORE = re.compile("(?:书记|主任|[省市县区州]长|部长|局长|董事长|总经理|主席|记者|通讯员|秘书长)$")
#: A site of that name is the county's where it says 「我县」: 凤凰网 and 光明日报 do not.
_PAPER_BEHIND = re.compile("日报|新闻网|网(?![络格点约红])")
_STANDS_IN = re.compile(r"(?:位于|坐落于?|落户于?|选址于?|地处|[在于至])$")
_BARE_LENGTH = 2
_ADMIN_BEHIND = re.compile(r"[省市县区州旗镇乡]")
#: A place that is spoken of, not stood in: 「辐射华北」, 「来自德国」, 「赴北京招商」.
_ELSEWHERE = re.compile(
    r"(?:来自|赴|前往|辐射|面向|销往|出口|连接|通往|毗邻|距离?|紧邻|接壤|对接|借鉴|学习|总部(?:位于|设在|在)|到|往|从|与|自)$"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A division named at ``[start:end)``; ``zone`` when it was the name of a functional zone in it.

    ``company``: the name is part of a company's or office's name; ``elsewhere``: the words put it at a distance;
    ``press``: it is part of a paper's or news site's name.
    """

    adcode: str
    start: int
    end: int
    text: str
    zone: bool = False
    company: bool = False
    elsewhere: bool = False
    press: bool = False

    @property
    def level(self) -> int:
        """1 province, 2 city, 3 county, read off the code."""
        return level(self.adcode)


def level(adcode: str) -> int:
    """ "370000" → 1, "370200" → 2, "370212" → 3."""
    return 1 if adcode.endswith("0000") else 2 if adcode.endswith("00") else 3


def within(inner: str, outer: str) -> bool:
    """Whether ``inner`` is ``outer`` or lies in it, by the digits of the code."""
    return inner.startswith(outer[: 2 * level(outer)])


def find(text: str) -> list[Place]:
    """All places that ``text`` names with evidence, in order. Costs one look-up per character."""
    hits = list(_hits(text))
    certain = [codes[0] for _, _, _, codes, sure in hits if sure and len(codes) == 1]
    votes = _votes(certain)
    out: list[Place] = []
    previous: Place | None = None
    for start, end, name, codes, sure in hits:
        code = codes[0] if sure and len(codes) == 1 else _resolved(codes, sure, votes, previous, start, text)
        if code is None or _strays(code, name, start, previous):
            continue
        zone = name in load().zones and name not in load().region_names
        place = Place(code, start, end, name, zone, *_role(text, start, end), bool(_PRESS_BEHIND.match(text, end)))
        out.append(place)
        previous = place
    return out


def _strays(code: str, name: str, start: int, previous: Place | None) -> bool:
    """「宁波高港」: a bare county right behind a city that does not hold it is another place of that name."""
    return (
        previous is not None
        and previous.end == start
        and len(name) == _BARE_LENGTH
        and level(code) == 3
        and not previous.company
        and not within(code, previous.adcode)
    )


def _role(text: str, start: int, end: int) -> tuple[bool, bool]:
    company = bool(_COMPANY_BEHIND.match(text, end) or _TRADE_BEHIND.match(text, end)) and not _ADMIN_BEHIND.match(
        text, end
    )
    return company, bool(_ELSEWHERE.search(text[max(0, start - 6) : start]))


def _votes(codes: Iterable[str]) -> Counter[str]:
    """How often each province and city is spoken of, its counties included."""
    votes: Counter[str] = Counter()
    for code in codes:
        votes[code[:2] + "0000"] += 1
        if level(code) > 1:
            votes[code[:4] + "00"] += 1
    return votes


def _resolved(
    codes: Sequence[str], sure: bool, votes: Counter[str], previous: Place | None, start: int, text: str
) -> str | None:
    """The one meaning that its neighbour or the article proves, or None."""
    if previous and start - previous.end <= 1:
        inside = [code for code in codes if code != previous.adcode and within(code, previous.adcode)]
        if len(inside) == 1:
            return inside[0]
    if not sure and len(codes) == 1 and _PAPER_BEHIND.match(text, start + _BARE_LENGTH) and "我县" in text:
        return codes[0]
    if not sure and not _is_proved(codes, votes, start, text):
        return None
    scored = sorted(((votes[code[:4] + "00"], votes[code[:2] + "0000"], code) for code in codes), reverse=True)
    best = scored[0]
    if best[:2] > (0, 0) and (len(scored) == 1 or best[:2] > scored[1][:2]):
        return best[2]
    return None


def _is_proved(codes: Sequence[str], votes: Counter[str], start: int, text: str) -> bool:
    """An everyday word is a place where it can be nothing else: 「在合作」 and 「(合作)」 in an article of its city."""
    end = start + _BARE_LENGTH
    if not any(votes[code[:4] + "00"] for code in codes):
        return False
    return bool(_STANDS_IN.search(text[max(0, start - 3) : start])) or (
        text[start - 1 : start] in ("(", "（") and text[end : end + 1] in (")", "）")
    )


Hit = tuple[int, int, str, tuple[str, ...], bool]


def _hits(text: str) -> Iterable[Hit]:
    """(start, end, name, codes, sure) of the longest name at every position; ``sure``: not an everyday word."""
    index = _index()
    done = 0
    for start, lengths in openings(text, index.lengths):
        name = _longest(text, start, lengths, index) if start >= done else ""
        if not name:
            continue
        codes = index.names[name]
        namesake = len(name) == _BARE_LENGTH and _is_namesake(text, start, name, codes)
        done = start + len(name)
        if not namesake and not _STREET_BEHIND.match(text, done):
            yield start, done, name, codes, name not in index.ambiguous


def _is_namesake(text: str, at: int, name: str, codes: Sequence[str]) -> bool:
    """Whether a bare county's name is the beginning of another name, or lies across two words (农田|东北部, 投资|阳光)."""
    if level(codes[0]) == 1:
        return False
    end = at + len(name)
    return bool(
        (level(codes[0]) == 3 and _NAMESAKE_BEHIND.match(text, end))
        or (level(codes[0]) == 3 and _OFFICE_BEFORE.search(text[max(0, at - 3) : at]))
        or (name[-1] in "东南西北" and _DIRECTION_BEHIND.match(text, end))
        or (at > 0 and text[at - 1] in _ACROSS.get(name[0], ""))
    )


def _longest(text: str, start: int, lengths: Iterable[int], index: _Index) -> str:
    """The longest name at ``start``, "" when there is none; 「西安区域」 holds 西安, not 西安区."""
    for length in lengths:
        name = text[start : start + length]
        if name in index.names and not (name.endswith("区") and _AREA_BEHIND.match(text, start + length)):
            return name
    return ""


@dataclass(frozen=True)
class _Index:
    names: dict[str, tuple[str, ...]]
    lengths: dict[str, tuple[int, ...]]
    ambiguous: frozenset[str]


@cache
def _index() -> _Index:
    """Names of divisions, zones and towns; their lengths by their first two characters, the longest first."""
    vocabulary: Vocabulary = load()
    names: dict[str, tuple[str, ...]] = {name: (code,) for name, code in vocabulary.towns.items() if len(name) > 2}
    names.update({name: (zone.adcode,) for name, zone in vocabulary.zones.items()})
    names.update(vocabulary.region_names)
    lengths: dict[str, set[int]] = {}
    for name in names:
        if 2 <= len(name) <= _LONGEST:
            lengths.setdefault(name[:2], set()).add(len(name))
    return _Index(
        names, {o: tuple(sorted(n, reverse=True)) for o, n in lengths.items()}, vocabulary.ambiguous_short_names
    )


def is_division(text: str) -> bool:
    """Whether ``text`` as a whole is a division's name: 「连云港」, not 「连云港码头」 and no zone."""
    return text in load().region_names


@lru_cache(maxsize=4096)
def without_place(name: str) -> tuple[str, str]:
    """A name's leading divisions and the rest: 「青岛市虚拟现实产业园」 → (青岛市, 虚拟现实产业园)."""
    index = _index()
    at = 0
    while at < len(name) - 2:
        lengths = index.lengths.get(name[at : at + 2], ())
        step = next((n for n in lengths if name[at : at + n] in index.names and at + n < len(name) - 1), 0)
        if not step:
            break
        at += step
        if name[at : at + 1] in "省市区县" and at + 1 < len(name) - 1:
            at += 1
    return name[:at], name[at:]
