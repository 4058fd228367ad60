"""What stands around an article: title, date, publisher and authors, read off its lines.

Sites write 「发布时间：2023-02-08」, 「来源：某某日报 作者：某某」, papers 「某某网2月8日讯 (记者 某某)」. A date without a year
takes the year that the article calls its own; without proof there is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kbase.text.lines import Line
from projects.extraction.dates import article_date

_SITE_NAME = re.compile(r"\s*[-_|—]+\s*(?:【[^】]{2,12}】|[一-龥]{2,8}(?:网|新闻|在线|报))$")
#: Short lines that head nothing: a pulled figure, a stamp, a source.
_NO_TITLE = re.compile(
    r"来源[:：]|作者[:：]|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|^[\s\d.,%]+(?:亿元|万元|亩|%|平方米|万|亿|个)?\s*$"
)
_URL = re.compile(r"https?://[^\s)）\]]+")
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[-/]?(\d{2})[-/]?(\d{2})(?=[/_-])")
_DATELINE = re.compile(
    r"^[\s　(（【\[]*([一-龥A-Za-z·]{2,14}?)(?:[、,， ]|客户端)*(?:[一-龥]{2,6})?(?:(\d{1,2})月(\d{1,2})日)?(?:电|讯|消息)[\s　]*(?=[(（:：/【一-龥])"
)
_PUBLISHER = re.compile(
    r"(?:来源|发布人|稿源|出处|文章来源|信息来源)[:：]\s*[-—]*([一-龥A-Za-z0-9·\-]{2,20}?)(?=\s|$|作者|编辑|发布|时间|责)"
)
_REPORTED_BY = re.compile(r"据《?([一-龥]{2,8}(?:报|网|社|台|周刊|日报|晚报))》?(?:报道|消息|讯)")
_AUTHORS = re.compile(
    r"(?:作者|(?:实习|本报|首席|全媒体)?记者|通讯员|撰稿|撰文)[:：/\s　]*((?:[一-龥]{2,4}(?:[·][一-龥]{1,6})?[\s　、,，]{0,2}){1,6}?)(?=[)）\n]|$|来源|通讯员|记者|摄|报道|编辑|\s{1,}|文)"
)
_SIGNED = re.compile(r"^[(（]((?:[一-龥]{2,4}[\s　、]){0,5}[一-龥]{2,4})[)）]$")
_NO_PUBLISHER = frozenset(["本报", "本网", "本台", "本刊", "日前", "近日", "据悉", "综合"])


@dataclass(frozen=True, slots=True)
class Masthead:
    """Head of an article; None and () where its lines say nothing."""

    title: str | None
    published: str | None
    publisher: str | None
    authors: tuple[str, ...]
    url: str | None


def masthead(text: str, lines: Sequence[Line], url: str | None = None) -> Masthead:
    """The masthead that ``lines`` of ``text`` show. ``url`` (known from outside) may hold the date."""
    whole = "\n".join(text[line.start : line.end].strip() for line in lines)
    url = url or _first(_URL, whole)
    return Masthead(_title(text, lines), _published(whole, url), _publisher(whole), _authors(text, lines), url)


def _title(text: str, lines: Sequence[Line]) -> str | None:
    """The longest heading above the body; of a heading told twice (with the site's path or name) the bare one."""
    heads: list[str] = []
    for line in lines:
        if line.kind == "heading" and not _NO_TITLE.search(text[line.start : line.end]):
            heads.append(_SITE_NAME.sub("", text[line.start : line.end].strip().lstrip("#").strip()))
        elif line.kind in ("body", "dateline") and heads:
            break
    bare = [a for a in heads if len(a) > 5 and any(a != b and a in b for b in heads)] or [
        a for a in heads if heads.count(a) > 1
    ]
    return max(bare or heads, key=len) if heads else None


def _published(text: str, url: str | None) -> str | None:
    """The day the page's address holds, else what the text's own head tells (``dates.article_date``)."""
    if url and (found := _URL_DATE.search(url)):
        year, month, day = found.groups()
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            return f"{year}-{month}-{day}"
    return article_date(text)


def _publisher(text: str) -> str | None:
    if found := _PUBLISHER.search(text):
        return found[1].strip("-—")
    for line in text.split("\n"):
        if (
            (found := _DATELINE.match(line))
            and re.search(r"(?:网|报|社|台|新闻|客户端|发布|在线)$", found[1])
            and found[1] not in _NO_PUBLISHER
        ):
            return found[1]
    return _first(_REPORTED_BY, text, 1)


def _authors(text: str, lines: Sequence[Line]) -> tuple[str, ...]:
    out: list[str] = []
    for line in lines:
        words = text[line.start : line.end].strip()
        found = _SIGNED.match(words)
        if found is None and line.kind in ("byline", "dateline", "credit", "heading"):
            found = _AUTHORS.search(words)
        if found:
            out += [name for name in re.split(r"[\s　、,，]+", found[1]) if 2 <= len(name) <= 5]
    return tuple(dict.fromkeys(out))


def _first(pattern: re.Pattern[str], text: str, group: int = 0) -> str | None:
    found = pattern.search(text)
    return found[group] if found else None
