"""Markdown: its text without the markup, its front matter as the head."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

from projects.sources.base import RawDocument, ReadError, decoded
from projects.sources.heads import head_of
from projects.sources.html import fragment_text

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)\n", re.DOTALL)
_PAIR = re.compile(r"^([\w\u4e00-\u9fff]+)\s*[:：]\s*(.+)$", re.MULTILINE)
_HEADING = re.compile(r"^#\s+(.+)$", re.MULTILINE)
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")


def read(name: str, content: bytes) -> Iterator[RawDocument | ReadError]:
    """One document: the rendered text; title, date, source and url from front matter or the first heading."""
    source, encoding = decoded(name, content)
    source = source.replace("\r\n", "\n")
    front = _FRONT_MATTER.match(source)
    pairs = {key: value.strip().strip("\"'") for key, value in _PAIR.findall(front[1])} if front else {}
    body = source[front.end() :] if front else source
    text = fragment_text(_MARKDOWN.render(body))
    if not text:
        raise ReadError(name, "文件中没有正文。")
    head = head_of(pairs)
    if not head.get("title") and (heading := _HEADING.search(body)):
        head["title"] = heading[1].strip()
    yield RawDocument(name=name, content=content, text=text, encoding=encoding, **head)
