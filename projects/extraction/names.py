"""Names of parks and projects in a sentence, and the words that stand for them (该项目, 园区, 一期项目)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple

from projects.extraction import edges, unheaded
from projects.extraction.boundaries import left_edge, trimmed
from projects.extraction.heads import HEAD_RUN, NOT_A_HEAD, NOT_BEFORE, PHASE, HeadKind, content_head, last_head
from projects.extraction.places import is_division, without_place
from projects.extraction.tagging import Word, has_proper_word

Form = Literal["named", "generic", "phase", "batch"]

_PHASE_TAIL = re.compile(rf"[(（]?({PHASE})[)）]?(?:工程|项目)*$")
_BARE_PHASE = re.compile(rf"(?:[该其]|项目)?[(（]?({PHASE})[)）]?(?:工程|项目|建设)*(?![一-龥]*(?:论坛|研讨|培训班))")
_ONLY_PHASE = re.compile(rf"[(（]?({PHASE})[)）]?(?:工程|项目|建设|厂房|厂区|园区)*")
#: 「江州市重大项目」 names a rank of projects, no project.
_RANKED = re.compile(
    r"(?:重大|重点|优质|亿元|招商引资|招商|签约|开工|在建|新建|工业|产业|投资|建设|民生|实事|利用外资|外资|内资)+项目"
)
_TOGETHER = re.compile(r"(?:(?:20\d\d)?年度?)?(?:第?[一二三四]批次?|第[一二三四]季度|首批)?集中")
#: Buildings of what was just named: 「甲产业园厂房」, 「乙项目职工公寓」, 「丙园3区300栋专用厂房」.
_PART = re.compile(
    r"(?:\d+(?:#|号|区|栋|幢|座|期|[-、至]))*(?:职工|员工|人才|配套|专用|标准|生产|主体|主要|[一二三四五六七八九十]号)*"
    r"(?:厂房|标准厂房|仓库|公寓|人才公寓|车间|宿舍|大楼|综合楼|办公楼|厂区|新厂房)"
)
#: What may be left of a name that names nothing: 「该项目」, 「新工厂」, 「示范园区」, 「高新技术产业园区」.
_GENERIC = re.compile(
    r"^(?:提升|优化|管理|打造|低效|村镇|传统|老旧|该|此|整个|这个|这一|全部|新|老|大|小|本|产业|工业|科技|高新技术|高科技|示范|专业|特色|现代|现代化|综合|配套|生产|研发|制造|建设|技改|扩建|改造|工程|投资|招商|重点|重大|亿元|合作|"
    r"开工|签约|落地|新兴|新兴产业|战略性新兴产业|产业化|招商引资|数字化|智能化|标准化|绿色|基础设施|民生|城市更新|主导产业|优质|储备|在建|拟建|建成|入园|入驻|"
    r"创新|创业|孵化|服务|区域|国际|全球|国家|全国|中国|省级|市级|国家级|世界级|一体化|工作|系统|主体|实体|省|市|区|县|外资|内资|民营|央企|央地|百亿|千亿|十亿|级|核心|"
    r"高端|先进|技术|科研|经济|城镇|新型|优势|特色产业|主题|规模|公共|平台|载体|企业|商业|房地产|开发|运营|全新|性|型|类|化)*$"
)


#: When something was done, perhaps with where before it: 「云川市2023年一季度」. A place alone makes a name (扬州工厂).
_WHEN = re.compile(
    r"^(?:[一-龥]{2,4}[省市区县])?(?:(?:19|20)\d\d年|第?[一二三四]季度|[上下]半年|年度|首批|第[一二三四五六七八九十]+批)+"
)


@dataclass(frozen=True, slots=True)
class Name:
    """One naming of a subject at ``[start:end)`` of the article.

    ``form``: "named" (浙东产业园), "generic" (该项目, 园区), "phase" (一期项目) or "batch" (62个项目); ``phase`` like 一期;
    ``head`` is the deciding head, ``weight`` what it proves (0..2); ``proper`` when one of its words is a name
    (青岛, 马驹沟) rather than a common word.
    """

    text: str
    start: int
    end: int
    kind: HeadKind
    form: Form
    head: str
    weight: int
    phase: str | None = None
    quoted: bool = False
    listed: bool = False
    proper: bool = False

    @property
    def base(self) -> str:
        """The name without its phase and a closing 项目/工程: 「总部基地项目(一期)」 → 「总部基地」."""
        return _base(self.text, bool(self.phase))


@lru_cache(maxsize=4096)
def _base(text: str, phased: bool) -> str:
    text = re.sub(rf"[(（]?{PHASE}[)）]?", "", text) if phased else text
    return re.sub(r"(?<=..)(?:建设)?(?:项目|工程)$", "", text)


def find(sentence: str, words: Sequence[Word], offset: int = 0) -> list[Name]:
    """All namings in ``sentence``, in order; offsets shifted by ``offset``.

    「总投资20亿元的船舶柴油机维修基地项目正加快建设」 → [船舶柴油机维修基地项目].
    """
    found = list(_by_head(sentence, words))
    found += _listed(sentence, words, found)
    found += _phases(sentence, words, found)
    found += _unheaded(sentence, words, found)
    kept: list[Name] = []
    for name in sorted(found, key=lambda n: (n.start, -(n.end - n.start))):
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return [_placed(name, offset, words) for name in kept]


def make(text: str, start: int, quoted: bool = False, listed: bool = False) -> Name:
    """A :class:`Name` for ``text``, its kind and form read off its head."""
    if bare := _ONLY_PHASE.fullmatch(text):
        return Name(text, start, start + len(text), "project", "phase", "期", 1, bare.group(1))
    head = content_head(text) or last_head(text)
    tail = _PHASE_TAIL.search(text)
    inner = tail or re.search(PHASE, text)
    phase = tail.group(1) if tail else inner.group() if inner else None
    form: Form = ("phase" if phase and tail else "generic") if _is_generic(text) else "named"
    kind: HeadKind = head.kind if head else "project"
    return Name(
        text,
        start,
        start + len(text),
        kind,
        form,
        head.text if head else "",
        head.weight if head else 0,
        phase,
        quoted,
        listed,
    )


def _is_generic(text: str) -> bool:
    head = last_head(text)
    rest = text
    while head and rest:
        rest = re.sub(rf"{re.escape(head.text)}(?:[(（]?{PHASE}[)）]?(?:工程)?)?$", "", rest)
        head = last_head(rest)
    rest = _WHEN.sub("", rest)
    wide = content_head(text)
    longest = 4 if wide and wide.weight == 1 and wide.kind == "project" else 12
    return len(rest) <= longest and bool(_GENERIC.match(rest))


def _by_head(sentence: str, words: Sequence[Word]) -> Iterator[Name]:
    at = 0
    for head in heads_in(sentence, words):
        if head.start < at or (at and _PART.fullmatch(sentence, at, head.end)):
            continue
        left = edges.best(words, head.first, head.behind)
        name = cut_out(sentence, words[left].start, head.end)
        if name is None:
            continue
        at = head.end
        yield name


class HeadRun(NamedTuple):
    """Heads at ``[start:end)`` of a sentence that may end a name; they begin in word ``first``, ``behind`` follows them."""

    start: int
    end: int
    first: int
    behind: int


def heads_in(sentence: str, words: Sequence[Word]) -> Iterator[HeadRun]:
    """Where names may end: 「甲市医药产业园项目开工」 → the run 产业园项目."""
    starts = [w.start for w in words]
    ends = {w.end for w in words}
    for run in HEAD_RUN.finditer(sentence):
        end = run.start() + len(_without_part(run.group()))
        if _stands(sentence, run.start(), end, ends):
            first = bisect_right(starts, run.start()) - 1
            yield HeadRun(run.start(), end, first, bisect_left(starts, end))


def _without_part(run: str) -> str:
    """A run of heads without a building of the thing at its end: 「产业园厂房」 → 「产业园」, but 「标准厂房」 stays."""
    part = _PART.search(run)
    whole = last_head(run[: part.start()]) if part and part.end() == len(run) else None
    return run[: part.start()] if part and whole and whole.weight == 2 else run


def _stands(sentence: str, start: int, end: int, ends: set[int]) -> bool:
    """Whether the run is a head here: at a word's end, in no other word, and not the start of something longer."""
    if NOT_A_HEAD.search(sentence[max(0, start - 4) : end]) and end - start <= 2:
        return False
    if NOT_BEFORE.match(sentence, end):
        return False
    inside_title = sentence.rfind("《", 0, start) > sentence.rfind("》", 0, start)
    if inside_title:
        return False
    return end in ends or end - start > 1


