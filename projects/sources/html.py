"""Web pages: the article's text without the page around it, and what the page says of title, date and source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html
import trafilatura
from lxml import etree
from readability import Document

from projects.sources.base import RawDocument, ReadError, decoded

_HAN = re.compile(r"[\u4e00-\u9fff]")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset=["']?\s*([\w-]+)""", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")
_SITE_SUFFIX = re.compile(r"\s*[-_|—–]\s*[^-_|—–]{2,20}$")
_DATE = re.compile(r"(20\d\d|19\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})")

#: Less text than this, or a smaller part of the page's, and the second extractor is asked.
_ENOUGH_HAN = 200
_ENOUGH_SHARE = 0.3

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_NO_TEXT = frozenset(["head", "noscript", "script", "style", "template", "title"])

_META_TITLE = ("og:title", "ArticleTitle", "twitter:title")
_META_DATE = (
    "PubDate",
    "pubdate",
    "publishdate",
    "article:published_time",
    "og:release_date",
    "weibo:article:create_at",
)
_META_PUBLISHER = ("ContentSource", "source", "mediaid", "og:site_name", "SiteName")
_META_AUTHOR = ("Author", "author", "article:author")


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of its article."""

    title: str | None
    published: str | None
    publisher: str | None
    authors: tuple[str, ...]
    url: str | None


def read(name: str, content: bytes) -> Iterator[RawDocument | ReadError]:
    """One document: the main text of the page, a paragraph a line. A page without text is a :class:`ReadError`."""
    page, encoding = _decode_page(name, content)
    try:
        tree = lxml.html.document_fromstring(page)
    except (etree.ParserError, ValueError) as error:
        raise ReadError(name, "网页没有内容。") from error
    text = main_text(page, tree)
    if not text:
        raise ReadError(name, "网页中没有找到正文，请把正文另存为文本文件再导入。")
    head = read_head(tree)
    yield RawDocument(
        name=name,
        content=content,
        text=text,
        encoding=encoding,
        title=head.title,
        published=head.published,
        publisher=head.publisher,
        authors=head.authors,
        url=head.url,
    )


def _decode_page(name: str, content: bytes) -> tuple[str, str]:
    """A page's own word on its encoding counts where it holds; GB 2312 means GB 18030, as everywhere on the web."""
    if told := _CHARSET.search(content[:4096]):
        charset = told[1].decode("ascii", "replace").lower()
        charset = "gb18030" if charset in ("gb2312", "gbk") else charset
        try:
            return _without_declaration(content.decode(charset)), charset
        except (LookupError, UnicodeDecodeError):
            pass
    text, encoding = decoded(name, content)
    return _without_declaration(text), encoding


def _without_declaration(page: str) -> str:
    """lxml refuses text that still declares an encoding."""
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", page)


def main_text(page: str, tree: lxml.html.HtmlElement) -> str:
    """The article's paragraphs, one a line: readability's choice, or trafilatura's where that is suspiciously little."""
    marked = tree.xpath("//*[@id='js_content']")  # WeChat hides its article by style, so extractors pass it over
    if marked:
        return block_text(marked[0])
    text = _readable(page)
    han, whole = _han(text), _han(block_text(tree))
    if han < _ENOUGH_HAN and han < _ENOUGH_SHARE * whole:
        other = trafilatura.extract(page, favor_recall=True, include_comments=False, deduplicate=False) or ""
        return max(text, other, key=_han)
    return text


def _readable(page: str) -> str:
    try:
        return block_text(lxml.html.fromstring(Document(page).summary(html_partial=True)))
    except (etree.ParserError, ValueError):
        return ""


def _han(text: str) -> int:
    return len(_HAN.findall(text))


def fragment_text(fragment: str) -> str:
    """The text of a piece of HTML, a block a line: 「<p>总投资<b>5亿元</b></p>」 → 「总投资5亿元」."""
    if not fragment.strip():
        return ""
    return block_text(lxml.html.fragment_fromstring(fragment, create_parent="div"))


def block_text(element: lxml.html.HtmlElement) -> str:
    """All text below an element, with a line break at every block; runs of blank lines become one."""
    pieces: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if tag in _BLOCKS:
                pieces.append("\n")
            if node.text and tag not in _NO_TEXT:
                pieces.append(re.sub(r"\s+", " ", node.text))
        elif event in ("end", "comment", "pi"):
            if tag in _BLOCKS:
                pieces.append("\n")
            if node.tail and node is not element:
                pieces.append(re.sub(r"\s+", " ", node.tail))
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return _BLANK_LINES.sub("\n", "\n".join(lines)).strip()


def read_head(tree: lxml.html.HtmlElement) -> Head:
    """Title, date, publisher and authors as the page's metadata give them; None where they do not."""
    meta = _meta(tree)
    title = _first(meta, _META_TITLE) or _text_of(tree, "//h1") or _text_of(tree, "//title")
    authors = _first(meta, _META_AUTHOR)
    url = tree.xpath("string(//link[@rel='canonical']/@href)") or meta.get("og:url", "")
    return Head(
        title=_SITE_SUFFIX.sub("", title) if title else None,
        published=_iso_date(_first(meta, _META_DATE) or _text_of(tree, "//time/@datetime")),
        publisher=_first(meta, _META_PUBLISHER),
        authors=tuple(re.split(r"[\s,，、]+", authors)) if authors else (),
        url=url if url.startswith(("http://", "https://")) else None,
    )


def _meta(tree: lxml.html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.iter("meta"):
        key = node.get("name") or node.get("property") or ""
        value = (node.get("content") or "").strip()
        if key and value:
            found.setdefault(key, value)
    return found


def _first(meta: dict[str, str], keys: tuple[str, ...]) -> str | None:
    return next((meta[key] for key in keys if key in meta), None)


def _text_of(tree: lxml.html.HtmlElement, path: str) -> str | None:
    for node in tree.xpath(path):
        text = node if isinstance(node, str) else node.text_content()
        if text := re.sub(r"\s+", " ", text).strip():
            return text
    return None


def _iso_date(text: str | None) -> str | None:
    """「2023年2月8日 09:30」 → "2023-02-08"; None where no day can be read."""
    found = _DATE.search(text or "")
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups())
    return f"{year}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None
