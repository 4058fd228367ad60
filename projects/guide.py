"""A guide of docs/ as HTML: the few forms of Markdown that our guides use, everything else escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

_CODE = re.compile(r"`([^`]+)`")
#: Where two lines of Chinese were joined.
_LINE_END = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")
#: What stands below this heading is for those who run the site.
_NOT_FOR_READERS = "\n## 维护者"


@cache
def guide(name: str) -> SafeString:
    """The part of a guide that is for readers: headings, paragraphs, lists and tables; guide("search.md")."""
    text = (Path(settings.BASE_DIR) / "docs" / name).read_text(encoding="utf-8").partition(_NOT_FOR_READERS)[0]
    return mark_safe("\n".join(_blocks(text)))  # noqa: S308 - every piece is escaped below


def _blocks(text: str) -> Iterator[str]:
    for block in re.split(r"\n{2,}", text.strip()):
        lines = block.split("\n")
        if heading := re.fullmatch(r"(#{1,3}) (.+)", block):
            level = len(heading[1])
            yield format_html("<h{}>{}</h{}>", level, _inline(heading[2]), level)
        elif lines[0].startswith("```"):
            yield format_html('<pre tabindex="0"><code>{}</code></pre>', "\n".join(lines[1:-1]))
        elif lines[0].startswith("|"):
            yield _table(lines)
        elif re.match(r"(- |\d+\. )", lines[0]):
            yield _list(lines)
        else:
            yield format_html("<p>{}</p>", _inline(" ".join(lines)))


def _table(lines: list[str]) -> str:
    rows = [[cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip()[1:-1])] for line in lines]
    head = "".join(f'<th scope="col">{_inline(cell)}</th>' for cell in rows[0])
    body = "".join(f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in row)}</tr>" for row in rows[2:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _list(lines: list[str]) -> str:
    items = re.split(r"^(?:- |\d+\. )", "\n".join(lines), flags=re.MULTILINE)[1:]
    tag = "ol" if lines[0][0].isdigit() else "ul"
    inside = "".join(f"<li>{_inline(' '.join(item.split()))}</li>" for item in items)
    return f"<{tag}>{inside}</{tag}>"


def _inline(text: str) -> SafeString:
    joined = _LINE_END.sub("", text.strip())
    marked = _STRONG.sub(r"<strong>\1</strong>", _CODE.sub(r"<code>\1</code>", escape(joined)))
    return mark_safe(marked)  # noqa: S308 - escaped first
