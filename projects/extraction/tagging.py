"""Words with their classes: the one door through which a language model of any kind may enter the rules.

The rules ask a :class:`Tagger` for words and never care who found them. Today that is rjieba's dictionary and
part-of-speech model; a better source of evidence needs nothing but this protocol.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

import rjieba

from projects.extraction.heads import HEADS


class Word(NamedTuple):
    """One word at ``[start:end)`` of the tagged text; ``tag`` in jieba's classes (n, v, ns, p, uj, x, …)."""

    text: str
    tag: str
    start: int
    end: int


#: The class of a capacity, which is one word: 「年产100万吨」, 「5200吨/年」, 「2×66万千瓦」.
CAPACITY = "mc"
_NUMBER = r"(?:\d[\d.,]*(?:[×xX*]\d[\d.,]*)?[十百千]?[万亿]?|[百千][万亿]|(?<![一-龥])[一两二三四五六七八九十百千]{1,3}[万亿])"
_UNIT = (
    r"(?:标准)?(?:吨|千瓦|兆瓦|吉瓦|千伏安?|台套|台|套|辆|片|立方米?|方|[mM][3³]|米|公里|英寸|纳米|微米|升|箱|件|只|颗|支|头|羽|株|张|条|块|双|瓶|罐|标箱|机柜|机架|蒸吨|"
    r"床|座(?=[^，。]*电站)|[GMKT]W[hp]?|[gmk]w[hp]?|kV|KV|KVA|千瓦时|兆瓦时)(?:时)?"
)
_CAPACITY = re.compile(
    rf"(?:年产|日产|年处理|日处理|年加工|年生产|年|日)?{_NUMBER}(?:多|余)?{_UNIT}(?:级|[/／每](?:年|a|h|日|天|小时)|/套)?(?![元人])"
    rf"|(?:年产|年生产|年加工){_NUMBER}(?:多|余)?(?:平方米|万?平米|㎡|平方|个|对|组|架|座|艘|副|部|匹|根|包|盒|粒|幅|公斤|千克|克)"
    r"|第[\d.一二三四五六七八九十]+[代条座期]"
)

PROPER_TAGS = frozenset("ns nt nz nr nrt nrfg".split())
_LOOSE_TAGS = frozenset("m q x c p f uj".split())


def has_proper_word(words: Sequence[Word]) -> bool:
    """Whether one of the words is a name: by its class, or cut into single characters because no dictionary knows it.

    「马/驹/沟/光伏/电站」 → True, 「数字/科创/中心」 → False.
    """
    if any(word.tag in PROPER_TAGS and len(word.text) > 1 for word in words):
        return True
    loose = [len(w.text) == 1 and "一" <= w.text <= "龥" and w.tag not in _LOOSE_TAGS for w in words]
    return any(a and b for a, b in pairwise(loose))


#: Word(...) without the Python call of its constructor; an article has thousands.
_word = tuple.__new__


class Tagger(Protocol):
    """Anything that can cut a sentence into tagged words that cover it without gaps."""

    def words(self, sentence: str) -> list[Word]:
        """「青岛建设园区」 → 青岛/ns 建设/vn 园区/n with offsets."""
        ...


class JiebaTagger:
    """rjieba's part-of-speech tags; 0.4 million characters per second. Heads of names are words of its dictionary."""

    def __init__(self) -> None:
        self._jieba = rjieba.Jieba()
        for head in (*HEADS, "该项目", "此项目", "本项目", "整个项目"):
            if len(head) > 1:
                self._jieba.add_word(head, 20_000, "n")
        self._jieba.add_word("项目", 900_000, "n")
        self._jieba.add_word("在华", 50_000, "p")

    def words(self, sentence: str) -> list[Word]:
        """The words of ``sentence`` in order; their texts joined give the sentence back."""
        out: list[Word] = []
        at = 0
        for text, tag in self._jieba.tag(sentence):
            if tag[0] in "vda" and len(text) > 1 and not self._jieba.has_word(text):
                tag = "nz"  # a guess at an unknown word; what the dictionary lacks is more often a name than a verb
            if tag == "x" and "一" <= text[0] <= "龥":
                tag = "nz"  # no punctuation, only unknown
            end = at + len(text)
            out.append(_word(Word, (text, tag, at, end)))
            at = end
        return _with_capacities(sentence, out)


def _with_capacities(sentence: str, words: list[Word]) -> list[Word]:
    """The words with every capacity as one, where it begins and ends with words: 「100/万吨/PVC」 → 「100万吨/PVC」."""
    found = list(_CAPACITY.finditer(sentence))
    if not found:
        return words
    first = {word.start: i for i, word in enumerate(words)}
    last = {word.end: i for i, word in enumerate(words)}
    out, done = list[Word](), 0
    for match in found:
        if match.start() in first and match.end() in last:
            out += [*words[done : first[match.start()]], Word(match[0], CAPACITY, match.start(), match.end())]
            done = last[match.end()] + 1
    return out + words[done:]
