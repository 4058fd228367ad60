"""Industries of the taxonomy in a text: 「聚焦人工智能、智能制造」 → 01 人工智能, 05 智能制造.

Terms come from ``parks.vocabulary``; the longest one wins at each place. Weak terms (电子, 制造) count only where
the words around them speak of industries.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from projects.extraction.lookup import openings
from projects.extraction.records import Industry, Mention


class IndustryVocabulary(Protocol):
    """The two things that the finder asks of :func:`parks.vocabulary.load`; compared by identity, so an index is kept of each."""

    @property
    def industry_terms(self) -> Mapping[str, str]: ...
    @property
    def weak_industry_terms(self) -> frozenset[str]: ...
    def __hash__(self) -> int: ...


#: What governs a list of industries, by how surely it is the record's: 「聚焦」 tells its trade, 「引进」 who came to it.
_GOVERNORS = (
    (
        "focus",
        "聚焦|聚力|重点(?:发展|布局|打造|培育|引进|围绕)|(?:大力|主要|优先|着力|集中力量|将|积极|加快|全力|突出|努力)发展|发展壮大|定位[为于]?|瞄准|主攻|主导产业|支柱产业|特色产业"
        "|主打|主业|布局|抢占|锚定|发力|做强|做大|深耕|专注于?|以(?=(?:[(（][^)）]{0,20}[)）]|[^，,。；;]){1,40}?为(?:主|核心|重点|特色|主导|支撑|引领|龙头|方向|代表))",
    ),
    (
        "cover",
        "涵盖|涉及|覆盖|包括|涵括|囊括|集聚|聚集|汇聚|汇集|形成|拥有|引进|吸引|招引|集(?=[^，,。；;]{1,40}(?:于一体|为一体))",
    ),
    (
        "make",
        "(?:主要|主导)?产品(?:主要|将)?(?:有|为|是|包括|涵盖)|主要(?:是|为)|生产|制造|从事|主营|经营|年产|提供|加工|供应",
    ),
    ("use", "应用(?:于|在)?|用于|适用于|面向|服务于|满足|带动|支撑|助力|有利于"),
    ("build", "打造|构筑|构建|建设|建立|培育|围绕|发展|推动"),
)
_GOVERNOR = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _GOVERNORS))
_KIND = re.compile(
    "(?:等)?(?:的)?(?:产业|行业|领域|制造|集群|赛道|板块|产业链|技术|研发|装备|产品|服务|经济|园|基地|业)"
)
_FIRM_KIND = re.compile("(?:等)?(?:主导|特色|新兴|支柱|优势)?(?:产业(?!园|工人)|行业|领域|集群|赛道|板块|产业链)")
#: The end of a list: 「、民生服务等多个领域」. Items without a term of their own may stand in between.
_LIST_TAIL = re.compile(
    "(?:等|(?=[一二两三四五六七八九十0-9]+[大个]))(?:[一二两三四五六七八九十百0-9]+[大个项]|多个|众多|重点|主导|战略性|新兴|特色|优势|支柱|先进|高端|前沿|未来|关键|相关|现代){0,4}"
    "(?:产业|行业|领域|集群|赛道|板块|门类|方向|业态)"
)
_CLAUSE_END = re.compile("[，,。；;：:！!？?\n]")
_LIST_REACH, _LONGEST_ITEM = 90, 16
_LONGEST_VERB = 2
#: Every term has two characters or more.
_SHORTEST = 2
_GROUPS = frozenset(name for name, _ in _GOVERNORS)
_FIRM_FOCUS = re.compile(f"(?:{_GOVERNOR.pattern})[为是以于了]?$")
#: What may stand between two items: a closing bracket and a word that makes an industry of the one before (「汽车产业、…」).
_LIST = re.compile(
    "(?:产业|行业|制造|技术|装备|产品|设备|项目|生产|业)?[)）”]?[ 　]?(?:[、/(（]|和|及|与|以及|或|[，,](?=.{0,8}等))[ 　]?“?"
)
_ORGANISATION = re.compile("[一-鿿]{0,4}?(?:有限公司|有限责任|股份|集团|公司|总公司|大学|学院|研究院|研究所|学会|协会)")
#: 生物医药产业|园 is 生物医药 and 产业园.
_PARK_BEHIND = ("园", "基", "城", "港", "区")
_LATIN = re.compile("[A-Za-z0-9]")
_SENTENCE_END = re.compile("[。；;！!？?\n]")
_REACH = 60


#: Of what branch a product is that no list knows, by its last characters, where these leave no doubt.
_PRODUCT_HEADS = {
    "1801": "钢材?",
    "0901": "[醇醚烯烷苯炔]",
    "0902": "[酸胺酯酮酐腈醛酚脲盐碱]",
    "0903": "树脂|橡胶|塑料|薄?膜",
    "1702": "纤维|纱线?|面料",
    "1704": "[纸浆]",
    "0905": "合金",
    "0703": "电池",
    "08": "(?:汽车|客车|轿车|货车)",
    "05": "机|设备|装备|机械",
    "09": "材料",
    "0906": "玻璃|陶瓷",
    "1803": "[砖瓦]",
    "1602": "酒|饮料",
    "1605": "饲料",
}
_UNITS = "吨|套|台|辆|件|片|只|支|米|平方米|平米|㎡|立方米|方|颗|瓶|艘|架|箱|锭|千瓦|兆瓦|KV|MW|GW"
_PRODUCT = re.compile(
    rf"\d[万亿千百余多]*(?:{_UNITS})(?:/年|每年)?[)）]?[级的]?(?P<product>[一-龥A-Za-z0-9-]{{0,8}}?(?:"
    + "|".join(f"(?P<c{code}>{head})" for code, head in _PRODUCT_HEADS.items())
    + "))(?=(?:等|及|与|和|、|，|,|。|；|;|\\(|（)|(?:建设|生产|扩建|扩产|技改|一体化|制造|加工|深加工|产业化|新建|改造)?(?:项目|线|工程|装置|基地|车间|工厂|厂))"
)


def find(text: str, vocabulary: IndustryVocabulary) -> Iterator[Mention]:
    """Every industry term, in order; field "industries", ``value`` = ``Industry(code, term as written)``.

    Flags: ``focus``, ``cover``, ``make``, ``use`` or ``build`` (what governs it: 聚焦, 涵盖, 生产, 应用于, 打造; ``cue`` is the word),
    ``kind`` (产业, 领域, … behind it or its list), ``listed`` (not the first of a list), ``context`` (one of all these),
    ``weak`` (a weak term), ``bare`` (a weak term without firm context: only good inside a name), ``in_organisation``
    (part of a company's or institute's name).
    """
    end = 0
    before: frozenset[str] = frozenset()
    terms = list(_terms(text, vocabulary))
    terms = sorted([*terms, *_unlisted(text, terms)])
    verbs = _without_terms(text, terms)
    for start, term, code in terms:
        listed = end > 0 and _LIST.fullmatch(text, end, start) is not None
        cue, flags = _context(text, verbs, start, start + len(term))
        if listed:
            flags |= {"listed"} | (before & {"context", *_GROUPS} if not flags & _GROUPS else set())
        end = start + len(term)
        if term in vocabulary.weak_industry_terms:
            firm = "context" in flags and (listed or _is_firm(text, start, end))
            flags |= {"weak"} if firm else {"weak", "bare"}
        if _ORGANISATION.match(text, end):
            flags |= {"in_organisation"}
        before = flags if "bare" not in flags else frozenset()
        yield Mention("industries", Industry(code, text[start:end]), start, end, cue=cue, flags=flags)


def list_tail(text: str, end: int) -> str:
    """What closes the list that the term ending at ``end`` stands in: 「等多个领域」, "" when it is in none."""
    clause = _CLAUSE_END.split(text[end : end + _LIST_REACH], maxsplit=1)[0]
    tail = _LIST_TAIL.search(clause)
    if tail is None or any(len(item) > _LONGEST_ITEM for item in re.split("[、和与及]", clause[: tail.start()])):
        return ""
    return tail[0]


def _unlisted(text: str, terms: Sequence[tuple[int, str, str]]) -> Iterator[tuple[int, str, str]]:
    """Products that are made by the ton or the piece and in which no term stands: 「年产5万吨|丁醛酸|项目」 → 0902."""
    starts = [start for start, _, _ in terms]
    for found in _PRODUCT.finditer(text):
        start, end = found.span("product")
        before = bisect_left(starts, end) - 1
        clear = before < 0 or starts[before] + len(terms[before][1]) <= start
        if clear and end - start >= _SHORTEST:
            code = next(name for name, head in found.groupdict().items() if head and name != "product")
            yield start, found["product"], code.removeprefix("c")


def _terms(text: str, vocabulary: IndustryVocabulary) -> Iterator[tuple[int, str, str]]:
    """(start, vocabulary term, code), longest first, without overlaps; Latin terms only as whole words."""
    index = _by_opening(vocabulary)
    folded = text.upper() if len(text.upper()) == len(text) else text
    done = 0
    for start, entries in openings(folded, index):
        if start < done:
            continue
        for folded_term, term, code in entries:
            end = start + len(term)
            if term.endswith("产业") and text[end : end + 1] in _PARK_BEHIND:
                continue
            if folded.startswith(folded_term, start) and _is_whole(text, start, end):
                yield start, term, code
                done = end
                break


@lru_cache(maxsize=4)
def _by_opening(vocabulary: IndustryVocabulary) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Terms by their first two characters, the longest first."""
    index: dict[str, list[tuple[str, str, str]]] = {}
    for term, code in sorted(vocabulary.industry_terms.items(), key=lambda item: -len(item[0])):
        folded = term.upper() if len(term.upper()) == len(term) else term
        index.setdefault(folded[:_SHORTEST], []).append((folded, term, code))
    return {opening: tuple(entries) for opening, entries in index.items()}


