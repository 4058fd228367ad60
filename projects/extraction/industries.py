"""Industries of the taxonomy in a text: 「聚焦人工智能、智能制造」 → 01 人工智能, 05 智能制造.

Terms come from ``parks.vocabulary``; the longest one wins at each place. Weak terms (电子, 制造) count only where
the words around them speak of industries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Protocol

from projects.extraction.records import Industry, Mention


class IndustryVocabulary(Protocol):
    """The two things that the finder asks of :func:`parks.vocabulary.load`."""

    @property
    def industry_terms(self) -> Mapping[str, str]: ...
    @property
    def weak_industry_terms(self) -> frozenset[str]: ...


#: Verbs and nouns in front of a list of industries.
_FOCUS = re.compile(
    "聚焦|聚力|重点发展|重点布局|大力发展|加快发展|发展壮大|定位[为于]?|瞄准|主攻|主导产业|主打|布局|构筑|构建|打造|培育|围绕|做强|做大|深耕|涵盖|涉及"
    "|发展|集聚|专注于?|从事|主营"
)
_KIND = re.compile(
    "(?:[、和与及](?=.{0,12}?产业))?(?:等)?(?:的)?(?:产业|行业|领域|制造|集群|赛道|板块|产业链|技术|研发|装备|产品|服务|经济|园|基地|业)"
)
_FIRM_KIND = re.compile("(?:等)?(?:主导|特色|新兴|支柱|优势)?(?:产业(?!园|工人)|行业|领域|集群|赛道|板块|产业链)")
_FIRM_FOCUS = re.compile(f"(?:{_FOCUS.pattern})[为是以于了]?$")
_LIST = re.compile("[ 　]?(?:[、/]|和|及|与|以及|[，,](?=.{0,8}等))[ 　]?")
_ORGANISATION = re.compile("[一-鿿]{0,4}?(?:有限公司|有限责任|股份|集团|公司|总公司|大学|学院|研究院|研究所|学会|协会)")
_LATIN = re.compile("[A-Za-z0-9]")
_SENTENCE_END = re.compile("[。；;！!？?\n]")
_REACH = 60


def find(text: str, vocabulary: IndustryVocabulary) -> Iterator[Mention]:
    """Every industry term, in order; field "industries", ``value`` = ``Industry(code, term as written)``.

    Flags: ``context`` (a list behind 聚焦/重点发展/… or 产业/集群 behind it), ``weak`` (a weak term, emitted only with
    context), ``in_organisation`` (part of a company's or institute's name). ``cue`` is the word that gave the context.
    """
    end = 0
    in_context = False
    for start, term, code in _terms(text, vocabulary):
        listed = end > 0 and _LIST.fullmatch(text, end, start) is not None
        cue = _context(text, start, start + len(term))
        weak = term in vocabulary.weak_industry_terms
        in_context = cue != "" or (listed and in_context)
        end = start + len(term)
        if weak and not (in_context and (listed or _is_firm(text, start, end))):
            in_context = False
            continue
        named = {"context": in_context, "weak": weak, "in_organisation": _ORGANISATION.match(text, end)}
        flags = frozenset(name for name, holds in named.items() if holds)
        yield Mention("industries", Industry(code, text[start:end]), start, end, cue=cue, flags=flags)


def _terms(text: str, vocabulary: IndustryVocabulary) -> Iterator[tuple[int, str, str]]:
    """(start, vocabulary term, code), longest first, without overlaps; Latin terms only as whole words."""
    index = _by_first_character(tuple(vocabulary.industry_terms.items()))
    folded = text.upper() if len(text.upper()) == len(text) else text
    position = 0
    while position < len(text):
        for folded_term, term, code in index.get(folded[position], ()):
            if folded.startswith(folded_term, position) and _is_whole(text, position, position + len(term)):
                yield position, term, code
                position += len(term) - 1
                break
        position += 1


@lru_cache(maxsize=4)
def _by_first_character(terms: tuple[tuple[str, str], ...]) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Terms by their first character, the longest first: a text is read once, whatever the vocabulary's size."""
    index: dict[str, list[tuple[str, str, str]]] = {}
    for term, code in sorted(terms, key=lambda item: -len(item[0])):
        folded = term.upper()
        index.setdefault(folded[0], []).append((folded if len(folded) == len(term) else term, term, code))
    return {first: tuple(entries) for first, entries in index.items()}


def _is_whole(text: str, start: int, end: int) -> bool:
    """「AI」 in 「AIR」 is no term, nor is 「VR」 in 「VR9」."""
    if text[start].isascii() and text[start].isalnum() and start and _LATIN.match(text[start - 1]):
        return False
    last = text[end - 1]
    return not (last.isascii() and last.isalnum() and end < len(text) and _LATIN.match(text[end]))


def _is_firm(text: str, start: int, end: int) -> bool:
    """Context that is near enough for a weak term: 制造产业, or 主导产业为电子 with nearly nothing between."""
    return bool(_FIRM_KIND.match(text, end) or _FIRM_FOCUS.search(text[max(0, start - 10) : start]))


def _context(text: str, start: int, end: int) -> str:
    """The word that makes the place one about industries, "" when there is none."""
    if match := _KIND.match(text, end):
        return match[0]
    sentence = _SENTENCE_END.split(text[max(0, start - _REACH) : start])[-1]
    found = list(_FOCUS.finditer(sentence))
    return found[-1][0] if found else ""
