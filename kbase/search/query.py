"""Typed text → what is meant: words (all), "phrases", ``-词`` (without), ``A OR B``.

``OR`` binds closer than the blank: 「人工智能 OR 机器人 青岛」 asks for 青岛 with either of the two. Nothing that can be
typed raises an error: what can't be understood is read as plain words, and ``errors`` says so.
Field prefixes (「地区:山东」) would become a new kind of :class:`Term`; the rest would stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from kbase.search.document import INITIALS, PINYIN, quoted
from kbase.text.tokens import Analyser, Token

MAX_CHARACTERS = 200
MAX_TERMS = 24
#: Shorter ones would reach half of all names: "ai" is 人工智能 in Latin letters far more often than 爱 or 艾.
MIN_PINYIN, MIN_INITIALS = 3, 2

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂", '"') | dict.fromkeys("‘’｀`´", "'"))
#: NUL cannot be stored, a lone surrogate cannot be written into a link.
_UNREADABLE = re.compile("[\0\ud800-\udfff]")
_PIECE = re.compile(r'(?P<minus>(?<!\S)[-－−–])?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_OR = {"OR", "ＯＲ", "|", "｜", "||"}
_LATIN = re.compile(r"[a-z]+")


class Word(NamedTuple):
    """A whole word as the index has it, and the pieces it may have been cut into: Word("产业园", ("产业", "园")).

    In 「生物医药产业园」 the dictionary sees 生物医药产业 and 园, so 产业园 is found by its pieces side by side. Words
    that cannot be cut have no pieces.
    """

    text: str
    pieces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase as typed, with its words; ``latin`` holds its letters if it may be pinyin."""

    text: str
    words: tuple[Word, ...]
    phrase: bool = False
    excluded: bool = False
    latin: str = ""

    def tsquery(self, weights: str = "") -> str:
        """This term as a part of a tsquery; ``weights`` ("A", "AB") limits it to those parts of the document."""
        if self.phrase:
            wholes = [word.text for word in self.words]
            pieces = [piece for word in self.words for piece in word.pieces or (word.text,)]
            ways = [_side_by_side(wholes, weights)]
            ways += [_side_by_side(pieces, weights)] if pieces != wholes else []
        else:
            ways = [" & ".join(_anyhow(word, weights) for word in self.words), *self._sounds(weights)]
        return f"{'!' if self.excluded else ''}( {' | '.join(ways)} )"

    def _sounds(self, weights: str) -> Iterator[str]:
        if len(self.latin) >= MIN_PINYIN:
            yield f"{quoted(PINYIN + self.latin)}:*{weights}"
        if len(self.latin) >= MIN_INITIALS:
            yield f"{quoted(INITIALS + self.latin)}:*{weights}"


def _anyhow(word: Word, weights: str) -> str:
    whole = _labelled(word.text, weights)
    return f"( {whole} | {_side_by_side(word.pieces, weights)} )" if word.pieces else whole


def _side_by_side(words: Sequence[str], weights: str) -> str:
    """Each word right before the next, or within the same long word, whose parts share one position."""
    labelled = [_labelled(word, weights) for word in words]
    pairs = [f"( {a} <1> {b} | {a} <0> {b} )" for a, b in pairwise(labelled)]
    return f"( {' & '.join(pairs or labelled)} )"


def _labelled(word: str, weights: str) -> str:
    return f"{quoted(word)}:{weights}" if weights else quoted(word)


Group = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What was typed, understood: groups that must all hold, of terms any of which will do."""

    text: str = ""
    groups: tuple[Group, ...] = ()
    errors: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.groups)

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms to look for and to mark, without the excluded ones."""
        return tuple(term for group in self.groups for term in group if not term.excluded)

    def tsquery(self, weights: str = "") -> str:
        """The whole as text for ``::tsquery``; with ``weights`` only what is wanted, in those parts alone.

        「园区 -物流」 → "( '园区' ) & !( '物流' )"; empty where nothing can be asked.
        """
        groups = self.groups
        if weights:
            kept = (tuple(term for term in group if not term.excluded) for group in groups)
            groups = tuple(group for group in kept if group)
        return " & ".join(
            group[0].tsquery(weights) if len(group) == 1 else f"( {' | '.join(t.tsquery(weights) for t in group)} )"
            for group in groups
        )