def _is_whole(text: str, start: int, end: int) -> bool:
    """「AI」 in 「AIR」 is no term, nor is 「VR」 in 「VR9」."""
    if text[start].isascii() and text[start].isalnum() and start and _LATIN.match(text[start - 1]):
        return False
    last = text[end - 1]
    return not (last.isascii() and last.isalnum() and end < len(text) and _LATIN.match(text[end]))


def _is_firm(text: str, start: int, end: int) -> bool:
    """Context that is near enough for a weak term: 制造产业, a list of fields, or 主导产业为电子 with nearly nothing between."""
    return bool(
        _FIRM_KIND.match(text, end) or list_tail(text, end) or _FIRM_FOCUS.search(text[max(0, start - 10) : start])
    )


def _without_terms(text: str, terms: Sequence[tuple[int, str, str]]) -> str:
    """The text with every longer term blotted out: the verb in 「装备制造」 governs nothing."""
    parts, done = [], 0
    for start, term, _ in terms:
        if len(term) > _LONGEST_VERB:
            parts += [text[done:start], "□" * len(term)]
            done = start + len(term)
    return "".join([*parts, text[done:]])


def _context(text: str, verbs: str, start: int, end: int) -> tuple[str, frozenset[str]]:
    """The word that makes the place one about industries ("" when there is none), and what sort of word it is."""
    flags = set()
    first = max(
        [max(0, start - _REACH), *(m.end() for m in _SENTENCE_END.finditer(text, max(0, start - _REACH), start))]
    )
    governors = [m for m in _GOVERNOR.finditer(verbs, first, start + _REACH) if m.end() <= start]
    if governors:
        flags |= {str(governors[-1].lastgroup), "context"}
    match = _KIND.match(text, end)
    kind = match[0] if match else list_tail(text, end)
    if kind:
        flags |= {"kind", "context"}
    return kind if kind else governors[-1][0] if governors else "", frozenset(flags)