def cut_out(sentence: str, start: int, end: int) -> Name | None:
    """The name at ``[start:end)`` without words in front that only describe and halves of pairs; None for too little."""
    text = trimmed(sentence[start:end])
    start = end - len(text)
    text, start = _balanced(text, start)
    if len(text) < 2 or not text:
        return None
    quoted = sentence[start - 1 : start] == "“" and sentence[end : end + 1] == "”"
    name = make(text, start, quoted)
    return replace(name, form="generic") if _is_occasion(name, sentence) else name


def _is_occasion(name: Name, sentence: str) -> bool:
    """「云川市重大项目集中签约仪式」, 「某港建设项目2022年度第一批集中开工」: whose projects and of what rank, but no project's name."""
    place, rest = without_place(name.text)
    if name.head != "项目":
        return False
    ranked = bool(place) and bool(_RANKED.fullmatch(rest))
    return ranked or bool(_TOGETHER.match(sentence, name.end) and (_is_generic(rest) or rest.endswith("建设项目")))


def _balanced(text: str, start: int) -> tuple[str, int]:
    """Without an opening half of a pair whose other half lies outside."""
    for opening, closing in (("(", ")"), ("（", "）"), ("“", "”")):
        while text.count(closing) > text.count(opening):
            cut = text.index(closing) + 1
            text, start = text[cut:], start + cut
        if text.count(opening) > text.count(closing):
            cut = text.rindex(opening) + 1
            text, start = text[cut:], start + cut
    return text, start


