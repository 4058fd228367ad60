"""Reads and writes what PostgreSQL keeps of the bitmaps: generations, columns, postings, and who changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import psycopg
from django.db import connection, models
from numpy.typing import NDArray

from kbase.search.bitmaps.columns import Amounts, Coded, Column
from kbase.search.bitmaps.sets import Block

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Tables:
    """The models that keep the bitmaps; ``documents`` are the indexed rows."""

    documents: type[models.Model]
    generations: type[models.Model]
    columns: type[models.Model]
    postings: type[models.Model]
    changes: type[models.Model]


class Mark(NamedTuple):
    """Up to where a reader knows the documents: a generation, and a snapshot (pg_snapshot) of what it has seen."""

    generation: int
    snapshot: str


class News(NamedTuple):
    """What a reader has to know before it answers: the generation in use, and what changed since its mark."""

    generation: int | None
    snapshot: str
    changed: list[int]
    blocks: list[bytes | None]


#: $1 the layout, $2 and $3 the reader's mark, $4 the keys, $5 how many changes at most.
_NEWS = """
SELECT (SELECT max(id) FROM {generations} WHERE layout = $1::text),
       pg_current_snapshot()::text,
       ARRAY(SELECT document_id FROM {changes}
             WHERE changed_in >= pg_snapshot_xmin($2::text::pg_snapshot)::text::bigint
             AND NOT pg_visible_in_snapshot(changed_in::text::xid8, $2::text::pg_snapshot) LIMIT $5::bigint),
       ARRAY(SELECT (SELECT data FROM {postings} WHERE generation_id = $3::bigint AND first <= wanted.key
                     ORDER BY first DESC LIMIT 1)
             FROM unnest($4::text::bigint[]) WITH ORDINALITY AS wanted (key, place) ORDER BY place)
"""

_AT_ONCE = 10_000
_SEEN = """
DELETE FROM {changes} WHERE document_id IN (
    SELECT document_id FROM {changes}
    WHERE changed_in < (SELECT min(pg_snapshot_xmin(snapshot::pg_snapshot)::text::bigint) FROM {generations})
    LIMIT %s FOR UPDATE SKIP LOCKED)
"""


class Store:
    """The tables, by the statements that the index needs."""

    def __init__(self, tables: Tables, layout: str) -> None:
        self.tables = tables
        self.layout = layout
        names = {name: getattr(tables, name)._meta.db_table for name in ("generations", "changes", "postings")}
        self._news, self._seen = _NEWS.format(**names), _SEEN.format(**names)

    def news(self, mark: Mark, keys: Sequence[int], most: int) -> News:
        """One round trip before each answer; ``blocks`` are those of ``mark.generation`` that would hold the keys.

        Of the changes so many at ``most``.
        """
        keyed = "{" + ",".join(map(str, keys)) + "}"  # as text, since psycopg looks at each number of a list
        with fast_cursor(psycopg.RawCursor) as cursor:
            row = cursor.execute(self._news, (self.layout, mark.snapshot, mark.generation, keyed, most)).fetchone()
        assert row is not None
        return News(*row)

    def mark(self, generation: int) -> Mark | None:
        """The mark of a generation as it was built; None if another server built it, whose snapshots mean nothing here."""
        rows = self.tables.generations._default_manager.filter(pk=generation)
        snapshot, system = rows.values_list("snapshot", "system").get()
        return Mark(generation, snapshot) if system == self._moment()[1] else None

    @staticmethod
    def _moment() -> tuple[str, str]:
        """The snapshot of the present moment, and which server this is."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_snapshot()::text, system_identifier::text FROM pg_control_system()")
            found: tuple[str, str] = cursor.fetchone()
        return found

    def begin(self, size: int) -> int:
        """A new generation of the present moment; nobody sees it before the transaction commits."""
        snapshot, system = self._moment()
        made = {"layout": self.layout, "size": size, "snapshot": snapshot, "system": system}
        return self.tables.generations._default_manager.create(**made).pk

    def forget_before(self, generation: int) -> None:
        """Drop all older generations but the last, which requests may still be reading."""
        rows = self.tables.generations._default_manager.filter(pk__lt=generation).order_by("-pk")
        old = [*rows.values_list("pk", flat=True)[1:]]
        for model in (self.tables.postings, self.tables.columns):
            model._default_manager.filter(generation_id__in=old)._raw_delete(connection.alias)  # type: ignore[attr-defined]
        self.tables.generations._default_manager.filter(pk__in=old).delete()

    def forget_changes(self) -> None:
        """Drop the changes that every generation has seen, bit by bit and past those being written, so nobody waits."""
        with connection.cursor() as cursor:
            while True:
                cursor.execute(self._seen, [_AT_ONCE])
                if cursor.rowcount < _AT_ONCE:
                    return

    def arrays(self, generation: int) -> dict[str, bytes]:
        """The columns of a generation by name."""
        rows = self.tables.columns._default_manager.filter(generation_id=generation)
        return {name: bytes(data) for name, data in rows.values_list("name", "data")}

    def write_columns(self, generation: int, arrays: Mapping[str, bytes]) -> None:
        """Keep columns of a generation."""
        for name, data in arrays.items():
            self.tables.columns._default_manager.create(generation_id=generation, name=name, data=data)

    def write_postings(self, generation: int, blocks: Iterable[Block]) -> None:
        """Keep postings of a generation, by COPY."""
        table = self.tables.postings._meta.db_table
        with (
            fast_cursor() as cursor,
            cursor.copy(f"COPY {table} (generation_id, first, data) FROM STDIN BINARY") as copy,
        ):
            copy.set_types(["int8", "int8", "bytea"])
            for block in blocks:
                copy.write_row((generation, block.first, block.data))


