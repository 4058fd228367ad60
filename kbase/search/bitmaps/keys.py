"""Keys of 64 bits for words, names and pairs of words: what postings are stored and found under.

Two different ones sharing a key is less likely than one in ten thousand for a whole index of fifty million.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]
_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)


def word_keys(lexemes: Iterable[bytes]) -> Keys:
    """The keys of lexemes in UTF-8."""
    return _keys(lexemes, b"word")


def name_keys(names: Iterable[bytes]) -> Keys:
    """The keys of whole folded names."""
    return _keys(names, b"name")


def pair_keys(first: Keys, second: Keys) -> Keys:
    """The keys of pairs, from the keys of their words; the order counts."""
    return (first.view(np.uint64) * _FIRST + second.view(np.uint64) * _SECOND).view(np.int64)


@lru_cache(8192)
def word_key(lexeme: str) -> int:
    """The key of one lexeme."""
    return int(word_keys([lexeme.encode()])[0])


@lru_cache(8192)
def pair_key(first: str, second: str) -> int:
    """The key of one pair."""
    one, other = word_keys([first.encode()]), word_keys([second.encode()])
    return int(pair_keys(one, other)[0])


@lru_cache(8192)
def name_key(name: str) -> int:
    """The key of one folded name."""
    return int(name_keys([name.encode()])[0])


def _keys(texts: Iterable[bytes], person: bytes) -> Keys:
    return np.frombuffer(b"".join(blake2b(text, digest_size=8, person=person).digest() for text in texts), np.int64)
