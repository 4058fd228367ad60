"""Many new rows of one model, written with COPY: a fraction of what building and reading an INSERT of them costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


def copy_in(rows: Sequence[Model]) -> None:
    """Insert these rows, all of one model, and give them their keys; the errors are those of an INSERT.

    Like ``bulk_create`` it calls no ``save``; unlike it, it always inserts. Related rows must be saved before they
    are set.
    """
    if not rows:
        return
    meta: Any = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in [meta.pk, *fields])
    with connection.cursor() as cursor, connection.wrap_database_errors:
        keys = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
        cursor.execute(keys, [meta.db_table, meta.pk.column, len(rows)])
        drawn = [key for (key,) in cursor.fetchall()]
        with cursor.copy(f"COPY {quote(meta.db_table)} ({columns}) FROM STDIN") as copy:
            for row, key in zip(rows, drawn, strict=True):
                values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
                copy.write_row([key, *values])
    for row, key in zip(rows, drawn, strict=True):
        row.pk, row._state.adding, row._state.db = key, False, connection.alias
