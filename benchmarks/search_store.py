"""Loads made-up documents into a scratch database as fast as it goes: two processes, indexes last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from search_corpus import Corpus, Made, read

TABLES = ("projects_searchdocument", "projects_project", "parks_park")
_DOCUMENT = (
    "id project_id park_id name name_key name_folded name_initials folded_names body vector analyser_version kind "
    "regions industries years parks publishers review evidence status investment_cny money newest_source source_count"
).split()
_RECORD = (
    "id name name_key aliases investment_cny investment_original_currency status started_on completes_on match_keys "
    "qualifiers created_at updated_at"
).split()


def load(corpus: Corpus) -> None:
    """The documents, and the projects and parks they stand for."""
    from django.db import connection, connections

    indexes = _without_indexes()
    connections.close_all()
    with get_context("fork").Pool(2) as pool:
        for _ in pool.imap_unordered(_copy, corpus.files):
            pass
    _in_two_sessions(indexes)
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
            cursor.execute(f"VACUUM ANALYZE {table}")


def _without_indexes() -> list[str]:
    """Drops the indexes that are no constraints; the statements that make them anew, the dearest first."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes JOIN pg_class ON relname = indexname "
            "WHERE tablename = ANY(%s) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = pg_class.oid)",
            [list(TABLES)],
        )
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f"DROP INDEX {name}")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    return sorted((definition for _, definition in found), key=lambda text: "(vector)" not in text)


def _in_two_sessions(statements: Sequence[str]) -> None:
    def run(statement: str) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '1GB'")
            cursor.execute(statement)
        connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(run, statements))


def _copy(path: Path) -> None:
    made = list(enumerate(read(path), int(path.stem)))
    _write("projects_project", [*_RECORD, "kind"], (_project(*each) for each in made if each[1].kind != "park"))
    _write("parks_park", [*_RECORD, "zone_kind"], (_park(*each) for each in made if each[1].kind == "park"))
    _write("projects_searchdocument", _DOCUMENT, (_document(*each) for each in made))


def _write(table: str, columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    from kbase.search.bitmaps.store import fast_cursor

    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with fast_cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _record(number: int, made: Made) -> list[Any]:
    status = "" if made.status == "none" else made.status
    moment = f"{made.newest} 12:00+08"
    return [number, made.name, made.name, [], made.money, "", status, "", "", [made.name], "{}", moment, moment]


def _project(number: int, made: Made) -> list[Any]:
    return [*_record(number, made), made.kind]


def _park(number: int, made: Made) -> list[Any]:
    return [*_record(number, made), ""]


def _document(number: int, made: Made) -> list[Any]:
    park = made.kind == "park"
    return [
        *(number, None if park else number, number if park else None),
        *(made.name, made.name, made.name, "", [made.name], made.text, made.vector, "bench", made.kind),
        *(made.regions, made.industries, made.years, [], ["none"], [], []),
        *(made.status, made.money, "park" if park else "counted" if made.money else "unknown", made.newest, 1),
    ]
