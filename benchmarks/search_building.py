"""From texts to an index that answers, by two processes; beside jieba that only cuts the same texts, by two processes."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from search_corpus import Corpus, read
from search_store import document, indexes_last, write


def seconds(corpus: Corpus) -> dict[str, float]:
    """Seconds of the clock: jieba, our rows with their GIN index, and the bitmaps. Empties the table of documents."""
    from django.db import connection, connections

    from kbase.search.bitmaps.generation import build
    from projects.search import index

    connections.close_all()  # processes forked for another part have closed it under us
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE projects_searchdocument CASCADE")
    connections.close_all()
    found: dict[str, float] = {}
    for name, work in (("jieba", _cut), ("rows", _index)):
        with get_context("fork").Pool(2, _ready) as pool:
            pool.map(_ready, range(2))
            start = time.perf_counter()
            if name == "jieba":
                pool.map(work, corpus.files, 1)
            else:
                with indexes_last(("projects_searchdocument",)):
                    pool.map(work, corpus.files, 1)
            found[name] = time.perf_counter() - start
    start = time.perf_counter()
    for _ in build(index().store, index().source):
        pass
    found["bitmaps"] = time.perf_counter() - start
    return found


def table(found: dict[str, float], size: int) -> str:
    """Documents per second, and how many times jieba's speed that is."""
    steps = {"jieba, cutting alone": found["jieba"], "rows and GIN": found["rows"]}
    steps["rows, GIN and bitmaps"] = found["rows"] + found["bitmaps"]
    rows = ["| two processes | s | documents/s | of jieba (2.5) |", "|---|--:|--:|--:|"]
    rows += [
        f"| {name} | {taken:.0f} | {size / taken:.0f} | {found['jieba'] / taken:.2f} |" for name, taken in steps.items()
    ]
    return "\n".join(rows)


@cache
def _jieba() -> Any:
    import jieba

    jieba.setLogLevel("WARNING")
    jieba.initialize()
    return jieba


def _ready(_: int = 0) -> int:
    """Dictionaries are loaded before the clock runs."""
    from projects.models.document import analyser

    _jieba()
    analyser().tokens("园区")
    return os.getpid()


def _texts(path: Path) -> Sequence[str]:
    return [f"{made.name}\n{made.text}" for made in read(path)]


def _cut(path: Path) -> int:
    return sum(len(list(_jieba().cut_for_search(text, HMM=False))) for text in _texts(path))


def _index(path: Path) -> int:
    from kbase.search.document import Part, tsvector
    from projects.models.document import analyser

    rows = []
    for number, made in enumerate(read(path), int(path.stem)):
        rows.append(document(number, made, tsvector([Part(made.name, "A"), Part(made.text, "D")], analyser())))
    write(rows)
    return len(rows)
