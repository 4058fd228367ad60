"""Loads made-up documents into a scratch database as fast as it goes: two processes, indexes last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    write([_subject(Project, *each) for each in made if each[1].kind != "park"])
    write([_subject(Park, *each) for each in made if each[1].kind == "park"])
    write([document(number, each, _parsed(each.vector)) for number, each in made])


def write(rows: Sequence[Any]) -> None:
    """Rows of one model, keys and all, as the product copies them; whatever columns it has get their defaults."""
    from projects.actions.copying import copy_all

    if rows:
        copy_all(rows, rows[0]._meta.db_table, rows[0]._meta.concrete_fields)


def _parsed(literal: str) -> Any:
    """A tsvector from its literal: "'园区':2A,5D" → the places 2A and 5D of 园区."""
    from kbase.search.tsvector import Tsvector, place

    lexemes = (item.rsplit(":", 1) for item in literal.split(" "))
    return Tsvector({w[1:-1]: b"".join(place(at[-1], int(at[:-1])) for at in where.split(",")) for w, where in lexemes})


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


def document(number: int, made: Made, vector: Any) -> Any:
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
        vector=vector,
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
