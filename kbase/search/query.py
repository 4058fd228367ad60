"""Typed text → what is meant: words (all), "phrases", ``-词``, ``A OR B``, brackets, ``字段:值``.

``OR`` binds closer than the blank: 「人工智能 OR 机器人 青岛」 asks for 青岛 with either of the two. Nothing that can be
typed raises an error: what can't be understood is read as plain words, ``errors`` says so, and ``repaired`` is the
query that was answered instead, written as one would type it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kbase.search.document import fold_name
from kbase.search.lexing import Mark, Piece, lex
from kbase.search.nodes import Either, Every, Filter, Node, Term, Without, Word, leaves, tsquery
from kbase.search.synonyms import Synonyms
from kbase.text.tokens import Analyser, Token

MAX_CHARACTERS = 200
MAX_TERMS = 24

_LATIN = re.compile(r"[a-z]+")


class Misread(ValueError):
    """The value of a field can't be read; the message says why, in a sentence of Chinese without a full stop."""


#: A field reads the value typed behind its name: reader("山东") → Filter; Misread says what is wrong.
FieldReader = Callable[[str], Filter]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What was typed, understood. ``added`` are synonyms by the word they widen, ``repaired`` is "" if all was well."""

    text: str = ""
    root: Node | None = None
    errors: tuple[str, ...] = ()
    repaired: str = ""
    added: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.root is not None

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms to look for and to mark, without the excluded ones."""
        return tuple(leaf for leaf, excluded in leaves(self.root) if isinstance(leaf, Term) and not excluded)

    def tsquery(self, weights: str = "") -> str:
        """All words as one tsquery; see :func:`kbase.search.nodes.tsquery`."""
        return tsquery(self.root, weights) if self.root is not None else ""


@dataclass(frozen=True, slots=True)
class Reader:
    """What a language of queries knows: the analyser, the fields by name, the synonyms, the fields without a name.

    ``bare`` are patterns of values that need no field name: 「近90天」.
    """

    analyser: Analyser
    fields: Mapping[str, FieldReader] = field(default_factory=dict)
    titles: frozenset[str] = frozenset()
    bare: Mapping[re.Pattern[str], FieldReader] = field(default_factory=dict)
    synonyms: Synonyms | None = None


def parse(typed: str, reader: Reader | Analyser) -> SearchQuery:
    """Understand typed text: parse('青岛 "工业上楼" -(物流 OR 仓储) 投资:>10亿', reader). Never raises."""
    return _Parser(reader if isinstance(reader, Reader) else Reader(reader)).parse(typed)


class _Parser:
    """Recursive descent over the pieces; one object reads one query."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.errors: list[str] = []
        self.added: dict[str, tuple[str, ...]] = {}
        self.pieces: list[Piece] = []
        self.place = 0
        self.terms = 0

    def parse(self, typed: str) -> SearchQuery:
        self.pieces, text, problems = lex(typed, MAX_CHARACTERS)
        self.errors += problems
        root = self._every(closing=False)
        if text and root is None:
            self._complain("没有可以检索的词，已显示全部记录。")
        repaired = str(root) if self.errors and root is not None else ""
        return SearchQuery(text, root, tuple(self.errors), repaired if repaired != text else "", dict(self.added))

    def _every(self, *, closing: bool) -> Node | None:
        """Everything up to the end, or to the bracket that closes."""
        nodes: list[Node] = []
        while self.place < len(self.pieces):
            mark = self.pieces[self.place].mark
            if mark is Mark.CLOSE and closing:
                break
            if mark is Mark.OR:
                self.place += 1
                self._complain(_LONELY_OR)
                continue
            node = self._either()
            if node is not None:
                nodes.append(node)
        return nodes[0] if len(nodes) == 1 else Every(tuple(nodes)) if nodes else None

    def _either(self) -> Node | None:
        found = [self._one()]
        while self._next() is Mark.OR:
            while self._next() is Mark.OR:
                self.place += 1
                joined = self._next()
                if joined is Mark.OR or joined in (None, Mark.CLOSE):
                    self._complain(_LONELY_OR)
            if self._next() in (None, Mark.CLOSE):
                break
            found.append(self._one())
        nodes = [node for node in found if node is not None]
        return nodes[0] if len(nodes) == 1 else Either(tuple(nodes)) if nodes else None

    def _one(self) -> Node | None:
        piece = self.pieces[self.place]
        self.place += 1
        if piece.mark is Mark.NOT:
            inner = self._one() if self._next() not in (None, Mark.CLOSE, Mark.OR) else None
            return Without(inner) if inner is not None else None
        if piece.mark is Mark.OPEN:
            inner = self._every(closing=True)
            self.place += 1
            return inner
        return self._leaf(piece)

    def _next(self) -> Mark | None:
        return self.pieces[self.place].mark if self.place < len(self.pieces) else None

    def _leaf(self, piece: Piece) -> Node | None:
        if self.terms == MAX_TERMS:
            self._complain(f"检索词太多，只用了前 {MAX_TERMS} 个。")
            return None
        node = self._filter(piece) if piece.mark is Mark.WORD else self._term(piece.text, phrase=True)
        self.terms += node is not None
        return node

    def _filter(self, piece: Piece) -> Node | None:
        """「字段:值」, a bare value like 「近90天」, or a word."""
        name = piece.field.casefold()
        if name in self.reader.titles:
            return self._term(piece.text, phrase=piece.quoted, within="A")
        if read := self.reader.fields.get(name):
            return self._read(piece, read)
        if piece.field:
            known = "、".join(
                f"{each}:" for each in [*sorted(self.reader.titles), *self.reader.fields] if not each.isascii()
            )
            if known and re.fullmatch(r"[^\W\d]{1,6}", piece.field) and not piece.text.startswith("//"):
                self._complain(f"没有“{piece.field}:”这个字段，已按普通词查找。可用的字段：{known}。")
            readable = [part for part in (piece.field, piece.text) if self.reader.analyser.tokens(part)]
            return self._term(" ".join(readable) or piece.field, phrase=False)
        for pattern, read in self.reader.bare.items():
            if pattern.fullmatch(piece.text):
                return self._read(piece, read)
        return self._term(piece.text, phrase=False)

    def _read(self, piece: Piece, read: FieldReader) -> Node | None:
        written = f"{piece.field}:{piece.text}" if piece.field else piece.text
        try:
            return read(piece.text)
        except Misread as problem:
            self._complain(f"“{written}”：{problem}，已按普通词查找。")
            return self._term(piece.text, phrase=False)

    def _term(self, text: str, *, phrase: bool, within: str = "") -> Term | None:
        words = tuple(_words(self.reader.analyser.tokens(text)))
        if not words:
            self._complain(f"“{text}”里没有可以检索的字，已忽略。")
            return None
        if self.reader.synonyms and not phrase:
            words, added = self.reader.synonyms.widen(words)
            self.added |= {_as_typed(word, text): others for word, others in added.items()}
        letters = unicodedata.normalize("NFKC", text).casefold().replace("'", "")
        latin = letters if not phrase and _LATIN.fullmatch(letters) else ""
        return Term(text, words, phrase, latin, within)

    def _complain(self, sentence: str) -> None:
        if sentence not in self.errors:
            self.errors.append(sentence)


def _as_typed(word: str, text: str) -> str:
    """A folded word as it stands in the text: ("ai", "青岛AI企业") → "AI"; Traditional characters stay folded there."""
    found = re.search(re.escape(word), text, re.IGNORECASE)
    return found[0] if found else text if fold_name(text) == word else word


_LONELY_OR = "OR 的前后都要有词，多余的 OR 已忽略。"


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