def parse(typed: str, analyser: Analyser) -> SearchQuery:
    """Understand typed text: parse('青岛 "工业上楼" -物流', analyser). Never raises."""
    return _Parser(analyser).parse(typed)


class _Parser:
    def __init__(self, analyser: Analyser) -> None:
        self.analyser = analyser
        self.errors: list[str] = []

    def parse(self, typed: str) -> SearchQuery:
        text = " ".join(_UNREADABLE.sub(" ", typed).split())
        if len(text) > MAX_CHARACTERS:
            text = text[:MAX_CHARACTERS].rstrip()
            self._complain(f"检索词太长，只用了前 {MAX_CHARACTERS} 个字。")
        groups = tuple(self._groups(text))
        if text and not groups:
            self._complain("没有可以检索的词，已显示全部记录。")
        return SearchQuery(text, groups, tuple(self.errors))

    def _groups(self, text: str) -> Iterator[Group]:
        group: list[Term] = []
        joining = False
        for piece in self._pieces(text):
            if piece is None:
                if joining or not group:
                    self._complain("OR 的前后都要有词，多余的 OR 已忽略。")
                joining = bool(group)
                continue
            if group and not joining:
                yield tuple(group)
                group = []
            group.append(piece)
            joining = False
        if joining:
            self._complain("OR 的前后都要有词，多余的 OR 已忽略。")
        if group:
            yield tuple(group)

    def _pieces(self, text: str) -> Iterator[Term | None]:
        """Each term, and None for each OR."""
        count = 0
        for match in _PIECE.finditer(self._balanced(text.translate(_QUOTES))):
            word, phrase = match["word"], match["phrase"]
            if word in _OR and not match["minus"]:
                yield None
                continue
            if word and word[0] in "([" and not re.search(r"[)\]].", word):
                self._complain("括号不表示分组，已当作普通标点。")
            term = self._term(word or phrase or "", phrase=word is None, excluded=bool(match["minus"]))
            if term is None:
                continue
            if count == MAX_TERMS:
                self._complain(f"检索词太多，只用了前 {MAX_TERMS} 个。")
                return
            count += 1
            yield term

    def _balanced(self, text: str) -> str:
        if text.count('"') % 2 == 0:
            return text
        self._complain("引号没有成对，最后一个引号已忽略。")
        head, _, tail = text.rpartition('"')
        return f"{head} {tail}"

    def _term(self, text: str, *, phrase: bool, excluded: bool) -> Term | None:
        words = tuple(_words(self.analyser.tokens(text)))
        if not words:
            self._complain(f"“{text}”里没有可以检索的字，已忽略。")
            return None
        letters = unicodedata.normalize("NFKC", text).casefold().replace("'", "")
        latin = letters if not phrase and _LATIN.fullmatch(letters) else ""
        return Term(text, words, phrase, excluded, latin)

    def _complain(self, sentence: str) -> None:
        if sentence not in self.errors:
            self.errors.append(sentence)


def _words(tokens: Sequence[Token]) -> Iterator[Word]:
    for token in tokens:
        if token.whole:
            inside = [part for part in tokens if part.position == token.position and not part.whole]
            yield Word(token.text, _pieces_of(token, inside))


def _pieces_of(word: Token, parts: Sequence[Token]) -> tuple[str, ...]:
    """A word cut from left to right into its longest parts, and single characters between: 产业园 → 产业, 园."""
    if not parts or len(word.text) != word.end - word.start:
        return ()
    pieces: list[str] = []
    place = word.start
    while place < word.end:
        here = [part for part in parts if part.start == place]
        end = max((part.end for part in here), default=place + 1)
        pieces.append(word.text[place - word.start : end - word.start])
        place = end
    return tuple(pieces)
