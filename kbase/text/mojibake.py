"""GBK text with one lead byte swallowed: 「！倍庞嫷爻錆M」 was 「。”杜計地充滿」.

From the lost byte on every byte pairs up with the wrong neighbour, until a character whose trail byte is ASCII
(滿 = 9D 4D) closes the run and leaves that letter behind. Putting the lead byte of a punctuation mark back and
decoding again gives the very bytes the author wrote, so the repair is exact; it is taken only when the words
are plainly better than before. Whatever looks broken and can't be repaired so is flagged and left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

import rjieba

from kbase.text.characters import rarity
from kbase.text.offsets import Edit
from kbase.text.scripts import HAN, to_simplified

FLAG = "mojibake"

#: Lead bytes of the punctuation marks after which runs begin, and the marks they may give.
_LEADS = (b"\xa1", b"\xa3")
_MARKS = frozenset("。、“”‘’《》，！；：？（）…—")

#: Earlier normalising may have narrowed marks; in a broken run they are two bytes, as no trail byte is below 0x40.
_NARROW = str.maketrans("!,:;?()%", "！，：；？（）％")

#: A broken run is at most so long, holds no ASCII but narrowed marks, and is closed by a lone trail byte.
_CLOSING = re.compile(r"(?<=[^\x00-\x7f])[@-~]")
_BROKEN = re.compile(r"(?:[^\x00-\x7f]|[!,:;?()%])+\Z")
_LONGEST = 40
#: More broken places than any page has; the rest of such a text is noise, and the work stays bounded.
_MOST_RUNS = 200

_NOT_WORDS = re.compile(f"[^{HAN}a-zA-Zぁ-ヿα-ωΑ-Ωа-яА-Я]")
_LOST = re.compile("\ufffd+|锟斤拷|烫烫烫|屯屯屯")
_BETTER_BY = 8


def repair_mojibake(text: str) -> Iterator[Edit]:
    """Flagged edits: exact repairs, and broken places replaced by themselves where no exact repair exists."""
    edits: list[Edit | None] = [Edit(*found.span(), found[0], FLAG) for found in _LOST.finditer(text)]
    edits += (_repair(text, first, end) or _suspect(text, first, end) for first, end in islice(_runs(text), _MOST_RUNS))
    done = 0
    for edit in sorted(edit for edit in edits if edit):
        if edit.start >= done:
            yield edit
            done = edit.end


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Where broken runs may lie: stretches with odd characters that end in a letter."""
    for closing in _CLOSING.finditer(text):
        end = closing.end()
        run = _BROKEN.search(text, max(0, end - 1 - _LONGEST), end - 1)
        if run and sum(rarity(char) > 0 for char in run[0]) >= 2:
            yield run.start(), end


def _repair(text: str, first: int, end: int) -> Edit | None:
    """The best exact repair of a run that closes at ``end`` and opens at ``first`` or later; None when there is none."""
    best: tuple[int, Edit] | None = None
    for start in range(first, end - 3):
        window = text[start:end]
        broken = badness(window)
        for repaired in _decoded(window):
            gain = broken - badness(repaired)
            if gain >= _BETTER_BY and (best is None or gain > best[0]):
                # The crawlers of this family write ? for a byte left alone, right before the run.
                opens = start - 1 if start > first and text[start - 1] in "?？" else start
                best = gain, Edit(opens, end, repaired, FLAG)
    return best[1] if best else None


def _decoded(window: str) -> Iterator[str]:
    """What the window says with a punctuation mark's lead byte put back; nothing when the bytes do not pair up."""
    try:
        rest = window[:-1].translate(_NARROW).encode("gbk") + window[-1].encode("ascii")
    except UnicodeEncodeError:
        return
    for lead in _LEADS:
        try:
            text = (lead + rest).decode("gbk")
        except UnicodeDecodeError:
            continue
        if text[0] in _MARKS and all(char in _MARKS or (char.isalpha() and rarity(char) < 2) for char in text):
            yield text


def _suspect(text: str, first: int, end: int) -> Edit | None:
    """A run dense with characters that no news uses, flagged as it is."""
    tail = text[first:end]
    odd = [at for at, char in enumerate(tail) if rarity(char) == 2]
    if len(odd) < 4 or odd[-1] - odd[-4] > 7:
        return None
    span = first + odd[-4], first + odd[-1] + 1
    return Edit(*span, text[slice(*span)], FLAG)


def badness(text: str) -> int:
    """How unlike Chinese the characters are: rare ones cost, and so does each character outside of a known word."""
    simplified = to_simplified(_NOT_WORDS.sub("", text))
    alone = sum(len(word) == 1 for word in _words().cut(simplified, hmm=False))
    return alone + sum(3 * rarity(char) for char in simplified)


@cache
def _words() -> rjieba.Jieba:
    return rjieba.Jieba()
