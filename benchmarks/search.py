"""Speed of a search page beside other engines: ``./run bench search --size 100000 --peers sqlite,tantivy,naive``.

A page is the exact total, the first 20 hits and all values of six facets, each facet without its own choice. Engines
take turns query by query, on the same tokens and values; their totals and counts are compared.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from search_corpus import Made, documents  # noqa: E402

CHUNK = 1000
#: Class → goals at 100,000 and a million, as ratios to (SQLite, tantivy).
GOALS = {
    "common1": ((40, 1.3), (200, 3)),
    "common2": ((40, 1.3), (200, 3)),
    "filter2": ((10, 1.5), (40, 2)),
    "filter4": ((10, 1.5), (40, 2)),
    "common1+filter2": ((10, 1.5), (40, 2)),
    "rare": ((None, 0.6), (None, 1)),
    "mid": ((None, 0.6), (None, 1)),
    "phrase": ((None, 0.5), (None, 0.5)),
}


def made(size: int) -> Iterator[Made]:
    """All documents, by two processes."""
    with get_context("fork").Pool(2) as pool:
        for chunk in pool.imap(_chunk, range(0, size, CHUNK)):
            yield from chunk


def _chunk(start: int) -> list[Made]:
    return list(documents(start, CHUNK))


def load(everything: list[Made]) -> None:
    """The documents into the scratch database, indexes last."""
    from django.db import connection

    from kbase.search.bitmaps.store import fast_cursor

    columns = "id name name_key body vector analyser_version kind regions industries years parks publishers review evidence status investment_cny newest_source source_count folded_names name_folded name_initials"
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE projects_searchdocument DROP CONSTRAINT searchdocument_has_one_subject")
        cursor.execute("ALTER TABLE projects_searchdocument DISABLE TRIGGER USER")
        cursor.execute("DROP INDEX searchdocument_vector")
    statement = f"COPY projects_searchdocument ({columns.replace(' ', ',')}) FROM STDIN"
    with fast_cursor() as cursor, cursor.copy(statement) as copy:
        for number, one in enumerate(everything):
            copy.write_row(
                (
                    number,
                    one.name,
                    one.name,
                    "",
                    one.vector,
                    "bench",
                    one.kind,
                    one.regions,
                    one.industries,
                    one.years,
                    [],
                    [],
                    [],
                    [],
                    one.status,
                    one.money,
                    one.newest,
                    1,
                    [one.name],
                    one.name,
                    "",
                )
            )
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX searchdocument_vector ON projects_searchdocument USING gin (vector)")
        cursor.execute("ALTER TABLE projects_searchdocument ENABLE TRIGGER USER")
        cursor.execute("ANALYZE projects_searchdocument")


class Ours:
    """The product's executor, by bitmaps or by SQL."""

    def __init__(self, executor: Any) -> None:
        self.executor = executor

    def page(self, asked: Any) -> tuple[int, Any]:
        from search_peers import FACETS

        from kbase.search.executor import Plan
        from kbase.search.nodes import Every, Term, Word
        from kbase.search.query import SearchQuery
        from kbase.search.selections import Selection
        from projects.facets import FACETS as ALL

        facets = tuple(facet for facet in ALL if facet.key in FACETS)
        root: Any = None
        if asked.phrase:
            root = Term("", tuple(Word(word) for word in asked.words), phrase=True)
        elif asked.words:
            root = Every(tuple(Term("", (Word(word),)) for word in asked.words))
        selections = {facet.key: Selection(tuple(asked.chosen.get(facet.key, ()))) for facet in facets}
        sort = "relevance" if asked.words else "newest"
        answer = self.executor.answer(Plan(SearchQuery(" ".join(asked.words), root), facets, selections, sort=sort))
        return answer.total, {
            key: {value: number for value, number in counts.items() if number} for key, counts in answer.counts.items()
        }


