"""The one analyser: what the index stores and what a query asks for are the same tokens.

A text is folded (NFKC, Simplified, lower case), numbers and Latin words are taken whole, Han text is cut into
dictionary words and their parts, and each token keeps its place in the text as it was given, for highlighting.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from kbase.text.engines import EngineName, Segmenter, build
from kbase.text.scripts import HAN, to_simplified

#: Raise it when the same text would give other tokens: every stored document is then stale.
ANALYSER_VERSION = "1"

#: Numbers (3.5, 1,000) and Latin words (5g, m0, emc, lèi); hyphens part, so 2020-08-25 is three numbers.
_LATIN = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9])|[^\W_\u0530-\U0010ffff]+(?:\.[0-9]+)*)")
_HAN_WORD = re.compile(f"[{HAN}]{{2,}}")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Token(NamedTuple):
    """A word of ``text[start:end]`` as the index writes it.

    ``position`` counts the whole words; the parts of a long word (「产业」 in 「产业园」, ``whole`` False) share its.
    """

    text: str
    start: int
    end: int
    position: int
    whole: bool = True


#: Token(...) without the Python call of its constructor.
_token = tuple.__new__

#: A dictionary word inside a longer one, and where it stands there: ("产业", 0, 2) of 「产业园」.
_Part = tuple[str, int, int]


class Analyser:
    """Cuts texts into tokens, knowing ``words`` (names of places, parks, industries) beside the dictionary.

    The segmenter is built on first use and belongs to this analyser alone; threads may share it.
    """

    def __init__(
        self, words: Iterable[str] = (), *, engine: EngineName = "rjieba", cache_dir: Path | None = None
    ) -> None:
        """``engine`` "jieba" is the slow reference and needs ``cache_dir``, a private directory."""
        folded = (fold(word)[0] for word in words)
        self._words = tuple(sorted({word for word in folded if _HAN_WORD.fullmatch(word)}))
        self._engine: EngineName = engine
        self._cache_dir = cache_dir
        self._segmenter: Segmenter | None = None
        #: Of each word met so far its parts, and itself with them: no more than the dictionary holds.
        self._inside: dict[str, list[_Part]] = {}
        self._forms: dict[str, tuple[str, ...]] = {}
        self._lock = Lock()

    @cached_property
    def version(self) -> str:
        """Changes whenever the same text could give other tokens: the rules' version and a digest of the words."""
        digest = hashlib.sha256("\n".join(self._words).encode()).hexdigest()
        return f"{ANALYSER_VERSION}-{digest[:12]}"

    def tokens(self, text: str) -> list[Token]:
        """All tokens by place, a whole word before its parts: 「崂山区5G产业园」 → 崂山区 崂山 5g 产业园 产业."""
        folded, places = fold(text)
        out: list[Token] = []
        position, start = -1, 0
        for piece, latin in self._pieces(folded):
            end = start + len(piece)
            if latin or piece.isalnum():
                position += 1
                out.append(_token(Token, (piece.replace(",", "") if latin else piece, start, end, position, True)))
                if len(piece) > 2 and not latin:
                    for part, a, b in self._parts(piece):
                        out.append(_token(Token, (part, start + a, start + b, position, False)))
            start = end
        if places:
            out = [t._replace(start=places[t.start], end=places[t.end - 1] + 1) for t in out]
        return out

    def words(self, text: str) -> list[tuple[str, ...]]:
        """The whole words in order, each with its parts behind it: 「5G产业园」 → (5g,) (产业园, 产业).

        What :meth:`tokens` gives, without the places: the index asks for nothing else, and of whole articles.
        """
        forms, learn, cut = self._forms, self._learn, (self._segmenter or self._build()).cut
        out: list[tuple[str, ...]] = []
        for number, part in enumerate(_LATIN.split(fold(text)[0])):
            if number % 2:
                out.append((part.replace(",", ""),))
            else:
                out += [forms.get(word) or learn(word) for word in cut(part) if word.isalnum()]
        return out

    def _pieces(self, folded: str) -> Iterator[tuple[str, bool]]:
        """All of a folded text: words and what stands between them, and which are numbers or Latin words."""
        cut = (self._segmenter or self._build()).cut
        for number, part in enumerate(_LATIN.split(folded)):
            yield from ((part, True),) if number % 2 else ((word, False) for word in cut(part))

    def _learn(self, word: str) -> tuple[str, ...]:
        forms = self._forms[word] = (word, *(part for part, _, _ in self._parts(word)))
        return forms

    def _parts(self, word: str) -> list[_Part]:
        """The dictionary words of two characters and more inside a longer one: 产业, 人工, 人工智能 of 「人工智能产业园」.

        jieba's own search mode gives those of two and three only, and a name would hide its industry from whoever
        looks for it.
        """
        if word not in self._inside:
            knows, length = (self._segmenter or self._build()).knows, len(word)
            spans = [(a, b) for a in range(length - 1) for b in range(length, a + 1, -1) if b - a < length]
            self._inside[word] = [(word[a:b], a, b) for a, b in spans if knows(word[a:b])]
        return self._inside[word]

    def _build(self) -> Segmenter:
        with self._lock:
            if self._segmenter is None:
                self._segmenter = build(self._engine, self._words, self._cache_dir)
            return self._segmenter


def bigrams(text: str) -> list[str]:
    """Every two neighbouring Han characters, folded: 「产业园5G」 → 产业, 业园. A lone character stands for itself."""
    out: list[str] = []
    for run in re.findall(f"[{HAN}]+", fold(text)[0]):
        out += [a + b for a, b in pairwise(run)] if len(run) > 1 else [run]
    return out


class _Folded(dict[int, str]):
    """Code point → what it is folded to; filled as texts need it."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code)).lower()
        if len(folded) > 1 and not any(map(str.isalnum, folded)):
            folded = " "  # 「…」 would become three dots that nobody indexes, and move all places behind it
        self[code] = folded
        return folded


_FOLDED = _Folded()


def fold(text: str) -> tuple[str, list[int] | None]:
    """The text as the index reads it and, if lengths changed (㎡ → m2), the place each character came from."""
    text = _SURROGATE.sub(" ", text)
    if text.isascii():
        return text.lower(), None
    plain = text.translate(_FOLDED)
    if len(plain) == len(text):
        return to_simplified(plain), None
    return to_simplified(plain), list(_places(text))


def _places(text: str) -> Iterator[int]:
    for at, char in enumerate(text):
        for _ in _FOLDED[ord(char)]:
            yield at
