"""A workbook for Excel: a sheet that explains, and the rows. Written to disk row by row, then sent."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO, Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from projects.exports.cells import printable
from projects.exports.table import columns
from projects.exports.taking import Taking

#: Rows of one sheet with its head; Excel bears 1,048,576.
MOST_ROWS = 1_000_000

_READING = (
    ("怎样读", "每行一条记录。前面各列是采用的值，右边各列是每个值的原话、出处链接、原网页、来源、日期和正文指纹。"),
    ("空白", "报道没有写到，即“未披露”，不是零，也不是没有。"),
    ("单位与约数", "金额以元计，面积以平方米计，外币为原币；“约数”一列为空的是确数，“表述”是页面上的写法。"),
    ("核对", "“人工核对”经编辑确认，“机器抽取”由程序从报道读出，引用前请点开出处看一眼。"),
    ("正文SHA-256", "文章正文（UTF-8）的指纹；同一篇文章的指纹不变，就说明原话所在的正文没有变过。"),
    ("多个值", "产业、参与单位等一格有几个值时以“ | ”相隔，出处各列依次对应。"),
    ("撇号", "以 = + - @ 等开头的文字前加了撇号，以免被当作公式执行。"),
    ("许可", "报道的版权归原作者，原话只作核对之用；整理出的数据可以使用，请注明“园区知识库”和上面的永久链接。"),
)


def workbook(taking: Taking) -> IO[bytes]:
    """The finished file, at its beginning; it is gone when closed."""
    book = Workbook(write_only=True)
    readme = book.create_sheet("说明")
    readme.column_dimensions["A"].width, readme.column_dimensions["B"].width = 22, 100
    rows = _write(book, taking)
    for label, told in _readme(taking, rows):
        readme.append([_bold(readme, label), printable(told)])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response that sends it closes it
    book.save(file)
    file.seek(0)
    return file


def _write(book: Any, taking: Taking) -> int:
    """The rows, on as many sheets as they need; how many there were."""
    table = columns(taking.kinds)
    rows = 0
    sheet = _sheet(book, "记录", [column.header for column in table])
    for batch in taking.batches():
        for data in batch:
            if rows and rows % (MOST_ROWS - 1) == 0:
                title = f"记录 {rows // (MOST_ROWS - 1) + 1}"
                sheet = _sheet(book, title, [column.header for column in table])
            sheet.append([printable(column.cell(data)) for column in table])
            rows += 1
    return rows


def _sheet(book: Any, title: str, headers: list[str]) -> Any:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "D2"
    sheet.append([_bold(sheet, header) for header in headers])
    return sheet


def _bold(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _readme(taking: Taking, rows: int) -> Iterator[tuple[str, Any]]:
    yield "内容", f"园区知识库 · {taking.title}"
    yield "永久链接", taking.link
    yield "导出时间", f"{timezone.localtime():%Y-%m-%d %H:%M}（北京时间）"
    yield "行数", rows
    yield from taking.facts
    yield from _READING
