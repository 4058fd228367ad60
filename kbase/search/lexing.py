"""Cuts typed text into words, phrases, brackets and operators, and repairs what does not pair."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

#: Brackets inside brackets inside … are read as punctuation beyond this.
MAX_DEPTH = 8

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂", '"') | dict.fromkeys("‘’｀`´", "'"))
_BRACKETS = str.maketrans("（）［］【】：＞＜＝", "()()():><=")
#: NUL cannot be stored, a lone surrogate cannot be written into a link.
_UNREADABLE = re.compile("[\0\ud800-\udfff]")
_OR = {"OR", "ＯＲ", "|", "｜", "||", "或"}
_AND = {"AND", "ＡＮＤ", "&", "&&"}
_NOT = {"NOT", "ＮＯＴ"}
_MINUS = "-－−–"
_FIELD = re.compile(r"([^\W\d_]{1,8}):(.*)", re.DOTALL)


class Mark(Enum):
    """What a piece is."""

    WORD = "word"
    PHRASE = "phrase"
    OR = "or"
    NOT = "not"
    OPEN = "("
    CLOSE = ")"


class Piece(NamedTuple):
    """A piece of a query: Piece(Mark.WORD, ">10亿", "投资"); ``quoted`` says that a field's value stood in quotes."""

    mark: Mark
    text: str = ""
    field: str = ""
    quoted: bool = False


def lex(typed: str, longest: int) -> tuple[list[Piece], str, list[str]]:
    """The pieces, the text as it is kept, and sentences about what was repaired.

    「青岛 -(物流 OR 仓储)」 → 青岛, NOT, (, 物流, OR, 仓储, ). Brackets come out paired.
    """
    problems: list[str] = []
    text = " ".join(_UNREADABLE.sub(" ", typed).split())
    if len(text) > longest:
        text = text[:longest].rstrip()
        problems.append(f"检索词太长，只用了前 {longest} 个字。")
    plain = text.translate(_QUOTES)
    if plain.count('"') % 2:
        head, _, tail = plain.rpartition('"')
        plain = f"{head} {tail}"
        problems.append("引号没有成对，最后一个引号已忽略。")
    return _paired(_Scanner(plain).pieces(), problems), text, problems


class _Scanner:
    """Walks over the text once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.depth = 0

    def pieces(self) -> Iterator[Piece]:
        while self.place < len(self.text):
            here = self._here()
            if here == " ":
                self.place += 1
            elif here == "(":
                self.place, self.depth = self.place + 1, self.depth + 1
                yield Piece(Mark.OPEN)
            elif here == ")":
                self.place, self.depth = self.place + 1, max(0, self.depth - 1)
                yield Piece(Mark.CLOSE)
            elif here == '"':
                yield Piece(Mark.PHRASE, self._phrase())
            elif here in _MINUS and self._starts() and self.place + 1 < len(self.text):
                self.place += 1
                yield Piece(Mark.NOT)
            else:
                yield self._word()

    def _here(self) -> str:
        return self.text[self.place].translate(_BRACKETS)

    def _starts(self) -> bool:
        """Whether a word may begin here: a minus between two words is no operator."""
        return self.place == 0 or self.text[self.place - 1].translate(_BRACKETS) in " ("

    def _phrase(self) -> str:
        end = self.text.index('"', self.place + 1)
        phrase, self.place = self.text[self.place + 1 : end], end + 1
        return phrase.strip()

    def _word(self) -> Piece:
        start, inside = self.place, 0
        while self.place < len(self.text) and self._here() not in ' "':
            here = self._here()
            if here == ")" and not inside and self.depth:
                break
            inside += (here == "(") - (here == ")" and inside > 0)
            self.place += 1
        word = self.text[start : self.place]
        if word in _OR:
            return Piece(Mark.OR)
        if word in _NOT:
            return Piece(Mark.NOT)
        found = _FIELD.fullmatch(word.translate(_BRACKETS))
        if not found:
            return Piece(Mark.WORD, "" if word in _AND else word)
        if found[2]:
            return Piece(Mark.WORD, found[2], found[1])
        return self._value(found[1])

    def _value(self, name: str) -> Piece:
        """The value of a field that a blank or quotes part from its name: 「地区: 山东」, 「园区:"…"」."""
        while self.place < len(self.text) and self._here() == " ":
            self.place += 1
        if self.place < len(self.text) and self._here() == '"':
            return Piece(Mark.WORD, self._phrase(), name, quoted=True)
        if self.place == len(self.text) or self._here() in "()":
            return Piece(Mark.WORD, name)
        value = self._word()
        return (
            Piece(Mark.WORD, value.text, name)
            if value.mark is Mark.WORD and not value.field
            else Piece(Mark.WORD, name)
        )


def _paired(pieces: Iterator[Piece], problems: list[str]) -> list[Piece]:
    """Without empty words, lonely brackets and brackets that are too deep; what is open is closed at the end."""
    out: list[Piece] = []
    depth = too_deep = 0
    for piece in pieces:
        if piece.mark is Mark.OPEN and depth == MAX_DEPTH:
            too_deep += 1
            problems.append("括号套得太深，里层的括号已忽略。")
        elif piece.mark is Mark.CLOSE and too_deep:
            too_deep -= 1
        elif piece.mark is Mark.CLOSE and not depth:
            problems.append("括号没有成对，多余的括号已忽略。")
        elif piece.mark is not Mark.WORD or piece.text or piece.field:
            depth += (piece.mark is Mark.OPEN) - (piece.mark is Mark.CLOSE)
            out.append(piece)
    if depth:
        problems.append("括号没有成对，已在末尾补上。")
    problems[:] = dict.fromkeys(problems)
    return out + [Piece(Mark.CLOSE)] * depth
