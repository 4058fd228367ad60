"""Scripts: Traditional → Simplified, and pinyin for sorting and for Latin queries."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from types import ModuleType

import opencc

from kbase.text.place_readings import PLACE_READINGS

HAN = "㐀-䶿一-鿿〇\U00020000-\U0003ffff"

#: 乾 is read qián in names and stays; t2s would make 乾安县 干安县. 於 likewise in 於潜.
_KEPT = re.compile("乾(?=[县縣安潭务務佑陵坤隆])|於(?=[潜潛])")

#: t2s leaves 著, which Taiwan writes for 着; it is 著 only in words of writing and fame.
_PARTICLE = re.compile("(?<![显顯卓专專原名土论論编編遗遺译譯合拙新巨昭執执])著(?![名作称稱述者书書录錄文])")

#: Variants that t2s leaves as they are: 燒堿 is 烧碱.
_VARIANTS = str.maketrans("堿粧鑛畧邨疎廻姪", "碱妆矿略村疏回侄")

_SURROGATES = re.compile("([\ud800-\udfff]+)")


@cache
def _pypinyin() -> ModuleType:
    """Imported on first use: its phrases take half a second, and most commands and pages need none."""
    import pypinyin

    return pypinyin


#: Texts of so many characters are mostly names and words, which come again.
_NAME = 40


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def to_simplified(text: str) -> str:
    """The text in Simplified characters, always of the same length: 「嶗山區隨著」 → 「崂山区随着」."""
    return _simplified_name(text) if len(text) <= _NAME else _simplified(text)


def _simplified(text: str) -> str:
    text = text.translate(_VARIANTS)
    try:
        converted = _converter().convert(text)
    except UnicodeEncodeError:
        parts = _SURROGATES.split(text)
        converted = "".join(p if _SURROGATES.match(p) else _converter().convert(p) for p in parts)
    if len(converted) != len(text):
        # No phrase of the dictionary changes the length today; one that would must not move every offset behind it.
        converted = "".join(new if len(new := _converter().convert(old)) == 1 else old for old in text)
    if kept := [found.start() for found in _KEPT.finditer(text)]:
        chars = list(converted)
        for at in kept:
            chars[at] = text[at]
        converted = "".join(chars)
    return _PARTICLE.sub("着", converted)


_simplified_name = lru_cache(maxsize=65536)(_simplified)


def _plain(reading: str) -> str:
    return reading.replace("ü", "u").replace("v", "u")


@lru_cache(maxsize=8192)
def readings(char: str) -> frozenset[str]:
    """All readings of a character and of its simplified form, toneless, ü as u: 「長」 → chang, zhang."""
    forms = {char, to_simplified(char)}
    library = _pypinyin()
    plain = {"style": library.Style.NORMAL, "heteronym": True, "errors": "ignore"}
    found = (reading for form in forms for reading in library.pinyin(form, **plain)[:1])
    return frozenset(_plain(reading) for each in found for reading in each if reading)


_PLACES = re.compile("|".join(sorted(PLACE_READINGS, key=len, reverse=True)))
_LATIN = re.compile("[a-z0-9]+")


@lru_cache(maxsize=65536)
def syllables(name: str) -> tuple[str, ...]:
    """The name as it is read, one lower-case syllable per character, a Latin word in one: 「长垣AI园」 → chang yuan ai yuan."""
    name, out, done = to_simplified(name).lower(), [], 0
    for place in _PLACES.finditer(name):
        out += [*_read(name[done : place.start()]), *PLACE_READINGS[place[0]]]
        done = place.end()
    return tuple(out + _read(name[done:]))


def _read(text: str) -> list[str]:
    return [word for part in _pypinyin().lazy_pinyin(text) for word in _LATIN.findall(part)]


def pinyin_key(name: str) -> str:
    """The name's sort key in Latin letters without tones: 「青岛市」 → "qingdaoshi"."""
    return "".join(syllables(name))


def initials(name: str) -> str:
    """First letters, Latin words and digits whole: 「青岛5G产业园」 → "qd5gcyy"."""
    kept = set(_LATIN.findall(name.lower()))
    return "".join(s if s in kept else s[0] for s in syllables(name))
