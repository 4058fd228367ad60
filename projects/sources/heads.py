"""The names under which tables and front matter give an article's head."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

#: Field of a raw document → column names that mean it, most telling first.
COLUMNS: dict[str, tuple[str, ...]] = {
    "text": ("text", "content", "body", "正文", "内容", "文章内容", "全文"),
    "title": ("title", "标题", "题目", "headline"),
    "published": ("published", "date", "pubdate", "publish_time", "发布时间", "发布日期", "日期", "时间"),
    "publisher": ("publisher", "source", "site", "来源", "媒体", "发布机构"),
    "authors": ("authors", "author", "作者", "记者"),
    "url": ("url", "link", "链接", "网址", "原文链接"),
}

_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?)?")


def column(row: Mapping[str, Any], field: str) -> str:
    """The row's value for a field, as text; "" where it has none."""
    lowered = {str(key).strip().lower(): value for key, value in row.items()}
    for name in COLUMNS[field]:
        value = lowered.get(name)
        if value not in (None, ""):
            return "、".join(map(str, value)) if isinstance(value, list) else str(value).strip()
    return ""


def partial_date(text: str) -> str | None:
    """The ISO date of the precision given: 「2023年2月」 → "2023-02", 「2023/2/8 9:00」 → "2023-02-08"."""
    found = _DATE.match(text.strip())
    if not found:
        return None
    parts = [found[1], *(f"{int(part):02}" for part in found.groups()[1:] if part)]
    sound = all(1 <= int(part) <= limit for part, limit in zip(parts[1:], (12, 31), strict=False))
    return "-".join(parts) if sound else parts[0]


def head_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The head fields of a :class:`RawDocument` that a row or front matter gives."""
    authors = column(row, "authors")
    url = column(row, "url")
    return {
        "title": column(row, "title") or None,
        "published": partial_date(column(row, "published")),
        "publisher": column(row, "publisher") or None,
        "authors": tuple(part for part in re.split(r"[\s,，、;；]+", authors) if part),
        "url": url if url.startswith(("http://", "https://")) else None,
    }
