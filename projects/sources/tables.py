"""Tables of articles: JSON, JSON Lines, CSV and XLSX, an article a row."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from projects.sources.base import RawDocument, ReadError, check_size, decoded
from projects.sources.heads import COLUMNS, column, head_of
from projects.sources.html import fragment_text

_TAG = re.compile(r"</?(p|div|br|span|h\d|table|td|li|strong|b|a)\b[^>]*>", re.IGNORECASE)

#: csv refuses longer cells by default (128 kB); an article may be longer.
csv.field_size_limit(20_000_000)


def read_json(name: str, content: bytes) -> Iterator[RawDocument | ReadError]:
    """An object, an array of objects, or an object that holds one array of objects."""
    text, _ = decoded(name, content)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReadError(name, f"JSON 格式有误：{_place(error)}。") from error
    if isinstance(data, dict) and not column(data, "text"):
        data = next((value for value in data.values() if isinstance(value, list)), [data])
    rows = data if isinstance(data, list) else [data]
    yield from _documents(name, enumerate(rows, start=1))


def read_jsonl(name: str, content: bytes) -> Iterator[RawDocument | ReadError]:
    """One object a line; a broken line is an error of its own."""
    text, _ = decoded(name, content)
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield ReadError(f"{name}#{number}", f"JSON 格式有误：{_place(error)}。")
            continue
        yield from _documents(name, [(number, row)])


def read_csv(name: str, content: bytes) -> Iterator[RawDocument | ReadError]:
    """A header line and an article a row; comma, semicolon or tab between cells."""
    text, _ = decoded(name, content)
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ReadError(name, f"CSV 格式有误：{error}。") from error
    yield from _documents(name, enumerate(rows, start=2))


def read_xlsx(name: str, content: bytes) -> Iterator[RawDocument | ReadError]:
    """The first sheet: a header row and an article a row."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            check_size(name, sum(member.file_size for member in packed.infolist()))
        sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError) as error:
        raise ReadError(name, "不是有效的 XLSX 文件，请用表格软件另存为 .xlsx 再导入。") from error
    if not rows:
        raise ReadError(name, "表格是空的。")
    header = [str(cell or "").strip() for cell in rows[0]]
    yield from _documents(name, ((n, dict(zip(header, row, strict=False))) for n, row in enumerate(rows[1:], start=2)))


def _place(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"第 {error.lineno} 行第 {error.colno} 列"
    return "嵌套过深" if isinstance(error, RecursionError) else str(error)


def _documents(name: str, rows: Iterable[tuple[int, Any]]) -> Iterator[RawDocument | ReadError]:
    for number, row in rows:
        locator = f"{name}#{number}"
        if not isinstance(row, Mapping):
            yield ReadError(locator, "这一条不是对象（键值对）。")
        elif not (text := column(row, "text")):
            yield ReadError(locator, f"没有正文列（可用列名：{'、'.join(COLUMNS['text'])}）。")
        else:
            yield _document(locator, row, text)


def _document(locator: str, row: Mapping[str, Any], text: str) -> RawDocument:
    # The row itself is the document: its identity must not change with its neighbours or its place in the table.
    content = json.dumps(row, ensure_ascii=False, sort_keys=True, default=str).encode()
    text = fragment_text(text) if _TAG.search(text) else text
    return RawDocument(name=locator, content=content, text=text, encoding="utf-8", **head_of(row))
