"""Reads documents for the index: their columns, names and tsvectors, in the order of freshness."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, LiteralString

from django.db.models import DecimalField, Model, QuerySet
from psycopg import sql

from kbase.search.bitmaps.store import fast_cursor, streaming_cursor
from kbase.search.executor import Orders
from kbase.search.facets import Facet

#: Raise it when postings or columns are written in another way.
LAYOUT = "2"
BATCH = 5_000


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

    def read(self, rows: QuerySet[Any]) -> Iterator[list[dict[str, Any]]]:
        """Batches of documents as :func:`kbase.search.bitmaps.segment.segment` takes them. Needs a transaction."""
        with streaming_cursor("search_documents") as cursor:
            cursor.execute(*self._statement(rows))
            while batch := cursor.fetchmany(BATCH):
                yield [self._told(row) for row in batch]

    def changed(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        """The documents of these keys that exist, as they are now."""
        with fast_cursor() as cursor:
            found = cursor.execute(*self._statement(self.fresh().filter(pk__in=ids))).fetchall()
        return [self._told(row) for row in found]

    def _statement(self, rows: QuerySet[Any]) -> tuple[str, Any]:
        return rows.values_list("pk", *self.columns, "folded_names", "vector").query.sql_with_params()

    def _told(self, row: Sequence[Any]) -> dict[str, Any]:
        return dict(zip(("id", *self.columns, "names", "vector"), row, strict=True))

    def order(self, name: str) -> Iterator[int]:
        """The keys of all documents in a named order."""
        rows = self.model._default_manager.order_by(*self.orders.named[name], *self.orders.freshness)
        yield from rows.values_list("pk", flat=True).iterator(chunk_size=20_000)

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
