"""A page into its articles: where each begins, what it is called, when and by whom it was published.

A newspaper sheet or a digest (「联播快讯」) holds several articles; a new one begins with a heading that a dateline
follows, or, in a digest, with every heading. The date comes first: 近日, 今年 and 7月底 mean nothing without it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kbase.text.lines import Line, classify
from kbase.text.offsets import MappedText
from projects.extraction.columns import joined_columns
from projects.extraction.mastheads import Masthead, masthead
from projects.extraction.records import ArticleText

_DIGEST = re.compile(r"快讯|简讯|简报|短波|速览|要闻|摘要|一句话|集锦|汇总|新闻早报|新闻晚报")
_KEPT = frozenset({"heading", "dateline", "body", "caption", "byline"})


@dataclass(frozen=True, slots=True)
class Hints:
    """What the file's format already knew of its article: HTML meta, a table's columns. None where unknown."""

    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None


def split(page: MappedText, hints: Hints = Hints()) -> tuple[ArticleText, ...]:
    """The articles of a cleaned page, in reading order; at least one, even of an empty page."""
    lines = [line for line in classify(page.text) if line.kind != "blank"]
    page_head = masthead(page.text, lines, hints.url)
    groups = _groups(page.text, lines)
    out = []
    for number, group in enumerate(groups):
        head = masthead(page.text, group, hints.url)
        out.append(
            _article(page, group, head, page_head, hints if len(groups) == 1 or number == 0 else Hints(url=hints.url))
        )
    return tuple(out)


def _groups(text: str, lines: Sequence[Line]) -> list[list[Line]]:
    """Lines by article. Lines before the first heading or dateline (furniture) go with the first."""
    starts = _digest_starts(text, lines) or _dateline_starts(text, lines)
    if not starts:
        return [list(lines)]
    bounds = [0, *starts[1:], len(lines)]
    return [list(lines[a:b]) for a, b in pairwise(bounds) if b > a]


def _digest_starts(text: str, lines: Sequence[Line]) -> list[int]:
    """In a digest every heading with body behind it begins an article; the digest's own title does not."""
    headings = [i for i, line in enumerate(lines) if line.kind == "heading"]
    if not headings or not _DIGEST.search(text[lines[headings[0]].start : lines[headings[0]].end]):
        return []
    own = [i for i in headings[1:] if i + 1 < len(lines) and lines[i + 1].kind in ("body", "dateline")]
    return own if len(own) > 1 else []


def _dateline_starts(text: str, lines: Sequence[Line]) -> list[int]:
    """Before every dateline, with the headings right above it, an article begins."""
    starts: list[int] = []
    for i, line in enumerate(lines):
        if line.kind != "dateline":
            continue
        start = i
        while start > 0 and lines[start - 1].kind == "heading" and i - start < 3:
            start -= 1
        starts.append(start)
    if not starts:
        return []
    long_before = sum(line.end - line.start for line in lines[: starts[0]] if line.kind == "body") > 200
    return [0, *starts] if long_before and starts[0] > 0 else starts if len(starts) > 1 else []


def _article(page: MappedText, lines: Sequence[Line], head: Masthead, page_head: Masthead, hints: Hints) -> ArticleText:
    kept = [line for line in lines if line.kind in _KEPT]
    return ArticleText(
        text=joined_columns(page, kept),
        title=hints.title or head.title,
        published=hints.published or head.published or page_head.published,
        publisher=hints.publisher or head.publisher or page_head.publisher,
        authors=hints.authors or head.authors,
        url=hints.url or page_head.url,
    )
