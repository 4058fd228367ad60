"""Marks on a text: where citations begin and end, nested and cut so that they can be drawn as elements.

Pure: spans in, trees out. The text of all leaves, in order, is the text that came in; nothing is lost or doubled.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``[start:end)`` that belong to a citation; one citation may have several spans."""

    key: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked stretch; what it holds is text and smaller marks. ``first``: no earlier mark has this key."""

    key: int
    first: bool
    children: tuple[Node, ...]


Node = str | Mark


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text (without its line break) and the keys whose first mark begins in it."""

    start: int
    nodes: tuple[Node, ...]
    begins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words and a little of what stands around them: 「…占地约为」「53亩」「，面积相当于…」."""

    before: str
    words: str
    after: str


def marked_lines(text: str, spans: Iterable[Span], *, start: int = 0, end: int | None = None) -> list[Line]:
    """The lines of ``text[start:end]``, blank ones too, with the spans drawn in; spans outside are left out.

    A span that contains another nests it; two that cross are cut, the later one continuing behind the earlier.
    """
    waiting = deque(sorted(spans, key=_order))
    seen: set[int] = set()
    lines: list[Line] = []
    at = start
    for words in text[start:end].split("\n"):
        stop = at + len(words)
        begun = list(_until(waiting, stop))
        # What reaches into the next line is marked there again.
        waiting.extendleft(replace(span, start=stop + 1) for span in begun if span.end > stop + 1)
        here = [replace(span, start=max(span.start, at), end=min(span.end, stop)) for span in begun]
        nodes = tuple(_nest(text, at, stop, sorted((each for each in here if each.start < each.end), key=_order), seen))
        lines.append(Line(at, nodes, tuple(_begins(nodes))))
        at = stop + 1
    return lines


def keys_of(node: Node) -> Iterator[int]:
    """Every key on or inside a node, outer first; each as often as it occurs."""
    if isinstance(node, Mark):
        yield node.key
        for child in node.children:
            yield from keys_of(child)


def words_of(nodes: Iterable[Node]) -> str:
    """The text of nodes, without their marks."""
    return "".join(node if isinstance(node, str) else words_of(node.children) for node in nodes)


def quote(text: str, start: int, end: int, *, size: int = 30) -> Quote:
    """``text[start:end]`` with its surroundings in the same line, about ``size`` characters in all.

    >>> quote("园区位于城北，占地53亩，已开工。", 7, 11, size=10)
    Quote(before='…城北，', words='占地53亩', after='，已开…')
    """
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    room = max(size - (end - start), 6) // 2
    low, high = max(line_start, start - room), min(line_end, end + room)
    while line_start < low < start and _one_word(text, low):
        low += 1
    while end < high < line_end and _one_word(text, high):
        high -= 1
    return Quote(
        ("…" if low > line_start else "") + text[low:start],
        text[start:end],
        text[end:high] + ("…" if high < line_end else ""),
    )


def _one_word(text: str, at: int) -> bool:
    """Whether a cut before ``at`` would go through a number or a Latin word: 18.3."""
    return all(each.isascii() and (each.isalnum() or each in ".,%") for each in text[at - 1 : at + 1])


def _order(span: Span) -> tuple[int, int, int]:
    return span.start, -span.end, span.key


def _until(waiting: deque[Span], end: int) -> Iterator[Span]:
    """Take the spans that begin before ``end``."""
    while waiting and waiting[0].start < end:
        yield waiting.popleft()


def _nest(text: str, start: int, end: int, spans: list[Span], seen: set[int]) -> Iterator[Node]:
    """``text[start:end]`` as nodes; ``spans`` lie inside, are sorted, and none is empty."""
    at = start
    while spans:
        span, beyond = spans[0], bisect_left(spans, spans[0].end, key=lambda each: each.start)
        touching, apart = spans[1:beyond], spans[beyond:]
        crossing = [replace(each, start=span.end) for each in touching if each.end > span.end]
        spans = sorted(crossing + apart, key=_order) if crossing else apart
        if at < span.start:
            yield text[at : span.start]
        first = span.key not in seen
        seen.add(span.key)
        inside = [replace(each, end=min(each.end, span.end)) for each in touching]
        yield Mark(span.key, first, tuple(_nest(text, span.start, span.end, inside, seen)))
        at = span.end
    if at < end:
        yield text[at:end]


def _begins(nodes: Iterable[Node]) -> Iterator[int]:
    for node in nodes:
        if isinstance(node, Mark):
            if node.first:
                yield node.key
            yield from _begins(node.children)
