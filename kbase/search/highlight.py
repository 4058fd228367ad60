"""Marks what was searched in the text as it stands: tokens found by their offsets, in the script of the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from kbase.search.document import fold_name
from kbase.search.nodes import MIN_INITIALS, MIN_PINYIN, Term, Word
from kbase.text.scripts import initials, pinyin_key, to_simplified
from kbase.text.tokens import Analyser

Span = tuple[int, int]
SNIPPET = 120
_SENTENCE = re.compile(r"[^。！？!?；\n]+[。！？!?；]?[”’」』]?")


def marked(text: str, terms: Sequence[Term], analyser: Analyser, *, spoken: bool = False) -> SafeString:
    """``text`` as HTML with the found words in ``<mark>``; ``spoken`` also finds names by their pinyin.

    「蘇州工業園區」 asked for 工业 → 蘇州<mark>工業</mark>園區
    """
    return _html(text, _joined(_spans(text, terms, analyser, spoken)))


def snippet(body: str, terms: Sequence[Term], analyser: Analyser) -> SafeString:
    """The sentence of ``body`` that holds most of the searched words, at most :data:`SNIPPET` characters of it."""
    best, best_spans, best_score = "", [], -1
    for match in _SENTENCE.finditer(body):
        sentence = match[0].strip()
        spans = _joined(_spans(sentence, terms, analyser, spoken=False)) if terms else []
        score = len({to_simplified(sentence[start:end]) for start, end in spans})
        if sentence and score > best_score:
            best, best_spans, best_score = sentence, spans, score
            if not terms:
                break
    return _window(best, best_spans)


def _window(text: str, spans: list[Span]) -> SafeString:
    if len(text) <= SNIPPET:
        return _html(text, spans)
    first = spans[0][0] if spans else 0
    start = max(0, min(first - SNIPPET // 4, len(text) - SNIPPET))
    end = start + SNIPPET
    inside = [(max(low, start) - start, min(high, end) - start) for low, high in spans if low < end and high > start]
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return mark_safe(before + _html(text[start:end], inside) + after)  # noqa: S308 - _html escapes


def _spans(text: str, terms: Sequence[Term], analyser: Analyser, spoken: bool) -> Iterator[Span]:
    tokens = analyser.tokens(text)
    ends = {(token.start, token.text): token.end for token in tokens}
    forms = {form for term in terms for word in term.words for form in _forms(word)}
    for start in {token.start for token in tokens}:
        yield from ((start, end) for form in forms if (end := _end(form, start, ends)))
        if spoken:
            yield from _heard(text, start, terms)
    if spoken:
        yield from _spelled(text, terms)


def _forms(word: Word) -> Iterator[tuple[str, ...]]:
    """Everything a word may look like in a text: itself, its pieces, its synonyms."""
    yield (word.text,)
    if word.pieces:
        yield word.pieces
    yield from word.synonyms


def _end(form: Sequence[str], start: int, ends: Mapping[tuple[int, str], int]) -> int | None:
    """Where the words of ``form`` end that stand side by side from ``start`` on; None if they don't."""
    end: int | None = start
    for word in form:
        end = ends.get((end, word)) if end is not None else None
    return end


def _spelled(text: str, terms: Sequence[Term]) -> Iterator[Span]:
    """Where a name holds the very characters of a term, however it was cut into words."""
    places = [(folded, at) for at, character in enumerate(text) for folded in fold_name(character)]
    folded = "".join(character for character, _ in places)
    for needle in {fold_name(term.text) for term in terms if term.pairs}:
        at = folded.find(needle)
        while at >= 0 and needle:
            yield places[at][1], places[at + len(needle) - 1][1] + 1
            at = folded.find(needle, at + 1)


def _heard(text: str, start: int, terms: Sequence[Term]) -> Iterator[Span]:
    """The characters from ``start`` on whose pinyin, or initials, a Latin term spells: suzhou → 苏州."""
    rest = to_simplified(text[start : start + 12])
    for term in terms:
        letters = term.latin
        if len(letters) >= MIN_PINYIN and pinyin_key(rest).startswith(letters):
            length = next(n for n in range(1, len(rest) + 1) if len(pinyin_key(rest[:n])) >= len(letters))
            yield start, start + length
        elif len(letters) >= MIN_INITIALS and initials(rest).startswith(letters):
            yield start, start + len(letters)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Overlapping and touching spans as one: 苏州, 工业 side by side get a single mark."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _html(text: str, spans: list[Span]) -> SafeString:
    pieces, done = [], 0
    for start, end in spans:
        pieces += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
        done = end
    return mark_safe("".join([*pieces, escape(text[done:])]))  # noqa: S308 - every piece of text is escaped
