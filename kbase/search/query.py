"""Typed text → what is meant: words (all), "phrases", ``-词`` (without), ``A OR B``.

``OR`` binds closer than the blank: 「人工智能 OR 机器人 青岛」 asks for 青岛 with either of the two. Nothing that can be
typed raises an error: what can't be understood is read as plain words, and ``errors`` says so.
Field prefixes (「地区:山东」) would become a new kind of :class:`Term`; the rest would stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from kbase.search.document import INITIALS, PINYIN, quoted
from kbase.text.tokens import Analyser, Token

MAX_CHARACTERS = 200
MAX_TERMS = 24
#: Shorter ones would reach half of all names: "ai" is 人工智能 in Latin letters far more often than 爱 or 艾.
MIN_PINYIN, MIN_INITIALS = 3, 2

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂", '"') | dict.fromkeys("‘’｀`´", "'") | {"\0": " "})
_PIECE = re.compile(r'(?P<minus>(?<!\S)[-－−–])?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_OR = {"OR", "ＯＲ", "|", "｜", "||"}
_LATIN = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase as typed, with its tokens; ``latin`` holds its letters if it may be pinyin."""

    text: str
    tokens: tuple[Token, ...]
    phrase: bool = False
    excluded: bool = False
    latin: str = ""

    def tsquery(self, weights: str = "") -> str:
        """This term as a part of a tsquery; ``weights`` ("A", "AB") limits it to those parts of the document."""
        suffix = f":{weights}" if weights else ""
        words = [quoted(token.text) + suffix for token in self.tokens]
        if self.phrase:
            text = words[0]
            for word, before, token in zip(words[1:], self.tokens, self.tokens[1:], strict=False):
                text += f" <{max(token.position - before.position, 0)}> {word}"
        else:
            text = " | ".join([" & ".join(words), *self._sounds(weights)])
        return f"{'!' if self.excluded else ''}( {text} )"

    def _sounds(self, weights: str) -> Iterator[str]:
        if len(self.latin) >= MIN_PINYIN:
            yield f"{quoted(PINYIN + self.latin)}:*{weights}"
        if len(self.latin) >= MIN_INITIALS:
            yield f"{quoted(INITIALS + self.latin)}:*{weights}"


Group = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What was typed, understood: groups that must all hold, of terms any of which will do."""

    text: str = ""
    groups: tuple[Group, ...] = ()
    errors: tuple[str, ...] = field(default=())

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
        text = " ".join(typed.replace("\0", " ").split())
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
        for count, piece in enumerate(self._pieces(text)):
            if count >= MAX_TERMS * 2:
                self._complain(f"检索词太多，只用了前 {MAX_TERMS} 个。")
                break
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
        for match in _PIECE.finditer(self._balanced(text.translate(_QUOTES))):
            word, phrase = match["word"], match["phrase"]
            if word in _OR and not match["minus"]:
                yield None
                continue
            if word and word[0] in "([" and not re.search(r"[)\]].", word):
                self._complain("括号不表示分组，已当作普通标点。")
            term = self._term(word or phrase or "", phrase=word is None, excluded=bool(match["minus"]))
            if term is not None:
                yield term

    def _balanced(self, text: str) -> str:
        if text.count('"') % 2 == 0:
            return text
        self._complain("引号没有成对，最后一个引号已忽略。")
        head, _, tail = text.rpartition('"')
        return f"{head} {tail}"

    def _term(self, text: str, *, phrase: bool, excluded: bool) -> Term | None:
        tokens = tuple(self.analyser.tokens(text))
        if not tokens:
            self._complain(f"“{text}”里没有可以检索的字，已忽略。")
            return None
        letters = unicodedata.normalize("NFKC", text).casefold().replace("'", "")
        latin = letters if not phrase and _LATIN.fullmatch(letters) else ""
        return Term(text, tokens, phrase and len(tokens) > 1, excluded, latin)

    def _complain(self, sentence: str) -> None:
        if sentence not in self.errors:
            self.errors.append(sentence)