class Naive:
    """What one writes first: a scan for the text, one GROUP BY per facet, by Django's ORM."""

    def page(self, asked: Any) -> tuple[int, Any]:
        from django.db.models import Count
        from search_peers import FACETS

        from kbase.search.counting import narrowed
        from kbase.search.selections import Selection
        from projects.facets import FACETS as ALL
        from projects.models import SearchDocument

        facets = [facet for facet in ALL if facet.key in FACETS]
        selections = {facet.key: Selection(tuple(asked.chosen.get(facet.key, ()))) for facet in facets}
        rows = SearchDocument.objects.all()
        for word in asked.words:
            rows = rows.extra(where=["vector::text ILIKE %s"], params=[f"%'{word}'%"])
        narrow = narrowed(rows, facets, selections)
        list(narrow.order_by("-newest_source")[:20].values("id", "name"))
        counts = {}
        for facet in facets:
            without = narrowed(rows, facets, selections, but=facet.key).order_by()
            grouped = without.annotate(value=facet.grouping()).values("value").annotate(number=Count("*"))
            counts[facet.key] = {row["value"]: row["number"] for row in grouped}
        return narrow.count(), counts


def questions(sample: list[Made], per_class: int) -> dict[str, list[Any]]:
    """Pages by class, words chosen by how many of a sample have them."""
    from collections import Counter

    from search_peers import Asked, values

    chance = random.Random(5)
    frequency = Counter(word for one in sample for word in set(one.tokens.split()) if len(word) > 1)
    n = len(sample)
    common = [word for word, count in frequency.items() if 0.2 * n < count < 0.8 * n]
    mid = [word for word, count in frequency.items() if 0.003 * n < count < 0.02 * n]
    rare = [word for word, count in frequency.items() if count == 1]
    popular = {
        name: [value for value, _ in Counter(v for one in sample for v in values(one)[name]).most_common(12)]
        for name in ("region", "industry", "status", "year", "investment")
    }

    def chosen(count: int) -> dict[str, tuple[str, ...]]:
        return {name: (chance.choice(popular[name]),) for name in chance.sample(sorted(popular), count)}

    neighbours = [
        pair for one in sample[:300] for pair in itertools.pairwise(one.tokens.split()) if min(map(len, pair)) > 1
    ]
    make = {
        "rare": lambda: Asked((chance.choice(rare),)),
        "mid": lambda: Asked((chance.choice(mid),)),
        "common1": lambda: Asked((chance.choice(common),)),
        "common2": lambda: Asked(tuple(chance.sample(common, 2))),
        "phrase": lambda: Asked(chance.choice(neighbours), phrase=True),
        "filter2": lambda: Asked(chosen=chosen(2)),
        "filter4": lambda: Asked(chosen=chosen(4)),
        "common1+filter2": lambda: Asked((chance.choice(common),), chosen=chosen(2)),
    }
    return {name: [ask() for _ in range(per_class)] for name, ask in make.items()}


Times = dict[tuple[str, str], list[float]]


def cpu_seconds() -> float:
    """What this process and its database connection have worked so far."""
    from django.db import connection

    backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return time.process_time() + int(backend.read_text().split()[0]) / 1e9


def measure(engines: dict[str, Any], asked: dict[str, list[Any]]) -> tuple[Times, Times]:
    """Seconds of each engine for each class; engines take turns."""
    times: dict[tuple[str, str], list[float]] = {}
    cpu: dict[tuple[str, str], list[float]] = {}
    wrong: dict[tuple[str, str], int] = {}
    for name, pages in asked.items():
        for place, page in enumerate(pages):
            expected = None
            for engine, peer in engines.items():
                if engine in ("naive", "sql") and (place >= 3 or page.phrase):
                    continue
                start, worked = time.perf_counter(), cpu_seconds()
                got = peer.page(page)
                times.setdefault((name, engine), []).append(time.perf_counter() - start)
                cpu.setdefault((name, engine), []).append(cpu_seconds() - worked)
                expected = expected or got
                if got != expected:
                    wrong[name, engine] = wrong.get((name, engine), 0) + 1
    for (name, engine), count in wrong.items():
        print(f"  {engine} differs from the first engine in {count} pages of {name}")
    return times, cpu


