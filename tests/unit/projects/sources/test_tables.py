import io
import json
from typing import Any

import openpyxl
import pytest

from projects.sources.base import RawDocument, Reader, ReadError
from projects.sources.heads import partial_date
from projects.sources.tables import read_csv, read_json, read_jsonl, read_xlsx

ROW: dict[str, Any] = {
    "标题": "智造园开工",
    "正文": "海州智造园总投资5亿元。",
    "日期": "2024年5月6日",
    "来源": "海州日报",
}


def rows(reader: Reader, content: bytes) -> list[RawDocument | ReadError]:
    return list(reader("表.x", content))


def xlsx(*lines: list[Any]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(out)
    return out.getvalue()


def csv_of(row: dict[str, Any], delimiter: str = ",") -> bytes:
    return f"{delimiter.join(row)}\n{delimiter.join(row.values())}\n".encode("utf-8-sig")


@pytest.mark.parametrize(
    ("reader", "content"),
    [
        (read_json, json.dumps([ROW]).encode()),
        (read_json, json.dumps(ROW).encode()),
        (read_json, json.dumps({"total": 1, "articles": [ROW]}).encode()),
        (read_jsonl, json.dumps(ROW).encode() + b"\n\n"),
        (read_csv, csv_of(ROW)),
        (read_csv, csv_of(ROW, "\t")),
        (read_xlsx, xlsx(list(ROW), list(ROW.values()))),
    ],
)
def test_a_row_is_a_document(reader: Reader, content: bytes) -> None:
    [found] = rows(reader, content)
    assert isinstance(found, RawDocument)
    assert found.text == "海州智造园总投资5亿元。"
    assert (found.title, found.published, found.publisher) == ("智造园开工", "2024-05-06", "海州日报")


def test_the_same_row_is_the_same_document_wherever_it_stands() -> None:
    [alone] = rows(read_jsonl, json.dumps(ROW).encode())
    [_, second] = rows(read_jsonl, b'{"text": "other"}\n' + json.dumps(dict(reversed(ROW.items()))).encode())
    assert isinstance(alone, RawDocument) and isinstance(second, RawDocument)
    assert alone.content == second.content
    assert alone.name != second.name


def test_english_columns_and_html_in_the_text() -> None:
    row = {"Title": "t", "Content": "<p>甲</p><p>乙</p>", "URL": "https://example.org/1", "authors": ["李明", "王芳"]}
    [found] = rows(read_json, json.dumps(row).encode())
    assert isinstance(found, RawDocument)
    assert (found.text, found.url, found.authors) == ("甲\n乙", "https://example.org/1", ("李明", "王芳"))


def test_bad_rows_are_told_and_the_others_read() -> None:
    found = rows(read_jsonl, '{"正文": "一"}\n{broken\n[1]\n{"标题": "无正文"}\n{"正文": "二"}'.encode())
    assert [item.text for item in found if isinstance(item, RawDocument)] == ["一", "二"]
    assert [item.locator for item in found if isinstance(item, ReadError)] == ["表.x#2", "表.x#3", "表.x#4"]


@pytest.mark.parametrize(
    ("reader", "content", "reason"),
    [
        (read_json, b'{"a": ', "第 1 行"),
        (read_json, b"[" * 100_000, "嵌套过深|第 1 行"),
        (read_xlsx, b"not a zip", "不是有效的 XLSX"),
        (read_xlsx, xlsx(), "空"),
        (read_csv, b"\x00\x01\x02\x03" * 50, "."),
    ],
)
def test_a_broken_table_says_why(reader: Reader, content: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        rows(reader, content)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024年5月6日", "2024-05-06"),
        ("2024/5/6 09:30", "2024-05-06"),
        ("2024-05", "2024-05"),
        ("2024", "2024"),
        ("2024-13-01", "2024"),
        ("昨天", None),
        ("", None),
    ],
)
def test_a_date_keeps_its_precision(text: str, date: str | None) -> None:
    assert partial_date(text) == date
