"""How common a character is in Chinese print."""

from __future__ import annotations

from functools import cache, lru_cache

from kbase.text.scripts import to_simplified


@cache
def _everyday() -> frozenset[str]:
    """The 3755 characters of the first level of GB 2312."""
    pairs = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    return frozenset(pair.decode("gb2312", "ignore") for pair in pairs) - {""}


@lru_cache(maxsize=32768)
def rarity(char: str) -> int:
    """0 for everyday characters and marks, 1 for the second level of GB 2312 and foreign letters, 2 for the rest.

    A Traditional character is as common as its Simplified form: 「園」 0, 「崂」 1, 「嫷」 2.
    """
    if char.isascii() or not char.isalpha():
        return 0
    simplified = to_simplified(char)
    if simplified in _everyday():
        return 0
    try:
        simplified.encode("gb2312")
    except UnicodeEncodeError:
        return 2
    return 1
