"""Values as cells of a spreadsheet that nothing can be smuggled into."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

Cell = str | int | float | None

#: What a spreadsheet may take for the beginning of a formula; Chinese ones read the full-width signs too.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
#: The most characters of one cell in Excel.
LONGEST = 32_767


def escaped(cell: Cell) -> Cell:
    """Text that could run as a formula, behind an apostrophe: "=1+1" → "'=1+1". Numbers are numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA) else cell


def printable(cell: Cell) -> Cell:
    """The same for a sheet of Excel, which refuses control characters and longer texts."""
    return str(escaped(ILLEGAL_CHARACTERS_RE.sub("", cell)))[:LONGEST] if isinstance(cell, str) else cell


def several(values: Iterable[Any]) -> Cell:
    """One value as it is, several in one cell: ["集成电路", "机器人"] → "集成电路 | 机器人"."""
    found = ["" if value is None else value for value in values]
    if len(found) < 2:
        return found[0] if found else None
    return " | ".join(map(str, found))
