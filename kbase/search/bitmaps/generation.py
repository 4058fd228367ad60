"""Builds a generation of the index beside the one in use, and opens a stored one.

A build is one transaction: it reads the documents of one moment, blocks nobody, and until it commits nothing of it is
there. What is written meanwhile stays in the list of changes, by which readers put the generation right.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from django.db import connection, transaction

from kbase.search.bitmaps.segment import Segment, StoredBook, column
from kbase.search.bitmaps.sets import Block, blocks
from kbase.search.bitmaps.source import Source
from kbase.search.bitmaps.store import Store, packed, unpacked
from kbase.search.bitmaps.vectors import ROW, Entries, Postings, grouped, postings

#: One builder at a time, whatever process it is in.
_LOCK = 7_241_990_518
#: Entries that are merged at once; 12 bytes each, and three copies of them.
_PART = 8_000_000
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
                yield from _build(store, source)
            store.forget_changes()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _build(store: Store, source: Source) -> Iterator[tuple[int, int]]:
    size = source.model._default_manager.count()
    generation = store.begin(size)
    cells: dict[str, list[object]] = {name: [] for name in ("id", *source.columns)}
    with tempfile.TemporaryDirectory(prefix="kbase-index-") as folder:
        runs: list[Postings] = []
        for batch in source.read(source.fresh()):
            found = postings([row["vector"] for row in batch], [row["names"] for row in batch])
            runs.append(_spilled(found, len(cells["id"]), Path(folder) / str(len(runs))))
            for name, kept in cells.items():
                kept.extend(row[name] for row in batch)
            yield len(cells["id"]), size
        store.write_postings(generation, _merged(runs, size))
    _write_columns(store, source, generation, cells)
    store.forget_before(generation)


def _write_columns(store: Store, source: Source, generation: int, cells: dict[str, list[object]]) -> None:
    ids = np.array(cells.pop("id"), np.int64)
    arrays = {"ids": ids.tobytes()}
    for name, places in source.columns.items():
        arrays |= packed(name, column(cells.pop(name), places))
    by_id = np.argsort(ids)
    for name, named in source.orders.named.items():
        if named:
            ordered = np.fromiter(source.order(name), np.int64, len(ids))
            arrays[f"order.{name}"] = by_id[np.searchsorted(ids, ordered, sorter=by_id)].astype(np.int32).tobytes()
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
    total = sum(len(run.entries) for run in runs)
    parts = total // _PART + 1
    borders = [int(border) for border in np.linspace(-(2**63), 2**63, parts + 1)[1:-1]]
    places = [[0, *np.searchsorted(run.keys, borders).tolist(), len(run.keys)] for run in runs]
    for part in range(parts):
        slices = [_slice(run, place[part], place[part + 1]) for run, place in zip(runs, places, strict=True)]
        keys = np.concatenate([keys for keys, _ in slices])
        order = np.argsort(keys, kind="stable")
        yield from blocks(grouped(keys[order], np.concatenate([entries for _, entries in slices])[order]), size)


def _slice(run: Postings, start: int, end: int) -> tuple[np.ndarray, Entries]:  # type: ignore[type-arg]
    before = int(run.ends[start - 1]) if start else 0
    lengths = np.diff(run.ends[start:end], prepend=before)
    return np.repeat(run.keys[start:end], lengths), run.entries[before : before + int(lengths.sum())]


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