_LIST_END = re.compile(
    r"等(?:一批|多个|一大批|一系列|[\d一二两三四五六七八九十百]+(?:余|多)?(?:个|项|家|所|座|条|处))?[^，,。；;、：:的了在将已等]{0,10}?"
    r"(?:项目|工程|园区|产业园|基地|平台|载体|企业(?=项目))"
)


def _listed(sentence: str, words: Sequence[Word], known: Sequence[Name]) -> list[Name]:
    """Items of 「A、B、C等(3个)项目」 that no head gave away; each is a name by its place in the list."""
    out: list[Name] = []
    starts = [w.start for w in words]
    for end in _LIST_END.finditer(sentence):
        at = end.start()
        while at > 0 and len(out) < 40:
            covering = next((n for n in known if n.start < at <= n.end), None)
            start = covering.start if covering else _item_start(sentence, words, starts, at)
            text = sentence[start:at]
            if covering is None and 3 <= len(text) <= 30 and re.search(r"[一-龥A-Z]", text) and not _is_generic(text):
                out.append(make(trimmed(text), at - len(trimmed(text)), listed=True))
            if start <= 1 or sentence[start - 1] not in "、和及与" or start >= at:
                break
            at = start - 1
    return out


def _item_start(sentence: str, words: Sequence[Word], starts: list[int], end: int) -> int:
    last = bisect_left(starts, end) - 1
    if last < 0:
        return end
    if words[last].tag == "x" or words[last].tag in ("p", "uj", "r", "m", "t"):
        return end
    return words[left_edge(words, last)].start


def _phases(sentence: str, words: Sequence[Word], known: Sequence[Name]) -> list[Name]:
    """「一期」, 「二期项目」 by themselves, and 「某某二期」 without a head."""
    out: list[Name] = []
    starts = [w.start for w in words]
    for found in _BARE_PHASE.finditer(sentence):
        if any(n.start < found.end(1) and found.start(1) < n.end for n in known):
            continue
        if re.search(r"[分共等前后同近本上下学假工周长短日到]$", sentence[: found.start(1)]):
            continue
        start = found.start(1) - (1 if sentence[found.start(1) - 1 : found.start(1)] in "(（" else 0)
        first = bisect_right(starts, start) - 1
        left = words[left_edge(words, first)].start if first >= 0 else start
        end = found.end()
        own = trimmed(sentence[left:start])
        if len(own) >= 3 and not _is_generic(own) and "期" not in own:
            out.append(
                Name(
                    sentence[start - len(own) : end], start - len(own), end, "project", "named", "期", 1, found.group(1)
                )
            )
        else:
            out.append(
                Name(sentence[found.start() : end], found.start(), end, "project", "phase", "期", 1, found.group(1))
            )
    return out


def _unheaded(sentence: str, words: Sequence[Word], known: Sequence[Name]) -> Iterator[Name]:
    """What is named by what happens to it; only beside, never instead of, a name with a head."""
    for start, end in unheaded.find(sentence, words):
        text = sentence[start:end]
        if not any(n.start < end and start < n.end for n in known) and not _is_generic(text) and not is_division(text):
            yield make(text, start, quoted=sentence[end : end + 1] == "”")


def _placed(name: Name, by: int, words: Sequence[Word]) -> Name:
    """The name with offsets of the article, and whether its words are a name's."""
    inside = [word for word in words if name.start <= word.start and word.end <= name.end]
    return replace(name, start=name.start + by, end=name.end + by, proper=has_proper_word(inside))
