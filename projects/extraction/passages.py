"""Articles into sentences and clauses: the distances that attachment measures.

A sentence ends with 。！？ or its line; a clause with ，；：. Brackets and quotation marks do not end clauses, but a
full stop inside a quotation does end the sentence. A line that stops in the middle of a word or sentence and
goes on in the next line (hard-wrapped text, columns) is one sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_SENTENCE_END = re.compile(r"[。！？!?]+[”’」』）)]*|\n+|(?<=[;；])")
_CLAUSE_END = re.compile(r"(?<!\d),|,(?!\d{3})|[，;；:：。！？!?]|——|…+")
_HEADING_LONGEST = 45
_LONGEST_SENTENCE = 500


@dataclass(frozen=True, slots=True)
class Sentence:
    """``[start:end)`` of the article's text, the clauses inside, its paragraph's number, and whether it is a heading."""

    start: int
    end: int
    clauses: tuple[tuple[int, int], ...]
    paragraph: int
    heading: bool = False

    def clause_of(self, at: int) -> int:
        """The number of the clause that holds offset ``at``."""
        return max(0, bisect_right([start for start, _ in self.clauses], at) - 1)


def sentences(text: str, first_heading: int = 0) -> list[Sentence]:
    """All sentences of an article in order. Lines before ``first_heading`` offset count as headings too.

    「甲园开工。\n乙园投产，产值3亿元。」 → two sentences, the second with two clauses.
    """
    out: list[Sentence] = []
    for paragraph, (line_start, line_end) in enumerate(_lines(text)):
        line = text[line_start:line_end]
        heading = line_end <= first_heading or _is_heading(line)
        for start, end in _cut(text, line_start, line_end):
            out.append(Sentence(start, end, tuple(_clauses(text, start, end)), paragraph, heading))
    return out


def sentence_at(all_sentences: Sequence[Sentence], at: int) -> int:
    """The number of the sentence that holds offset ``at`` (or the last one before it)."""
    return max(0, bisect_right(all_sentences, at, key=lambda sentence: sentence.start) - 1)


def _is_heading(line: str) -> bool:
    """A short line that does not end like a sentence: 「数字赋能」, 「广东钢材交易中心今开业」."""
    line = line.strip()
    return len(line) <= _HEADING_LONGEST and not re.search(r"[。！？!?;；:：，,、”]$", line) and "。" not in line


def _lines(text: str) -> list[tuple[int, int]]:
    out, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            out.append((at, at + len(line)))
        at += len(line) + 1
    return out


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for found in _SENTENCE_END.finditer(text, start, end):
        if text[at : found.end()].strip():
            yield from _bounded(text, at, found.end())
        at = found.end()
    if text[at:end].strip():
        yield from _bounded(text, at, end)


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence in pieces that stay short: text without full stops must not cost the square of its length."""
    while end - start > _LONGEST_SENTENCE:
        comma = max(text.rfind(mark, start + 1, start + _LONGEST_SENTENCE) for mark in ",，、 ")
        cut = comma + 1 if comma > start else start + _LONGEST_SENTENCE
        yield start, cut
        start = cut
    yield start, end


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    out, at = [], start
    for found in _CLAUSE_END.finditer(text, start, end):
        if found.end() > at:
            out.append((at, found.end()))
            at = found.end()
    if at < end or not out:
        out.append((at, end))
    return out
