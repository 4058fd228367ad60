"""Many rows of one model, written with COPY in binary: a fraction of what building and reading an INSERT of them costs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection, transaction
from django.db.models import Model

_LENGTH = re.compile(r"\([\d, ]+\)")
_INCOMING = "CREATE TEMPORARY TABLE {incoming} ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA"
_MERGE = """
INSERT INTO {table} ({columns}) SELECT {columns} FROM {incoming}
ON CONFLICT ({key}) DO UPDATE SET {changes}
"""


def copy_in(rows: Sequence[Model]) -> None:
    """Insert these rows, all of one model, and give them their keys; the errors are those of an INSERT.

    Like ``bulk_create`` it calls no ``save``; unlike it, it always inserts. Related rows must be saved before they
    are set.
    """
    if not rows:
        return
    meta: Any = rows[0]._meta
    with connection.cursor() as cursor:
        keys = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
        cursor.execute(keys, [meta.db_table, meta.pk.column, len(rows)])
        drawn = [key for (key,) in cursor.fetchall()]
    for row, key in zip(rows, drawn, strict=True):
        row.pk = key
    try:
        copy_all(rows, meta.db_table, meta.concrete_fields)
    except Exception:
        for row in rows:
            row.pk = None
        raise
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@transaction.atomic(savepoint=False)
def put_in(rows: Sequence[Model], key: str) -> None:
    """Insert these rows, all of one model; one that has the same ``key`` column as a stored row replaces all it holds.

    The rows' own keys are neither looked at nor set. Every ``key`` is there once.
    """
    if not rows:
        return
    meta: Any = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    table, incoming = meta.db_table, f"incoming_{meta.db_table}"
    columns = _columns(fields)
    names = {"table": table, "incoming": incoming, "columns": ", ".join(columns)}
    changes = ", ".join(f"{column} = EXCLUDED.{column}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(_INCOMING.format(**names))
        copy_all(rows, incoming, fields)
        cursor.execute(_MERGE.format(**names, key=meta.get_field(key).column, changes=changes))
        cursor.execute(f"DROP TABLE {incoming}")


def copy_all(rows: Sequence[Model], table: str, fields: Sequence[Any]) -> None:
    """Write these fields of the rows into the columns of the same name."""
    columns = ", ".join(_columns(fields))
    # Its length is no part of a type here: varchar(6)[] is sent as varchar[].
    types = [_LENGTH.sub("", field.db_type(connection)) for field in fields]
    with _binary_cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN BINARY") as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row([field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields])


def _columns(fields: Sequence[Any]) -> list[str]:
    return [connection.ops.quote_name(field.column) for field in fields]


@contextmanager
def _binary_cursor() -> Iterator[psycopg.Cursor[Any]]:
    """The driver's own cursor on Django's connection, with Django's errors."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        yield cursor
