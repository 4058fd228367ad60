"""PDF with a text layer: words in the order a person reads them, columns one after the other."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from projects.sources.base import RawDocument, ReadError

#: A gap is a gutter between columns, or a break between blocks, when it is so many times the text's height.
_COLUMN_GAP = 0.8
_BLOCK_GAP = 1.0
MAX_PAGES = 300


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box, in points from the page's top left."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


def read(name: str, content: bytes) -> Iterator[RawDocument | ReadError]:
    """One document: all pages in reading order, a blank line between blocks. A scan is a :class:`ReadError`."""
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise ReadError(name, f"PDF 有 {len(pdf.pages)} 页，上限 {MAX_PAGES} 页，请拆分后再导入。")
            text = "\n\n".join(filter(None, (page_text(_words(page)) for page in pdf.pages)))
    except PDFPasswordIncorrect as error:
        raise ReadError(name, "PDF 有密码，请先解除密码。") from error
    except (PdfminerException, PDFSyntaxError) as error:
        if isinstance(error.__cause__ or error.__context__, PDFPasswordIncorrect) or "Password" in repr(error):
            raise ReadError(name, "PDF 有密码，请先解除密码。") from error
        raise ReadError(name, "不是有效的 PDF 文件，或文件已损坏。") from error
    if not text:
        raise ReadError(name, "PDF 没有文字层（可能是扫描件），请先做文字识别再导入。")
    yield RawDocument(name=name, content=content, text=text, encoding="pdf")


def _words(page: pdfplumber.page.Page) -> list[Word]:
    found = page.extract_words(x_tolerance=1.5, y_tolerance=3, keep_blank_chars=False)
    return [Word(w["text"], w["x0"], w["top"], w["x1"], w["bottom"]) for w in found]


def page_text(words: Sequence[Word]) -> str:
    """Blocks in reading order, found by cutting the page along its white gaps (XY-cut)."""
    return "\n\n".join(_block_text(block) for block in blocks(words))


def blocks(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Cut along the widest gaps, rows of blocks first, then columns, until nothing can be cut.

    A headline over three columns is cut off above them; each column then comes whole, left to right.
    """
    if not words:
        return
    height = sorted(word.height for word in words)[len(words) // 2]
    for low, high, gap in (("x0", "x1", _COLUMN_GAP), ("top", "bottom", _BLOCK_GAP)):
        parts = _cut(words, low, high, gap * height)
        if len(parts) > 1:
            for part in parts:
                yield from blocks(part)
            return
    yield sorted(words, key=lambda word: (word.top, word.x0))


def _cut(words: Sequence[Word], low: str, high: str, gap: float) -> list[list[Word]]:
    """Split where no word reaches across for at least ``gap`` points."""
    parts: list[list[Word]] = []
    reach = float("-inf")
    for word in sorted(words, key=lambda word: float(getattr(word, low))):
        if getattr(word, low) - reach >= gap or not parts:
            parts.append([])
        parts[-1].append(word)
        reach = max(reach, getattr(word, high))
    return parts


def _block_text(words: Sequence[Word]) -> str:
    """Lines of a block; Chinese lines that run on are joined, for a column breaks its lines anywhere."""
    lines: list[list[Word]] = []
    for word in words:
        if lines and word.top - lines[-1][0].top < lines[-1][0].height * 0.6:
            lines[-1].append(word)
        else:
            lines.append([word])
    texts = ["".join(word.text for word in sorted(line, key=lambda word: word.x0)) for line in lines]
    width = max(line[-1].x1 for line in lines) - min(line[0].x0 for line in lines)
    joined = texts[0]
    for before, line, text in zip(lines, lines[1:], texts[1:], strict=False):
        full = before[-1].x1 - before[0].x0 > 0.85 * width
        indented = line[0].x0 - min(other[0].x0 for other in lines) > 0.9 * line[0].height
        joined += text if full and not indented else "\n" + text
    return joined
