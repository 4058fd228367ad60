"""Whole pages over HTTP: our server, the same documents in Datasette, and the plain ORM site of ``search_naive.py``.

Each has two processes' worth of work to give (Datasette is one process with threads); they take turns page by page.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import secrets
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.request
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import psutil
from search_corpus import Corpus
from search_peers import Asked, band
from search_workers import memory

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PATIENCE = 600
#: Datasette's own limits are lifted: as shipped it leaves out facets that take more than 200 ms.
_LIMITS = {"sql_time_limit_ms": 300_000, "facet_time_limit_ms": 300_000, "suggest_facets": "off"}
_ARRAYS = ("region", "industry", "year")
CLASSES = ("landing", "rare", "mid", "common1", "filter2", "common1+filter2")
#: The goal for the whole page, beside each of the others.
GOAL = 100


class Site(NamedTuple):
    """A server: its address, how it is asked for a page, and the processes that work for it."""

    address: str
    path: Callable[[Asked], str]
    processes: tuple[int, ...]


class Cost(NamedTuple):
    """What a page took: seconds of the clock, of CPU in the server and its database, and the total that it told."""

    wall: float
    cpu: float
    total: int


Costs = dict[tuple[str, str], list[Cost]]


def ours_path(asked: Asked) -> str:
    """A page of ours."""
    return "/search/?" + urlencode(_pairs(asked))


def naive_path(asked: Asked) -> str:
    """The same page of the plain site, whose addresses are ours."""
    return "/?" + urlencode(_pairs(asked))


def _pairs(asked: Asked) -> list[tuple[str, str]]:
    text = " ".join(asked.words)
    pairs = [("q", f'"{text}"' if asked.phrase else text)] if text else []
    return pairs + [(name, value) for name, values in asked.chosen.items() for value in values]


def datasette_path(asked: Asked) -> str:
    """The same page of Datasette: search, filters, all facets, total and twenty rows."""
    pairs = [("_size", "20"), ("_sort_desc", "newest")]
    pairs += [("_search", " ".join(asked.words))] if asked.words else []
    for name, chosen in asked.chosen.items():
        pairs += [(f"{name}__arraycontains" if name in _ARRAYS else name, value) for value in chosen]
    pairs += [("_facet", name) for name in ("investment", "status", "kind")]
    return "/docs/doc?" + urlencode(pairs + [("_facet_array", name) for name in _ARRAYS])


@contextmanager
def sites(folder: Path, corpus: Corpus, peers: Sequence[str]) -> Iterator[dict[str, Site]]:
    """Ours and the peers that are asked for, all listening."""
    with ExitStack() as stack:
        found = {"ours": stack.enter_context(our_server(folder))}
        if "naive" in peers:
            found["naive"] = stack.enter_context(_naive())
        if "datasette" in peers:
            found["datasette"] = stack.enter_context(_datasette(folder, corpus))
        yield found


@contextmanager
def our_server(folder: Path) -> Iterator[Site]:
    """Our site as in production, with two workers, over the database of the environment."""
    chosen = {
        "KBASE_ENV": "production",  # no sample articles
        "KBASE_SECRET_KEY": secrets.token_urlsafe(64),
        "KBASE_ALLOWED_HOSTS": "127.0.0.1",
        "KBASE_HTTPS": "0",
        "KBASE_STATIC_ROOT": str(folder / "static"),
    }
    port = _free_port()
    with _running([str(ROOT / "manage.py"), "serve", "--port", str(port), "--workers", "2"], port, chosen) as pid:
        yield Site(f"http://127.0.0.1:{port}", ours_path, (pid, _postmaster()))


@contextmanager
def _naive() -> Iterator[Site]:
    port = _free_port()
    how = ["--workers", "2", "--worker-class", "gthread", "--threads", "4", "--preload", "--timeout", str(PATIENCE)]
    command = ["-m", "gunicorn", "search_naive:application", "--bind", f"127.0.0.1:{port}", *how]
    with _running(command, port, {"PYTHONPATH": f"{HERE}:{ROOT}"}) as pid:
        yield Site(f"http://127.0.0.1:{port}", naive_path, (pid, _postmaster()))


@contextmanager
def _datasette(folder: Path, corpus: Corpus) -> Iterator[Site]:
    """In a virtual environment of its own."""
    home, database = folder / "datasette", folder / f"datasette{corpus.size}" / "docs.db"
    if not (home / "bin" / "datasette").exists():
        venv.create(home, with_pip=True)
        subprocess.run([home / "bin" / "pip", "install", "--quiet", "datasette"], check=True)
    if not database.exists():
        _fill(database, corpus)
    port = _free_port()
    limits = [word for name, value in _LIMITS.items() for word in ("--setting", name, str(value))]
    command = ["-m", "datasette", "serve", str(database), "--port", str(port), *limits]
    with _running(command, port, {}, python=str(home / "bin" / "python")) as pid:
        yield Site(f"http://127.0.0.1:{port}", datasette_path, (pid,))


def _fill(path: Path, corpus: Corpus) -> None:
    path.parent.mkdir(exist_ok=True)
    database = sqlite3.connect(path)
    database.executescript(
        "CREATE TABLE doc (id INTEGER PRIMARY KEY, name TEXT, tokens TEXT, kind TEXT, status TEXT, investment TEXT,"
        " newest TEXT, region TEXT, industry TEXT, year TEXT);"
    )
    rows = (
        [
            *(number, made.name, made.tokens, made.kind, made.status, band(made.money), made.newest),
            *map(json.dumps, (made.regions, made.industries, made.years)),
        ]
        for number, made in enumerate(corpus)
    )
    database.executemany(f"INSERT INTO doc VALUES ({','.join('?' * 10)})", rows)
    database.executescript(
        'CREATE VIRTUAL TABLE doc_fts USING fts5(tokens, content="doc", content_rowid="id");'
        "INSERT INTO doc_fts (rowid, tokens) SELECT id, tokens FROM doc;"
        "CREATE INDEX by_status ON doc (status); CREATE INDEX by_kind ON doc (kind);"
        "CREATE INDEX by_investment ON doc (investment); CREATE INDEX by_newest ON doc (newest); ANALYZE;"
    )
    database.commit()


@contextmanager
def _running(
    command: Sequence[str], port: int, chosen: Mapping[str, str], *, python: str = sys.executable
) -> Iterator[int]:
    process = subprocess.Popen([python, *command], env={**os.environ, **chosen}, stdout=subprocess.DEVNULL, cwd=ROOT)
    try:
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _postmaster() -> int:
    """The first process of the database server."""
    from django.db import connection

    connection.ensure_connection()
    return psutil.Process(connection.connection.info.backend_pid).ppid()


def measured(found: Mapping[str, Site], asked: Mapping[str, Sequence[Asked]], few: int) -> Costs:
    """What every page took; only the first ``few`` of a class are asked of the others, who take seconds for one."""
    costs: Costs = {}
    for each in found.values():
        _ask(each, Asked())
    for name in CLASSES:
        pages = asked.get(name) or [Asked()] * len(asked["mid"])
        for place, page in enumerate(pages):
            for site, each in found.items():
                if site == "ours":
                    _ask(each, pages[place - 1])  # what the others pushed out of the caches comes back
                if site == "ours" or place < few:
                    costs.setdefault((name, site), []).append(_ask(each, page))
        told = ", ".join(f"{site} {_spread(costs[name, site], 'cpu')}" for site in found)
        print(f"  {name}, ms of CPU: {told}", file=sys.stderr, flush=True)
    return costs


def _ask(site: Site, asked: Asked) -> Cost:
    request = urllib.request.Request(site.address + site.path(asked), headers={"Accept-Encoding": "gzip"})
    worked, start = _cpu(site.processes), time.perf_counter()
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        body = answer.read()
    wall = time.perf_counter() - start
    html = gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body
    return Cost(wall, _cpu(site.processes) - worked, _total(html.decode()))


#: Where the total stands on a page of ours, of the plain site, of Datasette.
_TOTAL = re.compile(r'role="status"><strong class="num">([\d,]+)|<h1>(\d+)</h1>|<h3>\s*([\d,]+) rows?')


def _total(html: str) -> int:
    found = _TOTAL.search(html)
    return int(next(filter(None, found.groups())).replace(",", "")) if found else 0


def _cpu(pids: Sequence[int]) -> float:
    """Seconds that these processes, their children and those that have ended worked so far."""
    seconds = 0.0
    for pid in pids:
        first = psutil.Process(pid)
        for each in [first, *first.children(recursive=True)]:
            threads = Path(f"/proc/{each.pid}/task").glob("*/schedstat")
            seconds += sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9
        ended = first.cpu_times()
        seconds += ended.children_user + ended.children_system
    return seconds


def table(costs: Costs) -> str:
    """p50/p95 of clock and CPU in milliseconds, and how many times ours the others' medians are."""
    others = [site for site in dict.fromkeys(site for _, site in costs) if site != "ours"]
    heads = ["class", "ours, clock", "ours, CPU"]
    for site in others:
        heads += [f"{site}, clock", f"{site}, CPU", f"clock ÷ ours ({GOAL})", f"CPU ÷ ours ({GOAL})"]
    rows = ["| " + " | ".join(heads) + " |", "|---" + "|--:" * (len(heads) - 1) + "|"]
    for name in CLASSES:
        ours = costs[name, "ours"]
        cells = [name, *(_spread(ours, part) for part in ("wall", "cpu"))]
        for site in others:
            theirs = costs[name, site]
            cells += [_spread(theirs, part) for part in ("wall", "cpu")]
            cells += [f"{_median(theirs, part) / _median(ours, part):.0f}" for part in ("wall", "cpu")]
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _median(costs: Sequence[Cost], part: str) -> float:
    return statistics.median(getattr(each, part) for each in costs)


def _spread(costs: Sequence[Cost], part: str) -> str:
    taken = sorted(getattr(each, part) * 1e3 for each in costs)
    return f"{statistics.median(taken):.0f}/{taken[int(len(taken) * 0.95)]:.0f}"


def differences(costs: Costs) -> list[str]:
    """Where another site told another total than ours: the plain site finds letters, not words."""
    told = []
    for (name, site), theirs in costs.items():
        wrong = sum(one.total != other.total for one, other in zip(costs[name, "ours"], theirs, strict=False))
        if wrong:
            told.append(f"{site} differs from ours in {wrong} of {len(theirs)} totals of {name}")
    return told


def workers_memory(pid: int) -> list[dict[str, float]]:
    """Megabytes of each child of a server."""
    return [memory(child.pid) for child in psutil.Process(pid).children()]
