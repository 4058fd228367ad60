"""Speed of a search page beside other engines: ``./run bench search --size 100000 --peers sqlite,tantivy,naive,datasette``.

A page is the exact total, the first 20 hits and all values of six facets, each facet without its own choice. Engines
take turns query by query, on the same tokens and values; their totals and counts are compared. ``--keep FOLDER`` keeps
documents, database and indexes for the next run. tantivy is no dependency: ``pip install tantivy``; Datasette is
installed into an environment of its own inside the folder.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from search_corpus import Corpus  # noqa: E402

PARTS = ("pages", "workers", "http", "building")


def main() -> None:
    """Make, load, build, ask, print."""
    parser = argparse.ArgumentParser(description="检索页的速度，与其他引擎比较。")
    parser.add_argument("--size", type=int, default=10_000, help="文档数（默认 10000）")
    parser.add_argument("--peers", default="sqlite,tantivy,naive", help="sqlite,tantivy,naive,datasette 中的几个")
    parser.add_argument("--pages", type=int, default=25, help="每类查询的个数")
    parser.add_argument("--parts", default="pages,workers,http", help=f"测量哪几部分：{','.join(PARTS)}")
    parser.add_argument("--keep", type=Path, help="保留数据的文件夹，下次直接使用；building 会清空其中的检索文档")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kbase-bench-") as temporary:
        folder = (args.keep or Path(temporary)).resolve()
        corpus = step("make documents", lambda: Corpus(folder / "corpus", args.size))
        os.environ |= {"KBASE_PG_DIR": f"{folder}/db{args.size}/pg", "KBASE_VAR_DIR": f"{folder}/db{args.size}/var"}
        os.environ |= {"KBASE_STATEMENT_TIMEOUT": "0", "DJANGO_SETTINGS_MODULE": "kbase.settings"}
        run(corpus, args, folder)


def step(name: str, action: Callable[[], Any]) -> Any:
    """Do something and say how long it took."""
    start = time.perf_counter()
    result = action()
    print(f"  {name}: {time.perf_counter() - start:.1f} s", file=sys.stderr, flush=True)
    return result


def run(corpus: Corpus, args: argparse.Namespace, folder: Path) -> None:
    """Everything that needs the scratch database."""
    import django

    django.setup()
    from search_ask import questions

    prepare(corpus)
    asked = questions(corpus.sample(10_000), args.pages)
    peers, parts = args.peers.split(","), args.parts.split(",")
    print(
        f"{date.today()}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{corpus.size} documents, load {os.getloadavg()[0]:.1f}"
    )
    if "pages" in parts:
        pages(corpus, peers, asked, folder)
    if "workers" in parts:
        workers(corpus, peers, asked, folder)
    if "http" in parts:
        whole_pages(corpus, peers, asked, folder)
    if "building" in parts:
        from search_building import seconds, table

        print(f"\nFrom texts to an index\n\n{table(seconds(corpus), corpus.size)}")


def prepare(corpus: Corpus) -> None:
    """The documents in the database and a generation of bitmaps, unless they are there."""
    from django.core.management import call_command
    from search_store import load

    from kbase.search.bitmaps.generation import build
    from projects.actions.bitmaps import state
    from projects.models import SearchDocument
    from projects.search import index

    call_command("migrate", verbosity=0)
    call_command("load_vocabulary", verbosity=0)
    if SearchDocument.objects.count() != corpus.size:
        step("load into PostgreSQL, with all indexes", lambda: load(corpus))
    if state() is None:
        step("build bitmaps", lambda: [*build(index().store, index().source)])


def makers(corpus: Corpus, peers: Sequence[str], folder: Path) -> dict[str, Callable[[], Any]]:
    """How each engine is made, ours first."""
    from search_ask import Naive, Ours
    from search_peers import Sqlite, Tantivy

    from kbase.search.bitmaps.engine import BitmapExecutor
    from kbase.search.executor import SqlExecutor
    from projects.models import SearchDocument
    from projects.search import ORDERS, index

    sql = SqlExecutor(SearchDocument.objects.all(), ORDERS)
    found: dict[str, Callable[[], Any]] = {"ours": lambda: Ours(BitmapExecutor(index(), sql))}
    if "tantivy" in peers:
        found["tantivy"] = lambda: Tantivy(folder / f"tantivy{corpus.size}", corpus)
    if "sqlite" in peers:
        found["sqlite"] = lambda: Sqlite(folder / f"sqlite{corpus.size}.db", corpus)
    if "naive" in peers:
        found |= {"sql": lambda: Ours(sql), "naive": Naive}
    return found


def pages(corpus: Corpus, peers: Sequence[str], asked: Mapping[str, Any], folder: Path) -> None:
    """Every engine, page by page."""
    from search_ask import measure, table

    made = makers(corpus, peers, folder)
    engines = {name: step(f"open {name}", make) for name, make in made.items()}
    engines["ours"].page(asked["common1"][0])
    wall, cpu = measure(engines, asked)
    for title, times in (("CPU of process and database", cpu), ("Clock", wall)):
        print(f"\n{title}, ms, p50/p95; how many times ours (goal)\n\n{table(times, list(engines), corpus.size)}")


def workers(corpus: Corpus, peers: Sequence[str], asked: Mapping[str, Any], folder: Path) -> None:
    """Two processes at once."""
    from search_workers import pages_per_second

    made = makers(corpus, [peer for peer in peers if peer == "tantivy"], folder)
    print("\nTwo processes, all classes mixed\n\n| engine | pages/s | pages/s of CPU |\n|---|--:|--:|")
    for name, (wall, cpu) in pages_per_second(made, asked).items():
        print(f"| {name} | {wall:.0f} | {cpu:.0f} |")


def whole_pages(corpus: Corpus, peers: Sequence[str], asked: Mapping[str, Any], folder: Path) -> None:
    """Our server, the plain site and Datasette over HTTP, and the memory of our workers after it."""
    from search_http import differences, measured, sites, table, workers_memory

    with sites(folder, corpus, peers) as found:
        costs = measured(found, asked, few=3 if corpus.size > 10_000 else 10)
        told = workers_memory(found["ours"].processes[0])
    print(f"\nWhole pages over HTTP, one after the other, ms, p50/p95\n\n{table(costs)}\n")
    print(*differences(costs), sep="\n")
    print("\nMemory of the server's children after these pages, MB: " + "; ".join(map(_told, told)))


def _told(sizes: Mapping[str, float]) -> str:
    return ", ".join(f"{name.upper()} {size:.0f}" for name, size in sizes.items())


if __name__ == "__main__":
    main()