@contextmanager
def fast_cursor(kind: type[psycopg.Cursor[Any]] = psycopg.Cursor) -> Iterator[psycopg.Cursor[Any]]:
    """A cursor of the driver on Django's connection: binds on the server and reads binary, unlike Django's own."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    if "EMBEDDED" in connection.settings_dict:  # no pooler in between, which might not know prepared statements
        connection.connection.prepare_threshold = 5
    with connection.wrap_database_errors, kind(connection.connection) as cursor:
        cursor.format = psycopg.pq.Format.BINARY
        yield cursor


@contextmanager
def streaming_cursor(name: str) -> Iterator[psycopg.ServerCursor[Any]]:
    """The same for results larger than memory; lives within a transaction."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.ServerCursor(connection.connection, name) as cursor:
        cursor.format = psycopg.pq.Format.BINARY
        yield cursor


def packed(name: str, column: Column) -> dict[str, bytes]:
    """A column as arrays under names of its own."""
    if isinstance(column, Amounts):
        return {
            f"{name}.amounts": column.numbers.tobytes(),
            f"{name}.meta": json.dumps({"scale": column.scale}).encode(),
        }
    meta = {"values": column.values, "type": column.codes.dtype.str}
    return {
        f"{name}.codes": column.codes.tobytes(),
        f"{name}.starts": column.starts.astype(np.uint32).tobytes(),
        f"{name}.members": column.members.tobytes(),
        f"{name}.meta": json.dumps(meta).encode(),
    }


def unpacked(name: str, arrays: Mapping[str, Any]) -> Column:
    """The column that :func:`packed` took apart; ``arrays`` hold anything with the buffer protocol."""
    meta = json.loads(bytes(arrays[f"{name}.meta"]))
    if f"{name}.amounts" in arrays:
        return Amounts(np.frombuffer(arrays[f"{name}.amounts"], np.int64), meta["scale"])
    return Coded(
        np.frombuffer(arrays[f"{name}.codes"], np.dtype(meta["type"])),
        np.frombuffer(arrays[f"{name}.starts"], np.uint32),
        np.frombuffer(arrays[f"{name}.members"], np.uint32),
        meta["values"],
    )
