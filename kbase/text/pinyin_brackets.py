"""Readings that a website put behind characters: 「開(kāi)工儀式」 is 「開工儀式」.

A bracket goes only when it is provably a reading: its letters, without tone marks, are a reading of the one to
four characters before it. So 人工智能(AI), 项目(一期) and 用地(M0) stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from kbase.text.offsets import Edit
from kbase.text.scripts import HAN, readings

_BRACKET = re.compile(rf"(?<=[{HAN}])[((（\[]([^\W\d_](?:[^\W\d_]|[\u0300-\u030c' ’]){{0,30}})[)）\]](?:[(（]\1[)）])*")
#: 「项目[XiangMu]」: a capital for each of several syllables, which no abbreviation has.
_CAPITALS = re.compile("(?:[A-Z][a-z]+){2,}")
_TONES = frozenset("\u0300\u0301\u0304\u0306\u030c")
_LETTERS = str.maketrans({"ɑ": "a", "ɡ": "g", "v": "u", "ü": "u", "ê": "e", "'": None, "’": None, " ": None})

#: The neutral tone has no mark, 「们(men)」. Without one a bracket is a reading only in a text full of readings;
#: some sites write none with its tone.
_TONED_BEFORE_TONELESS = 3
_TONELESS_BY_THEMSELVES = 6
_MOST_SYLLABLES = 4


def remove_pinyin(text: str) -> Iterator[Edit]:
    """Deletions of every bracket that holds the reading of what stands before it."""
    toned: list[Edit] = []
    toneless: list[Edit] = []
    for found in _BRACKET.finditer(text):
        plain, marked = _plain(found[1])
        if plain and _reads(plain, text, found.start(), _MOST_SYLLABLES):
            (toned if marked else toneless).append(Edit(found.start(), found.end()))
    if len(toned) < _TONED_BEFORE_TONELESS and len(toneless) < _TONELESS_BY_THEMSELVES:
        toneless = []
    yield from sorted(toned + toneless)


def _plain(reading: str) -> tuple[str, bool]:
    """The reading without its tone marks ("" when it is none) and whether it is one for sure, by its tone marks or
    capitals: 「dǎo」 → dao, True."""
    letters = unicodedata.normalize("NFD", reading)
    marked = any(mark in _TONES for mark in letters)
    syllables = bool(_CAPITALS.fullmatch(reading))
    if not marked and not syllables and not reading.islower():
        return "", False
    bare = "".join(letter for letter in letters.lower() if letter not in _TONES and letter != "\u0308")
    bare = bare.translate(_LETTERS)
    return (bare if bare.isascii() else ""), marked or syllables


def _reads(plain: str, text: str, end: int, most: int) -> bool:
    """Whether the letters are a reading of up to ``most`` characters that end at ``end``."""
    if not plain or not most or not end:
        return not plain
    return any(
        plain.endswith(reading) and _reads(plain[: -len(reading)], text, end - 1, most - 1)
        for reading in readings(text[end - 1])
    )
