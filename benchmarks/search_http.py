"""Whole pages over HTTP: our server with two workers, and the same documents in Datasette, which is installed for this alone."""

from __future__ import annotations

import json
import os
import secrets
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.request
import venv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psutil
from search_corpus import Corpus
from search_peers import Asked, band
from search_workers import memory

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 600
#: Datasette's own limits are lifted: as shipped it leaves out facets that take more than 200 ms.
_LIMITS = {"sql_time_limit_ms": 300_000, "facet_time_limit_ms": 300_000, "suggest_facets": "off"}
_ARRAYS = ("region", "industry", "year")


def ours_url(asked: Asked) -> str:
    """A page of ours."""
    text = " ".join(asked.words)
    pairs = [("q", f'"{text}"' if asked.phrase else text)] if text else []
    return "/search/?" + urlencode(pairs + [(name, value) for name, values in asked.chosen.items() for value in values])


def datasette_url(asked: Asked) -> str:
    """The same page of Datasette: search, filters, all facets, total and twenty rows."""
    pairs = [("_size", "20"), ("_sort_desc", "newest")]
    pairs += [("_search", " ".join(asked.words))] if asked.words else []
    for name, chosen in asked.chosen.items():
        pairs += [(f"{name}__arraycontains" if name in _ARRAYS else name, value) for value in chosen]
    pairs += [("_facet", name) for name in ("investment", "status", "kind")] + [
        ("_facet_array", name) for name in _ARRAYS
    ]
    return "/docs/doc?" + urlencode(pairs)


@contextmanager
def our_server(folder: Path) -> Iterator[tuple[str, int]]:
    """The address, and the process id of the first process."""
    port = _free_port()
    chosen = {
        "KBASE_ENV": "production",  # no sample articles
        "KBASE_SECRET_KEY": secrets.token_urlsafe(64),
        "KBASE_ALLOWED_HOSTS": "127.0.0.1",
        "KBASE_HTTPS": "0",
        "KBASE_STATIC_ROOT": str(folder / "static"),
    }
    command = [sys.executable, str(ROOT / "manage.py"), "serve", "--port", str(port), "--workers", "2"]
    with _running(command, port, chosen) as pid:
        yield f"http://127.0.0.1:{port}", pid


@contextmanager
def datasette(folder: Path, corpus: Corpus) -> Iterator[tuple[str, int]]:
    """The same for Datasette, in a virtual environment of its own."""
    home, database = folder / "datasette", folder / "docs.db"
    program = home / "bin" / "datasette"
    if not program.exists():
        venv.create(home, with_pip=True)
        subprocess.run([home / "bin" / "pip", "install", "--quiet", "datasette"], check=True)
    if not database.exists():
        _fill(database, corpus)
    port = _free_port()
    limits = [word for name, value in _LIMITS.items() for word in ("--setting", name, str(value))]
    with _running([str(program), "serve", str(database), "--port", str(port), *limits], port, {}) as pid:
        yield f"http://127.0.0.1:{port}", pid


def _fill(path: Path, corpus: Corpus) -> None:
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
        "CREATE VIRTUAL TABLE doc_fts USING fts5(tokens, content='doc', content_rowid='id');"
        "INSERT INTO doc_fts (rowid, tokens) SELECT id, tokens FROM doc;"
        "CREATE INDEX by_status ON doc (status); CREATE INDEX by_kind ON doc (kind);"
        "CREATE INDEX by_investment ON doc (investment); CREATE INDEX by_newest ON doc (newest); ANALYZE;"
    )
    database.commit()


@contextmanager
def _running(command: Sequence[str], port: int, chosen: Mapping[str, str]) -> Iterator[int]:
    process = subprocess.Popen(command, env={**os.environ, **chosen}, stdout=subprocess.DEVNULL, cwd=ROOT)
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


def page_seconds(address: str, paths: Sequence[str]) -> list[float]:
    """Seconds of the clock for each page, one after the other; the first is asked twice and timed the second time."""
    found = []
    for path in (paths[0], *paths):
        start = time.perf_counter()
        with urllib.request.urlopen(address + path, timeout=PATIENCE) as answer:
            answer.read()
        found.append(time.perf_counter() - start)
    return found[1:]


def workers_memory(pid: int) -> list[dict[str, float]]:
    """Megabytes of each child of a server."""
    return [memory(child.pid) for child in psutil.Process(pid).children()]


def median_ms(seconds: Sequence[float]) -> float:
    """Milliseconds."""
    return statistics.median(seconds) * 1e3
