"""Spaces, doubled punctuation and foreign conjunctions that Chinese text does not have. Lines stay lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbase.text.offsets import Edit
from kbase.text.scripts import HAN

_LINE = re.compile("[^\n]+")
_MARK = re.compile("[()]| +")
_HAN = re.compile(f"[{HAN}]")
_SPREAD = re.compile(f"(?<![{HAN}])[{HAN}](?: {{1,4}}[{HAN}]){{2,}}(?![{HAN}])")

#: Marks that bring their own room.
_CLOSED = frozenset("。、“”‘’《》「」『』【】…—·")
_OPEN = frozenset(",:;!?()")
_UNITS = frozenset("亿万千百元亩公顷平方年月日时点分个家项座栋条人户处所台套吨米%")


def remove_spaces(text: str) -> Iterator[Edit]:
    """Deletions of spaces that separate nothing.

    In running text (a line with 。) no space stands between Han characters; headings, captions and lists of names
    in brackets keep a single one, because there it parts: 「创新引领 项目拔节」, 「(衣涛 张绪霞)」.
    """
    if " " not in text:
        return
    for line in _LINE.finditer(text):
        if " " in line[0]:
            yield from _in_line(line[0], line.start())


def _in_line(line: str, offset: int) -> Iterator[Edit]:
    running = "。" in line
    spread = bytearray(len(line))
    for found in _SPREAD.finditer(line):
        spread[found.start() : found.end()] = b"\1" * (found.end() - found.start())
    depth = 0
    for found in _MARK.finditer(line):
        if found[0] in "()":
            depth = max(0, depth + (1 if found[0] == "(" else -1))
            continue
        start, end = found.span()
        before, after = line[start - 1 : start], line[end : end + 1]
        glued = bool(spread[start]) or _closes(before, after, running=running and not depth)
        if glued or end - start > 1:
            yield Edit(offset + start + (0 if glued else 1), offset + end)


def _closes(before: str, after: str, *, running: bool) -> bool:
    """Whether a space between these two (each "" at the line's border) separates nothing."""
    if not before or not after:
        return True
    if before in _CLOSED or after in _CLOSED:
        # In a heading a space after a quotation still parts: 「聚焦“一地” 打造园区」.
        return running or (before not in "”’》」』" and after not in "“‘《「『")
    left, right = bool(_HAN.match(before)), bool(_HAN.match(after))
    if (before in _OPEN and right) or (left and after in _OPEN):
        return True
    if before.isdigit() and after in _UNITS:
        return True
    return running and ((left and (right or after.isdigit())) or (before.isdigit() and right))


_DOUBLED = re.compile("[,、;:。]{2,}|[,、;:]+(?=[!?])")
_STRENGTH = "、,:;。"


def remove_doubled(text: str) -> Iterator[Edit]:
    """Deletions that leave one mark of a run, the strongest: 「建成,,投产,。」 → 「建成,投产。」."""
    for found in _DOUBLED.finditer(text):
        start, end = found.span()
        if end - start == 1 or text[end : end + 1] in ("!", "?"):
            yield Edit(start, end)
            continue
        kept = start + found[0].index(max(found[0], key=_STRENGTH.index))
        yield from (Edit(a, b) for a, b in ((start, kept), (kept + 1, end)) if a < b)


_AND = re.compile(f"(?<=[{HAN}]) and (?=[{HAN}])")


def translate_and(text: str) -> Iterator[Edit]:
    """「电子信息 and 光电」 → 「电子信息和光电」: a machine translated the page there and back."""
    yield from (Edit(found.start(), found.end(), "和") for found in _AND.finditer(text))
