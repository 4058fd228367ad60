"""Files of lines, written while they are sent: CSV for spreadsheets, JSON Lines for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from projects.exports.cells import escaped
from projects.exports.table import columns
from projects.exports.taking import Taking

#: Without it Excel takes the file for one of the local encoding, and Chinese for mojibake.
BOM = "\ufeff"


def csv_lines(taking: Taking) -> Iterator[str]:
    """The head, then a piece for each batch."""
    table = columns(taking.kinds)
    yield BOM + _csv([[column.header for column in table]])
    for batch in taking.batches():
        yield _csv([[escaped(column.cell(data)) for column in table] for data in batch])


def _csv(rows: list[list[object]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def json_lines(taking: Taking) -> Iterator[str]:
    """An object per line, the same as the API gives."""
    for batch in taking.batches():
        yield "".join(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n" for data in batch)
