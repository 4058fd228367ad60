"""The pages that are asked for, our own ways to answer them, and the clock."""

from __future__ import annotations

import itertools
import random
import statistics
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from search_corpus import Made
from search_peers import FACETS, Asked, Counts, values

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


class Ours:
    """The product's executor, by bitmaps or by SQL."""

    def __init__(self, executor: Any) -> None:
        self.executor = executor

    def page(self, asked: Any) -> tuple[int, Any]:
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
#: Of engines that take seconds for a page only so many pages are asked.
SLOW, FEW = ("naive", "sql"), 2
#: So many pages, or seconds, come before one that is timed.
WARMING, WARM = 5, 0.02


def cpu_seconds() -> float:
    """What this process and its database connection have worked so far."""
    from django.db import connection

    backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return time.process_time() + int(backend.read_text().split()[0]) / 1e9


def warm_up(peer: Any, pages: Sequence[Asked]) -> None:
    """Answers some pages, fewer where one takes long."""
    start = time.perf_counter()
    for page in pages:
        peer.page(page)
        if time.perf_counter() - start > WARM:
            return


def measure(engines: Mapping[str, Any], asked: Mapping[str, Sequence[Asked]]) -> tuple[Times, Times]:
    """Seconds, and seconds of CPU, of each engine for each class; engines take turns page by page.

    Before a page is timed the engine answers others, so that it does not pay for what the engine before it has pushed
    out of the processor's caches.
    """
    times: Times = {}
    cpu: Times = {}
    wrong: Counter[tuple[str, str]] = Counter()
    for name, pages in asked.items():
        for place, page in enumerate(pages):
            expected: tuple[int, Counts] | None = None
            for engine, peer in engines.items():
                if engine in SLOW and (place >= FEW or page.phrase):
                    continue
                if engine not in SLOW:
                    warm_up(peer, [pages[place - before] for before in range(1, WARMING + 1)])
                start, worked = time.perf_counter(), cpu_seconds()
                got = peer.page(page)
                times.setdefault((name, engine), []).append(time.perf_counter() - start)
                cpu.setdefault((name, engine), []).append(cpu_seconds() - worked)
                expected = expected or got
                wrong[name, engine] += got != expected
    for (name, engine), count in wrong.items():
        if count:
            print(f"  {engine} differs from ours in {count} of {len(asked[name])} pages of {name}")
    return times, cpu


def table(times: Times, engines: Sequence[str], size: int) -> str:
    """p50/p95 in milliseconds of each engine, and how many times ours its median is; goals in brackets."""
    peers = engines[1:]
    rows = ["| class | " + " | ".join([*engines, *(f"vs {peer}" for peer in peers)]) + " |"]
    rows.append("|---" + "|--:" * (len(engines) + len(peers)) + "|")
    for name in dict.fromkeys(name for name, _ in times):
        goals = dict(zip(("sqlite", "tantivy"), GOALS[name][size >= 1_000_000], strict=True))
        ours = statistics.median(times[name, engines[0]])
        cells = [name]
        for engine in engines:
            taken = sorted(times.get((name, engine), [float("nan")]))
            cells.append(f"{taken[len(taken) // 2] * 1e3:.1f}/{taken[int(len(taken) * 0.95)] * 1e3:.1f}")
        for peer in peers:
            goal = f" ({goals[peer]})" if goals.get(peer) else ""
            cells.append(f"{statistics.median(times.get((name, peer), [float('nan')])) / ours:.1f}{goal}")
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)
