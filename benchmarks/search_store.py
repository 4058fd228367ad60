"""Loads made-up documents into a scratch database as fast as it goes: two processes, indexes last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from search_corpus import Corpus, Made, read

TABLES = ("projects_searchdocument", "projects_project", "parks_park")


def load(corpus: Corpus) -> None:
    """The documents, and the projects and parks they stand for."""
    from django.db import connections

    with indexes_last(TABLES):
        connections.close_all()
        with get_context("fork").Pool(2) as pool:
            for _ in pool.imap_unordered(_copy, corpus.files):
                pass


@contextmanager
def indexes_last(tables: Sequence[str]) -> Iterator[None]:
    """Meanwhile the tables have no indexes but their constraints, and no triggers; afterwards two sessions make them anew."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes JOIN pg_class ON relname = indexname "
            "WHERE tablename = ANY(%s) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = pg_class.oid)",
            [list(tables)],
        )
        found = dict(cursor.fetchall())
        for name in found:
            cursor.execute(f"DROP INDEX {name}")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    yield
    dearest_first = sorted(found.values(), key=lambda text: "(vector)" not in text)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(_run, dearest_first))
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
            cursor.execute(f"VACUUM ANALYZE {table}")


def _run(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(statement)
    connection.close()


def _copy(path: Path) -> None:
    from parks.models import Park
    from projects.models import Project

    made = list(enumerate(read(path), int(path.stem)))
    write(_subject(Project, *each) for each in made if each[1].kind != "park")
    write(_subject(Park, *each) for each in made if each[1].kind == "park")
    write(document(*each) for each in made)


def write(rows: Iterable[Any]) -> None:
    """Rows of one model, by COPY; whatever columns it has get their defaults."""
    from django.db import connection

    from kbase.search.bitmaps.store import fast_cursor

    rows = list(rows)
    fields = rows[0]._meta.concrete_fields if rows else []
    columns = ", ".join(field.column for field in fields)
    with fast_cursor() as cursor, cursor.copy(f"COPY {rows[0]._meta.db_table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields])


def _subject(model: Any, number: int, made: Made) -> Any:
    status = "" if made.status == "none" else made.status
    kind = {} if made.kind == "park" else {"kind": made.kind}
    return model(
        id=number,
        name=made.name,
        name_key=made.name,
        match_keys=[made.name],
        investment_cny=made.money,
        status=status,
        **kind,
    )


def document(number: int, made: Made) -> Any:
    """The indexed row of a document."""
    from projects.models import SearchDocument

    park = made.kind == "park"
    return SearchDocument(
        id=number,
        project_id=None if park else number,
        park_id=number if park else None,
        name=made.name,
        name_key=made.name,
        name_folded=made.name,
        folded_names=[made.name],
        body=made.text,
        vector=made.vector,
        analyser_version="bench",
        kind=made.kind,
        regions=made.regions,
        industries=made.industries,
        years=made.years,
        publishers=["none"],
        status=made.status,
        investment_cny=made.money,
        money="park" if park else "counted" if made.money else "unknown",
        newest_source=made.newest,
        source_count=1,
    )
