"""Builds a generation of the index beside the one in use, and opens a stored one.

A build is one transaction: it reads the documents of one moment, blocks nobody, and until it commits nothing of it is
there. What is written meanwhile stays in the list of changes, by which readers put the generation right.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from kbase.search.bitmaps.columns import Numbers, Words, taking
from kbase.search.bitmaps.segment import Segment, StoredBook
from kbase.search.bitmaps.sets import Block, blocks
from kbase.search.bitmaps.source import Source
from kbase.search.bitmaps.store import Store, packed, unpacked
from kbase.search.bitmaps.vectors import ROW, Postings, in_order, joined, postings

#: One builder at a time, whatever process it is in.
_LOCK = 7_241_990_518
#: Entries that are merged at once; 12 bytes each, and three copies of them.
_PART = 4_000_000
#: Postings a process keeps of what was asked for last.
MEMORY = 48 << 20


def build(store: Store, source: Source) -> Iterator[tuple[int, int]]:
    """Build the next generation; yields how many documents of how many are done. Nothing if another builds already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:  # type: ignore[index]
            return
        try:
            with transaction.atomic():
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute("SET LOCAL statement_timeout = 0")  # a server's processes have one
                cursor.execute("SET LOCAL work_mem = '64MB'")  # documents are sorted once for each order
                yield from _build(store, source)
            store.forget_changes()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _build(store: Store, source: Source) -> Iterator[tuple[int, int]]:
    size = source.model._default_manager.count()
    generation = store.begin(size)
    ids: list[NDArray[np.int64]] = []
    columns = {name: taking(places) for name, places in source.columns.items()}
    with tempfile.TemporaryDirectory(prefix="kbase-index-") as folder:
        runs: list[Postings] = []
        done = 0
        for batch in source.read(source.fresh()):
            runs.append(_spilled(postings(batch.vectors, batch.names), done, Path(folder) / str(len(runs))))
            ids.append(batch.ids)
            for name, column in columns.items():
                column.add(batch.cells[name])
            done += len(batch.ids)
            yield done, size
        store.write_postings(generation, _merged(runs, size))
    _write_columns(store, source, generation, np.concatenate([np.array([], np.int64), *ids]), columns)
    store.forget_before(generation)


def _write_columns(
    store: Store, source: Source, generation: int, ids: NDArray[np.int64], columns: Mapping[str, Words | Numbers]
) -> None:
    arrays = {"ids": ids.tobytes()}
    for name, column in columns.items():
        arrays |= packed(name, column.column())
    by_id = np.argsort(ids)
    for name, named in source.orders.named.items():
        if named:
            places = np.searchsorted(ids, source.order(name), sorter=by_id)
            arrays[f"order.{name}"] = by_id[places].astype(np.int32).tobytes()
    store.write_columns(generation, arrays)


def _spilled(found: Postings, first_row: int, path: Path) -> Postings:
    """The postings of a batch in a file, with its rows numbered within the generation."""
    entries = found.entries + np.uint32(first_row << ROW)
    with path.open("wb") as file:
        for array in (found.keys, found.ends, entries):
            array.tofile(file)
    count = len(found.keys)
    return Postings(
        np.memmap(path, np.int64, "r", 0, (count,)),
        np.memmap(path, np.int64, "r", 8 * count, (count,)),
        np.memmap(path, np.uint32, "r", 16 * count, (len(entries),)),
    )


def _merged(runs: Sequence[Postings], size: int) -> Iterator[Block]:
    """All runs as one, part by part of the keys."""
    parts = sum(len(run.entries) for run in runs) // _PART + 1
    borders = [int(border) for border in np.linspace(-(2**63), 2**63, parts + 1)[1:-1]]
    places = [[0, *np.searchsorted(run.keys, borders).tolist(), len(run.keys)] for run in runs]
    for part in range(parts):
        slices = [_slice(run, place[part], place[part + 1]) for run, place in zip(runs, places, strict=True)]
        yield from blocks(joined(in_order(slices)), size)


def _slice(run: Postings, start: int, end: int) -> Postings:
    before = int(run.ends[start - 1]) if start else 0
    after = int(run.ends[end - 1]) if end else 0
    return Postings(run.keys[start:end], run.ends[start:end] - before, run.entries[before:after])


def opened(store: Store, source: Source, generation: int) -> Segment:
    """A stored generation, ready to answer."""
    arrays = store.arrays(generation)
    return Segment(
        ids=np.frombuffer(arrays["ids"], np.int64),
        columns={name: unpacked(name, arrays) for name in source.columns},
        book=StoredBook(MEMORY),
        orders={
            name: np.frombuffer(arrays[f"order.{name}"], np.int32)
            for name in source.orders.named
            if f"order.{name}" in arrays
        },
    )
