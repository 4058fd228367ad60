"""Quick ways over a text: to the words of a large vocabulary, and to where a long pattern may begin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from operator import add
from typing import TypeVar

Entry = TypeVar("Entry")


def openings(text: str, index: Mapping[str, Entry]) -> Iterator[tuple[int, Entry]]:
    """Where words may begin: the places whose two characters are a key of ``index``, with what is kept there.

    「去青岛市」, {"青岛": (2, 3)} → (1, (2, 3)).
    """
    pairs = map(add, text, islice(text, 1, None))
    return ((at, index[pair]) for at, pair in enumerate(pairs) if pair in index)


def may_begin(*patterns: str) -> str:
    """A look-ahead for the front of a pattern made of these: it must begin with a digit or a character written in them.

    The places where it can't begin, most of a text, are then passed over at a glance. Not for patterns that begin with
    a class of their own (``[^…]``, ``.``, ``一-龥``).
    """
    return rf"(?=[\d{re.escape(''.join(sorted(set().union(*patterns))))}])"
