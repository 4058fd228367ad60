"""Reads documents for the index: their columns, names and tsvectors, in the order of freshness."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, LiteralString, NamedTuple

import numpy as np
import psycopg
from django.db.models import CharField, DecimalField, F, Func, Model, QuerySet, TextField, Value
from numpy.typing import NDArray
from psycopg import sql
from psycopg.types.string import ByteaBinaryLoader

from kbase.search.bitmaps.store import fast_cursor, streaming_cursor
from kbase.search.bitmaps.wire import bigints, texts
from kbase.search.executor import Orders
from kbase.search.facets import Facet

#: Raise it when postings or columns are written in another way.
LAYOUT = "2"
BATCH = 5_000


class Batch(NamedTuple):
    """Some documents in the order of freshness: their keys, the cells of each column, folded names in UTF-8, tsvectors."""

    ids: NDArray[np.int64]
    cells: Mapping[str, Sequence[Any]]
    names: Sequence[Sequence[bytes]]
    vectors: Sequence[bytes]


class Source:
    """The documents of one model, by the facets that are counted and the orders that are offered.

    ``more`` are columns that no facet has but typed conditions compare.
    """

    def __init__(self, model: type[Model], facets: Sequence[Facet], orders: Orders, more: Sequence[str] = ()) -> None:
        self.model = model
        self.orders = orders
        names = dict.fromkeys([*(facet.column for facet in facets), *more])
        self.columns = {name: self._places(name) for name in names}

    @property
    def layout(self) -> str:
        """Tells generations of other columns, orders or rules apart."""
        told = repr((LAYOUT, sorted(self.columns.items()), sorted(self.orders.named), self.orders.freshness))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def _places(self, name: str) -> int | None:
        column = self.model._meta.get_field(name)
        return column.decimal_places if isinstance(column, DecimalField) else None

    def fresh(self) -> QuerySet[Any]:
        """All documents, freshest first."""
        return self.model._default_manager.order_by(*self.orders.freshness)

    def read(self, rows: QuerySet[Any]) -> Iterator[Batch]:
        """All documents of a query, batch by batch. Needs a transaction."""
        with streaming_cursor("search_documents") as cursor:
            _plainly(cursor).execute(*self._statement(rows))
            while found := cursor.fetchmany(BATCH):
                yield self._batch(found)

    def changed(self, ids: Sequence[int]) -> Batch | None:
        """The documents of these keys as they are now; None if there are none any more."""
        with fast_cursor() as cursor:
            statement = self._statement(self.fresh().filter(pk__in=ids))
            found = _plainly(cursor).execute(*statement).fetchall()
        return self._batch(found) if found else None

    def _statement(self, rows: QuerySet[Any]) -> tuple[str, Any]:
        return rows.values_list("pk", *self.columns, "folded_names", "vector").query.sql_with_params()

    def _batch(self, rows: Sequence[Sequence[Any]]) -> Batch:
        ids, *cells, names, vectors = zip(*rows, strict=True)
        return Batch(
            np.array(ids, np.int64), dict(zip(self.columns, cells, strict=True)), [*map(texts, names)], vectors
        )

    def order(self, name: str) -> NDArray[np.int64]:
        """The keys of all documents in a named order."""
        named = map(self._by_value, self.orders.named[name])
        rows = self.model._default_manager.order_by(*named, *self.orders.freshness)
        ordered, values = rows.values_list("pk").query.sql_with_params()
        statement = f"SELECT array_agg(id) FROM ({ordered}) AS ordered (id)"  # noqa: S608 - Django's own statement
        with fast_cursor() as cursor:
            found = _plainly(cursor).execute(statement, values).fetchone()  # type: ignore[arg-type]
        return bigints(found[0]) if found and found[0] else np.array([], np.int64)

    def _by_value(self, column: Any) -> Any:
        """A column of texts that rest out of line, as an expression: a sort by the column fetches two for each comparison."""
        name = column.removeprefix("-") if isinstance(column, str) else ""
        if not name or not isinstance(self.model._meta.get_field(name), (CharField, TextField)):
            return column
        text = Func(F(name), Value(""), template="(%(expressions)s)", arg_joiner=" || ", output_field=TextField())
        return text.asc() if name == column else text.desc()

    def matching(self, tsquery: str) -> list[int]:
        """The keys of documents that match, in no order: for what only the tsvectors tell."""
        with fast_cursor() as cursor:
            found = cursor.execute(self._sql("SELECT array_agg(id) FROM {} WHERE vector @@ %s::tsquery"), [tsquery])
            row = found.fetchone()
        return (row and row[0]) or []

    def _sql(self, statement: LiteralString) -> sql.Composed:
        return sql.SQL(statement).format(sql.Identifier(self.model._meta.db_table))

    def sorted(self, ids: Sequence[int], name: str) -> list[int]:
        """These keys in a named order, the order of freshness for an unnamed one."""
        order = (*self.orders.named.get(name, ()), *self.orders.freshness)
        return list(self.model._default_manager.filter(pk__in=ids).order_by(*order).values_list("pk", flat=True))


def _plainly(cursor: psycopg.Cursor[Any]) -> psycopg.Cursor[Any]:
    """Arrays come as they are sent: most cells of a column are as others were, and need not be read again."""
    for element in ("text", "varchar", "int8"):
        if told := cursor.adapters.types.get(element):
            cursor.adapters.register_loader(told.array_oid, ByteaBinaryLoader)
    return cursor
