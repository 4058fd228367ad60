"""Lines of an article into one text; pieces of a paragraph that a page's columns tore apart are joined again.

Only where a word proves it: a line that stops without an end, and one further on whose first characters complete
the line's last word (「…低效工」 + 「业园区…」). Where nothing proves it the pieces stay where they stood. The text
remembers where each piece came from, so a citation across the join holds two raw spans.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import rjieba

from kbase.text.lines import Line
from kbase.text.offsets import MappedText

_ENDED = re.compile(r"[。！？!?；;：:”’』」）)…】]\s*$")
_SHORTEST = 15
_REACH = 12


def joined_columns(page: MappedText, lines: Sequence[Line]) -> MappedText:
    """The lines' text, one per line, with torn paragraphs joined."""
    follows = _joins(page.text, lines)
    taken = set(follows.values())
    pieces: list[MappedText] = []
    for i in range(len(lines)):
        if i in taken:
            continue
        chain = [i]
        while chain[-1] in follows:
            chain.append(follows[chain[-1]])
        for j in chain[:-1]:
            pieces.append(_stripped(page, lines[j], right=True))
        pieces.append(page.slice(lines[chain[-1]].start, _with_newline(page.text, lines[chain[-1]].end)))
    return MappedText.concat(pieces)


def _stripped(page: MappedText, line: Line, *, right: bool) -> MappedText:
    end = line.end
    while right and end > line.start and page.text[end - 1].isspace():
        end -= 1
    return page.slice(line.start, end)


def _with_newline(text: str, end: int) -> int:
    return end + 1 if text[end : end + 1] == "\n" else end


def _joins(text: str, lines: Sequence[Line]) -> dict[int, int]:
    """Line number → number of the line that continues it."""
    out: dict[int, int] = {}
    for i, line in enumerate(lines):
        piece = text[line.start : line.end].rstrip()
        if line.kind not in ("body", "dateline") or len(piece) < _SHORTEST or _ENDED.search(piece):
            continue
        proven = [
            j
            for j in range(i + 1, min(len(lines), i + 1 + _REACH))
            if lines[j].kind == "body"
            and j not in out.values()
            and _proves(piece, text[lines[j].start : lines[j].end].lstrip())
        ]
        if len(proven) == 1 or (proven and proven[0] == i + 1):
            out[i] = proven[0]
    return out


def _proves(left: str, right: str) -> bool:
    """Whether a word of the dictionary runs across the boundary when the two are put together."""
    tail, start = left[-6:], right[:6]
    if not re.search(r"[一-龥]$", tail) or not re.match(r"[一-龥]", start):
        return False
    at = 0
    for word in rjieba.cut(tail + start, False):
        if at < len(tail) < at + len(word):
            return len(word) >= 2
        at += len(word)
    return False
