"""What selected words of an article state, as the extractor's own finders read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from parks.vocabulary import load
from projects.extraction import area, counts, dates, events, industries, money, organisations, places, stages
from projects.extraction.records import Industry, Mention, Organisation
from projects.fields import BY_NAME, normalised
from projects.models import Article

#: A name of a record is not longer than this, and no sentence.
_MOST_NAME = 40


@dataclass(frozen=True, slots=True)
class Proposal:
    """A field and a value (in the form of observations) that ``article.text[start:end]`` states."""

    field: str
    value: Any
    qualifier: str
    start: int
    end: int


def proposals(article: Article, start: int, end: int) -> list[Proposal]:
    """What the words at ``[start:end)`` state, the best guess first; a bare name when no finder knows them.

    The finders see the whole line, for 总投资 may stand outside of the selection: 「15亿元」 → investment_cny.
    """
    line_start = article.text.rfind("\n", 0, start) + 1
    line_end = article.text.find("\n", end)
    line = article.text[line_start : len(article.text) if line_end < 0 else line_end]
    touching = [found for found in _found(line, article, line_start) if found.start < end and start < found.end]
    touching.sort(key=lambda found: abs(found.start - start) + abs(found.end - end))
    words = article.text[start:end].strip()
    if not touching and 0 < len(words) <= _MOST_NAME and "\n" not in words:
        return [Proposal("name", words, "exact", start, end)]
    return list({(found.field, str(found.value)): found for found in reversed(touching)}.values())[::-1]


def unlinked(article: Article, taken: Iterable[tuple[int, int]]) -> list[Proposal]:
    """Figures and dates of the article that no citation (``taken``: their spans) stands on, in order."""
    spans = sorted(taken)
    figures = (found for found in _found(article.text, article, 0) if BY_NAME[found.field].kind in _FIGURES)
    free = [found for found in figures if not any(start < found.end and found.start < end for start, end in spans)]
    return list({(found.start, found.field): found for found in free}.values())


_FIGURES = ("money", "area", "count", "date")


def _found(text: str, article: Article, at: int) -> Iterator[Proposal]:
    """All that the finders see in a piece of the article that begins at ``at``."""
    for mention in _mentions(text, article.published or None):
        field, value = _told(mention)
        if field in BY_NAME and value is not None:
            value = normalised(BY_NAME[field], value)
            yield Proposal(field, value, mention.qualifier, mention.start + at, mention.end + at)
    for place in places.find(text):
        yield Proposal("region", place.adcode, "exact", place.start + at, place.end + at)


def _mentions(text: str, published: str | None) -> Iterator[Mention]:
    """What each finder sees, whoever it may belong to: here a person says that."""
    seen = list(stages.find(text))
    yield from money.find(text)
    yield from area.find(text)
    yield from counts.find(text)
    yield from events.find(text, list(dates.find(text, published)), seen)
    yield from seen
    yield from industries.find(text, load())
    yield from organisations.find(text)


def _told(mention: Mention) -> tuple[str, Any]:
    """Field and value of a mention in the form of observations."""
    value = mention.value
    if isinstance(value, Industry):
        return mention.field, value.code
    if isinstance(value, Organisation):
        return mention.field, {"name": value.name, "role": value.role}
    if mention.currency != "CNY":
        return "investment_original", {"amount": float(value), "currency": mention.currency}
    return mention.field, value
