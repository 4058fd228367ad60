"""Marks what was searched in the text as it stands: tokens found by their offsets, in the script of the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from kbase.search.document import fold_name
from kbase.search.nodes import MIN_INITIALS, MIN_PINYIN, Term, Word
from kbase.text.scripts import initials, pinyin_key, to_simplified
from kbase.text.tokens import Analyser, Token, fold

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
    sentences = [match for match in _SENTENCE.finditer(body) if match[0].strip()]
    for match in _promising(sentences, body, _sought(tuple(terms)).letters):
        sentence = match[0].strip()
        if spans := _joined(_spans(sentence, terms, analyser, spoken=False)):
            return _window(sentence, spans)
    return _window(sentences[0][0].strip() if sentences else "", [])


def _promising(sentences: Sequence[re.Match[str]], body: str, wanted: frozenset[str]) -> list[re.Match[str]]:
    """The sentences that hold any of these letters, those with most of them first: so that one, not all, need be cut up."""
    folded, places = fold(body) if wanted else ("", None)
    found: list[tuple[int, re.Match[str]]] = []
    for match in sentences if wanted else ():
        found.append((_held(fold(match[0])[0] if places else folded[match.start() : match.end()], wanted), match))
    return [match for held, match in sorted(found, key=lambda each: -each[0]) if held]


def _held(folded: str, wanted: Iterable[str]) -> int:
    """How many of the words a folded text holds, whole or as parts of others; 「1,000」 is the word 1000."""
    letters = folded.replace(",", "")
    return sum(word in letters for word in wanted)


def _window(text: str, spans: list[Span]) -> SafeString:
    if len(text) <= SNIPPET:
        return _html(text, spans)
    first = spans[0][0] if spans else 0
    start = max(0, min(first - SNIPPET // 4, len(text) - SNIPPET))
    end = start + SNIPPET
    inside = [(max(low, start) - start, min(high, end) - start) for low, high in spans if low < end and high > start]
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return mark_safe(before + _html(text[start:end], inside) + after)  # noqa: S308 - _html escapes


class _Sought(NamedTuple):
    """What terms look like in a text.

    ``letters``: all forms of their words; ``forms``: the same as words side by side, by the first of them;
    ``needles``: the characters of names; ``latin``: what may be pinyin.
    """

    letters: frozenset[str]
    forms: dict[str, list[tuple[str, ...]]]
    needles: frozenset[str]
    latin: tuple[str, ...]


@lru_cache(maxsize=32)
def _sought(terms: tuple[Term, ...]) -> _Sought:
    forms: dict[str, list[tuple[str, ...]]] = {}
    for form in {form for term in terms for word in term.words for form in _forms(word)}:
        forms.setdefault(form[0], []).append(form)
    return _Sought(
        frozenset("".join(form) for alike in forms.values() for form in alike),
        forms,
        frozenset(needle for term in terms if term.pairs and (needle := fold_name(term.text))),
        tuple(term.latin for term in terms if len(term.latin) >= MIN_INITIALS),
    )


def _spans(text: str, terms: Sequence[Term], analyser: Analyser, spoken: bool) -> Iterator[Span]:
    sought = _sought(tuple(terms))
    if (spoken and sought.latin) or _held(fold(text)[0], sought.letters):
        tokens = analyser.tokens(text)
        yield from _told(tokens, sought.forms)
        for letters in sought.latin if spoken else ():
            for start in {token.start for token in tokens}:
                yield from _heard(text, start, letters)
    if spoken:
        yield from _spelled(text, sought.needles)


def _told(tokens: Sequence[Token], forms: Mapping[str, Sequence[Sequence[str]]]) -> Iterator[Span]:
    """Where words stand as they are sought."""
    ends = {(token.start, token.text): token.end for token in tokens}
    for token in tokens:
        for form in forms.get(token.text, ()):
            if (end := _end(form, token.start, ends)) is not None:
                yield token.start, end


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


def _spelled(text: str, needles: Iterable[str]) -> Iterator[Span]:
    """Where a name holds the very characters of a term, however it was cut into words."""
    if not needles:
        return
    places = [(folded, at) for at, character in enumerate(text) for folded in _letter(character)]
    folded = "".join(character for character, _ in places)
    for needle in needles:
        at = folded.find(needle)
        while at >= 0:
            yield places[at][1], places[at + len(needle) - 1][1] + 1
            at = folded.find(needle, at + 1)


#: Names are made of few characters.
_letter = lru_cache(maxsize=10_000)(fold_name)


def _heard(text: str, start: int, letters: str) -> Iterator[Span]:
    """The characters from ``start`` on whose pinyin, or initials, these letters spell: suzhou → 苏州."""
    rest = to_simplified(text[start : start + 12])
    if len(letters) >= MIN_PINYIN and pinyin_key(rest).startswith(letters):
        length = next(n for n in range(1, len(rest) + 1) if len(pinyin_key(rest[:n])) >= len(letters))
        yield start, start + length
    elif initials(rest).startswith(letters):
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
