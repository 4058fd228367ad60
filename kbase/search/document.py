"""The indexed row: what a record can be found by, written as a tsvector of our own tokens.

PostgreSQL never segments our text. The lexemes come from the one analyser that also reads queries, so what is indexed
and what is asked can't differ. Names and regions are "spoken": they also get lexemes of their pinyin, which carry a
prefix that no Chinese word has, so only a query in Latin letters can reach them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import ClassVar, Literal, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from kbase.text.scripts import initials, pinyin_key, to_simplified
from kbase.text.tokens import Analyser

#: Raise it when the same text would give another tsvector; the analyser's own version is counted separately.
LAYOUT = "2"
PINYIN, INITIALS = "py:", "pyi:"
#: Two neighbouring characters of a name, however it was cut into words.
PAIR = "2:"
#: How many characters are spoken from the first word of a name on, and from any other word.
SPOKEN_NAME, SPOKEN_CHARACTERS = 40, 12

# The limits of tsvector: larger positions collapse, further positions are dropped, larger values are refused.
MAX_POSITION = 16_383
MAX_POSITIONS = 255
MAX_LEXEME_BYTES = 2_046
MAX_BYTES = 900_000
#: Positions left free between two parts, so that no phrase reaches from one into the next.
GAP = 8

Weight = Literal["A", "B", "C", "D"]

_NO_LETTERS = re.compile("[^a-z0-9]")


class IndexedDocument(models.Model):
    """Abstract: the columns that query, ranking, suggestions and highlights need, whatever is searched.

    ``folded_names`` are the name and all aliases as :func:`fold_name` gives them, the name first, and their pinyin
    and initials as :func:`sounds` gives them; ``name_key`` is the pinyin of the name, ``name_initials`` its initials.
    """

    name = models.CharField(max_length=200)
    name_folded = models.CharField(max_length=200, default="")
    name_key = models.CharField(max_length=400)
    name_initials = models.CharField(max_length=200, default="")
    folded_names = ArrayField(models.TextField(), default=list)
    body = models.TextField(blank=True)
    vector = SearchVectorField(null=True)
    analyser_version = models.CharField(max_length=60, blank=True, db_index=True)

    class Meta:
        abstract = True
        indexes: ClassVar = [
            GinIndex(fields=["vector"], name="%(class)s_vector"),
            GinIndex(OpClass("name_folded", "gin_trgm_ops"), name="%(class)s_alike"),
            models.Index(OpClass("name_folded", "varchar_pattern_ops"), name="%(class)s_name"),
            models.Index(OpClass("name_key", "varchar_pattern_ops"), name="%(class)s_pinyin"),
            models.Index(OpClass("name_initials", "varchar_pattern_ops"), name="%(class)s_initials"),
        ]


class Part(NamedTuple):
    """A piece of text with its weight; ``spoken`` adds pinyin: Part("苏州工业园区", "A", spoken=True)."""

    text: str
    weight: Weight
    spoken: bool = False


def fold_name(name: str) -> str:
    """The form in which two spellings of a name are the same: 「蘇州 工業園區（Ⅱ期）」 → "苏州工业园区ii期"."""
    folded = to_simplified(unicodedata.normalize("NFKC", name)).casefold()
    return "".join(character for character in folded if character.isalnum())


def pairs(text: str) -> list[str]:
    """Every two neighbouring characters of a text without its punctuation: 「工业园（Ⅱ）」 → 工业, 业园, 园i, ii."""
    return list(dict.fromkeys(a + b for a, b in pairwise(fold_name(text))))


def sounds(name: str) -> list[str]:
    """A name's whole pinyin and initials: 「苏州园区」 → ["py:suzhouyuanqu", "pyi:szyq"]."""
    return list(_spelled(name))


def tsvector(parts: Iterable[Part], analyser: Analyser) -> str:
    """The literal of a tsvector: 「苏州园区」 as A → "'园区':2A '苏州':1A".

    Positions are token ordinals, running through all parts. Give the heavier parts first: where a limit of
    PostgreSQL cuts, it cuts at the end.
    """
    postings: dict[str, dict[int, Weight]] = {}
    widths: dict[str, int] = {}
    size = 0
    for lexeme, position, weight in _lexemes(parts, analyser):
        width = widths.get(lexeme) or widths.setdefault(lexeme, len(lexeme.encode()))
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
    if lexeme.isalnum():
        return f"'{lexeme}'"
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
                length = SPOKEN_CHARACTERS if token.start else SPOKEN_NAME
                for sound in _spelled(part.text[token.start : token.start + length]):
                    yield sound, base + token.position, part.weight
            last = token.position
        if part.spoken:
            for pair in pairs(part.text):
                yield PAIR + pair, base, part.weight
        base += last + GAP if last >= 0 else 0


@lru_cache(maxsize=65536)  # places, parks and their parts are told again and again
def _spelled(text: str) -> tuple[str, ...]:
    """Pinyin from a word's beginning on: a prefix query then finds every run of whole words, 「gongyeyuanqu」 too."""
    heard = to_simplified(text)
    spelled = ((PINYIN, pinyin_key(heard)), (INITIALS, initials(heard)))
    return tuple(prefix + letters for prefix, sound in spelled if (letters := _NO_LETTERS.sub("", sound.lower())))