def report(times: Times, engines: list[str], classes: list[str], size: int) -> None:
    """A table of p50/p95 and the ratios to the first engine."""
    print(f"{'class':16}" + "".join(f"{engine:>18}" for engine in engines) + "   ratio to ours (goal)")
    for name in classes:
        cells, ratios = [], []
        ours = statistics.median(times[name, engines[0]])
        goals = dict(zip(("sqlite", "tantivy"), GOALS[name][size >= 1_000_000], strict=True))
        for engine in engines:
            taken = sorted(times.get((name, engine), [float("nan")]))
            cells.append(f"{taken[len(taken) // 2] * 1e3:9.2f}/{taken[int(len(taken) * 0.95)] * 1e3:8.2f}")
            if engine != engines[0]:
                goal = f" (≥{goals[engine]})" if goals.get(engine) else ""
                ratios.append(f"{engine} {statistics.median(taken) / ours:.1f}x{goal}")
        print(f"{name:16}" + "".join(f"{cell:>18}" for cell in cells) + "   " + "  ".join(ratios))


def main() -> None:
    """Make, load, build, ask, print."""
    parser = argparse.ArgumentParser(description="检索页的速度，与其他引擎比较。")
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--peers", default="sqlite,tantivy,naive")
    parser.add_argument("--pages", type=int, default=25, help="每类查询的个数")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kbase-bench-") as folder:
        start = time.time()
        everything = list(made(args.size))
        print(f"made {args.size} documents: {time.time() - start:.0f} s", flush=True)
        os.environ |= {"KBASE_PG_DIR": f"{folder}/pg", "DJANGO_SETTINGS_MODULE": "kbase.settings"}
        os.environ |= {"KBASE_STATEMENT_TIMEOUT": "0"}
        run(everything, args, Path(folder))


def run(everything: list[Made], args: argparse.Namespace, folder: Path) -> None:
    """Everything that needs the scratch database."""
    import django
    import psutil

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from search_peers import Sqlite, Tantivy

    from kbase.search.bitmaps.engine import BitmapExecutor
    from kbase.search.bitmaps.generation import build
    from kbase.search.executor import SqlExecutor
    from projects.models import SearchDocument
    from projects.search import ORDERS, index

    call_command("migrate", verbosity=0)
    steps: dict[str, float] = {}

    def step(name: str, action: Any) -> Any:
        start = time.time()
        result = action()
        steps[name] = time.time() - start
        print(f"{name}: {steps[name]:.1f} s", flush=True)
        return result

    step("load into PostgreSQL, with GIN", lambda: load(everything))
    step("build bitmaps", lambda: list(build(index().store, index().source)))
    with connection.cursor() as cursor:
        for table in ("projects_searchposting", "projects_searchcolumn", "projects_searchdocument"):
            cursor.execute(f"SELECT pg_size_pretty(pg_total_relation_size('{table}'))")
            print(f"  {table}: {cursor.fetchone()[0]}")
    sql = SqlExecutor(SearchDocument.objects.all(), ORDERS)
    engines: dict[str, Any] = {"ours": Ours(BitmapExecutor(index(), sql))}
    peers = args.peers.split(",")
    if "tantivy" in peers:
        engines["tantivy"] = step("tantivy", lambda: Tantivy(folder / "tantivy", everything))
    if "sqlite" in peers:
        engines["sqlite"] = step("sqlite", lambda: Sqlite(folder / "sqlite.db", everything))
    if "naive" in peers:
        engines |= {"sql": Ours(sql), "naive": Naive()}
    asked = questions(everything, args.pages)
    before = psutil.Process().memory_full_info().uss
    engines["ours"].page(asked["common1"][0])
    wall, cpu = measure(engines, asked)
    for title, times in (("wall, ms, p50/p95", wall), ("CPU of process and database, ms, p50/p95", cpu)):
        print(f"\n{title}")
        report(times, list(engines), list(asked), args.size)
    print(
        f"\nours alone adds at most {(psutil.Process().memory_full_info().uss - before) >> 20} MB (peers' buffers included)"
    )


if __name__ == "__main__":
    main()
