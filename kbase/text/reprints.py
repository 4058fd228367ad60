"""Whether two texts are one, reprinted: in the same words, lightly edited, or shortened.

Texts are compared by their shingles, every run of eight letters and digits; script, width, spacing and punctuation
make no difference. A :func:`sketch` of a text fits into a column and finds the few texts worth comparing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from zlib import crc32

from kbase.text.scripts import to_simplified

#: Characters of a shingle; an edit of one character changes as many shingles.
_LENGTH = 8

#: Hashes of a sketch: of a text that stands whole in one three times as long, a third of them are in both.
_SIZE = 64

#: A text with fewer shingles is a reprint only of one in the very same words.
_SHORT = 40

#: The share of the shorter text's shingles that stand in the longer one, and of its figures.
_SAME_WORDS, _SAME_FIGURES = 0.8, 0.7

#: How long the shorter one is at least, beside the longer: a digest that quotes a short notice is no reprint of it.
_SHORTENED = 0.3

_OTHER = re.compile(r"[\W_]+")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


def sketch(text: str) -> list[int]:
    """The smallest hashes of the text's shingles, as 32-bit numbers with sign; empty for a text of a few characters.

    Which they are depends on the shingles alone, so a part of a text keeps those of the whole that fall into it.
    """
    return sorted(crc32(each.encode()) - 2**31 for each in _shingles(text))[:_SIZE]


def is_reprint(one: str, other: str) -> bool:
    """Whether one of the texts repeats the other. Two that share a form but not its figures do not."""
    shorter, longer = sorted((_shingles(one), _shingles(other)), key=len)
    if len(shorter) < _SHORT:
        return shorter == longer
    if len(shorter) < _SHORTENED * len(longer) or len(shorter & longer) < _SAME_WORDS * len(shorter):
        return False
    fewer, more = sorted((set(_FIGURE.findall(one)), set(_FIGURE.findall(other))), key=len)
    return len(fewer & more) >= _SAME_FIGURES * len(fewer)


@lru_cache(maxsize=32)  # a new text is sketched, then compared with several
def _shingles(text: str) -> frozenset[str]:
    words = _OTHER.sub("", to_simplified(text).lower())
    return frozenset(words[at : at + _LENGTH] for at in range(len(words) - _LENGTH + 1))
