"""The indexed row: what a record can be found by, written as a tsvector of our own tokens.

PostgreSQL never segments our text. The lexemes come from the one analyser that also reads queries, so what is indexed
and what is asked can't differ. Names and regions are "spoken": they also get lexemes of their pinyin, which carry a
prefix that no Chinese word has, so only a query in Latin letters can reach them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import ClassVar, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from kbase.search.tsvector import Tsvector, Weight, place
from kbase.text.scripts import initials, pinyin_key, to_simplified
from kbase.text.tokens import Analyser

#: Raise it when the same text would give another tsvector; the analyser's own version is counted separately.
LAYOUT = "2"
PINYIN, INITIALS = "py:", "pyi:"
#: Two neighbouring characters of a name, however it was cut into words.
PAIR = "2:"
#: How many characters are spoken from the first word of a name on, and from any other word.
SPOKEN_NAME, SPOKEN_CHARACTERS = 40, 12

#: Positions left free between two parts, so that no phrase reaches from one into the next.
GAP = 8

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


def tsvector(parts: Iterable[Part], analyser: Analyser) -> Tsvector:
    """What a row is found by: 「苏州园区」 as A → "'苏州':1A '园区':2A".

    Positions are token ordinals, running through all parts. Give the heavier parts first: where a limit of
    PostgreSQL cuts, it cuts at the end.
    """
    places: dict[str, bytes] = {}
    base = 1
    for text, weight, spoken in parts:
        words = _spoken(text, analyser) if spoken else analyser.words(text)
        for position, lexemes in enumerate(words, base):
            here = place(weight, position)
            for lexeme in lexemes:
                places[lexeme] = places[lexeme] + here if lexeme in places else here
        base += len(words) - 1 + GAP if words else 0
    return Tsvector(places)


@lru_cache(maxsize=16384)  # a name is told of in the rows of its record, of its articles, and of what lies in it
def _spoken(text: str, analyser: Analyser) -> list[list[str]]:
    """The words of a name with their sound, and its pairs of neighbours, which stand where it begins."""
    words: list[list[str]] = []
    for token in analyser.tokens(text):
        length = SPOKEN_CHARACTERS if token.start else SPOKEN_NAME
        if token.whole:
            words.append([])
        words[-1] += [token.text, *_spelled(text[token.start : token.start + length])]
    if words:
        words[0] += [PAIR + pair for pair in pairs(text)]
    return words


@lru_cache(maxsize=65536)  # places, parks and their parts are told again and again
def _spelled(text: str) -> tuple[str, ...]:
    """Pinyin from a word's beginning on: a prefix query then finds every run of whole words, 「gongyeyuanqu」 too."""
    heard = to_simplified(text)
    spelled = ((PINYIN, pinyin_key(heard)), (INITIALS, initials(heard)))
    return tuple(prefix + letters for prefix, sound in spelled if (letters := _NO_LETTERS.sub("", sound.lower())))
