"""One form for every character: entities, invisible characters, widths and compatibility forms.

The canonical form of punctuation is half-width where ASCII has it, ``, : ; ( ) ! ? %``, and the Chinese one where it
has not: 。、“”‘’《》—…. Symbols that would change length under NFKC (㎡, ①, ½, …) stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from itertools import chain

from kbase.text.offsets import Edit

_ENTITY = re.compile(r"&(?:amp;)?(?:[a-zA-Z][a-zA-Z0-9]{1,15}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")


def decode_entities(text: str) -> Iterator[Edit]:
    """「A&amp;B」 → 「A&B」, also when the page escaped twice: 「&amp;nbsp;」."""
    for found in _ENTITY.finditer(text):
        plain = unescape(unescape(found[0]))
        if plain != found[0]:
            yield Edit(found.start(), found.end(), plain)


#: Controls, zero-width and direction marks, variation selectors, lone surrogates; \r only before \n.
_INVISIBLE = re.compile(
    "(?:\r(?=\n)|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff])+"
)


def remove_invisible(text: str) -> Iterator[Edit]:
    """Deletions of all that nobody sees."""
    yield from (Edit(found.start(), found.end()) for found in _INVISIBLE.finditer(text))


#: What PDF fonts put in place of the character and NFKC does not know.
_RADICALS = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰",
        "母民虎西见角贝车长门青页风飞食马骨鬼鱼鸟麦黄齐齿龙",
        strict=True,
    )
)

#: Full-width and half-width forms, small and vertical forms, radicals, compatibility ideographs.
_COMPATIBLE = chain(
    range(0x2E80, 0x2FD6),
    range(0xF900, 0xFB00),
    range(0xFE10, 0xFE70),
    range(0xFF01, 0xFF66),
    range(0xFFE0, 0xFFE7),
    range(0x2F800, 0x2FA1E),
)
_SPACES = "\t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


def _table() -> dict[str, str]:
    table = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in _COMPATIBLE}
    table = {old: new for old, new in table.items() if len(new) == 1 and new != old}
    table |= _RADICALS | dict.fromkeys(_SPACES, " ") | dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n")
    return table | dict.fromkeys("‐‑‒–−", "-") | dict.fromkeys("・･‧", "·") | {"〜": "~", "∶": ":"}


_TABLE = _table()
_TRANSLATE = str.maketrans(_TABLE)


def normalise_widths(text: str) -> Iterator[Edit]:
    """Every character by one: 「２０２３年，（一期）」 → 「2023年,(一期)」."""
    yield Edit(0, len(text), text.translate(_TRANSLATE))
