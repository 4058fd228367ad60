"""The indexed row: what a record can be found by, written as a tsvector of our own tokens.

PostgreSQL never segments our text. The lexemes come from the one analyser that also reads queries, so what is indexed
and what is asked can't differ. Names and regions are "spoken": they also get lexemes of their pinyin, which carry a
prefix that no Chinese word has, so only a query in Latin letters can reach them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from kbase.text.scripts import initials, pinyin_key, to_simplified
from kbase.text.tokens import Analyser

#: Raise it when the same text would give another tsvector; the analyser's own version is counted separately.
LAYOUT = "2"
PINYIN, INITIALS = "py:", "pyi:"
SPOKEN_CHARACTERS = 12

# The limits of tsvector: larger positions collapse, further positions are dropped, larger values are refused.
MAX_POSITION = 16_383
MAX_POSITIONS = 255
MAX_LEXEME_BYTES = 2_046
MAX_BYTES = 900_000
#: Positions left free between two parts, so that no phrase reaches from one into the next.
GAP = 8

Weight = Literal["A", "B", "C", "D"]


class IndexedDocument(models.Model):
    """Abstract: the columns that query, ranking and highlights need, whatever is searched."""

    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=400)
    folded_names = ArrayField(models.TextField(), default=list)
    body = models.TextField(blank=True)
    vector = SearchVectorField(null=True)
    analyser_version = models.CharField(max_length=60, blank=True, db_index=True)

    class Meta:
        abstract = True
        indexes: ClassVar = [GinIndex(fields=["vector"], name="%(class)s_vector")]


class Part(NamedTuple):
    """A piece of text with its weight; ``spoken`` adds pinyin: Part("苏州工业园区", "A", spoken=True)."""

    text: str
    weight: Weight
    spoken: bool = False


def fold_name(name: str) -> str:
    """The form in which two spellings of a name are the same: 「蘇州 工業園區（Ⅱ期）」 → "苏州工业园区ii期"."""
    folded = to_simplified(unicodedata.normalize("NFKC", name)).casefold()
    return "".join(character for character in folded if character.isalnum())


def tsvector(parts: Iterable[Part], analyser: Analyser) -> str:
    """The literal of a tsvector: 「苏州园区」 as A → "'园区':2A '苏州':1A".

    Positions are token ordinals, running through all parts. Give the heavier parts first: where a limit of
    PostgreSQL cuts, it cuts at the end.
    """
    postings: dict[str, dict[int, Weight]] = {}
    size = 0
    for lexeme, position, weight in _lexemes(parts, analyser):
        width = len(lexeme.encode())
        if width > MAX_LEXEME_BYTES:
            continue
        size += width + 8
        if size > MAX_BYTES:
            break
        places = postings.setdefault(lexeme, {})
        place = min(position, MAX_POSITION)
        if len(places) < MAX_POSITIONS:
            places[place] = min(weight, places.get(place, weight))
    return " ".join(_written(lexeme, postings[lexeme]) for lexeme in sorted(postings))


def quoted(lexeme: str) -> str:
    """A lexeme between quotes, for the literals of tsvector and tsquery alike: ``o'\\`` → ``'o''\\\\'``."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''").replace("\0", "") + "'"


def _written(lexeme: str, places: dict[int, Weight]) -> str:
    return f"{quoted(lexeme)}:" + ",".join(f"{place}{places[place]}" for place in sorted(places))


def _lexemes(parts: Iterable[Part], analyser: Analyser) -> Iterator[tuple[str, int, Weight]]:
    base = 1
    for part in parts:
        last = -1
        for token in analyser.tokens(part.text):
            yield token.text, base + token.position, part.weight
            if part.spoken:
                for sound in _sounds(part.text, token.start):
                    yield sound, base + token.position, part.weight
            last = token.position
        base += last + GAP if last >= 0 else 0


def _sounds(text: str, start: int) -> Iterator[str]:
    """Pinyin from a word's beginning on: a prefix query then finds every run of whole words, 「gongyeyuanqu」 too."""
    heard = to_simplified(text[start : start + SPOKEN_CHARACTERS])
    for prefix, sound in ((PINYIN, pinyin_key(heard)), (INITIALS, initials(heard))):
        letters = re.sub(r"[^a-z0-9]", "", sound.lower())
        if letters:
            yield prefix + letters
