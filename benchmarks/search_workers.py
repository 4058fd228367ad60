"""Two processes at once, each asking pages of all classes in turn: pages per second, of the clock and of the CPU."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from search_ask import cpu_seconds
from search_peers import Asked

ROUNDS, SECONDS = 3, 6.0
#: What a process makes its engine with, after it was forked.
Maker = Callable[[], Any]


def pages_per_second(
    makers: Mapping[str, Maker], asked: Mapping[str, Sequence[Asked]]
) -> dict[str, tuple[float, float]]:
    """For each engine pages per second of two processes together, and pages per second of CPU; engines take turns."""
    mixed = [page for pages in zip(*asked.values(), strict=True) for page in pages]
    told: dict[str, list[tuple[int, float, float]]] = {name: [] for name in makers}
    for _ in range(ROUNDS):
        for name, make in makers.items():
            context = get_context("fork")
            pipes = []
            for number in range(2):
                ours, theirs = context.Pipe()
                context.Process(target=_work, args=(make, mixed[number::2], theirs), daemon=True).start()
                pipes.append(ours)
            for pipe in pipes:
                pipe.recv()  # ready
            for pipe in pipes:
                pipe.send("go")
            told[name] += [pipe.recv() for pipe in pipes]
    return {
        name: (
            sum(pages / wall for pages, wall, _ in found) / ROUNDS,
            sum(pages for pages, _, _ in found) / sum(cpu for _, _, cpu in found),
        )
        for name, found in told.items()
    }


def _work(make: Maker, pages: Sequence[Asked], pipe: Any) -> None:
    from django.db import connections

    connections.close_all()
    connections["default"].ensure_connection()
    engine = make()
    for page in pages[:16]:
        engine.page(page)
    pipe.send("ready")
    pipe.recv()
    start, worked, done = time.perf_counter(), cpu_seconds(), 0
    while time.perf_counter() - start < SECONDS:
        engine.page(pages[done % len(pages)])
        done += 1
    pipe.send((done, time.perf_counter() - start, cpu_seconds() - worked))


def memory(pid: int) -> dict[str, float]:
    """Megabytes that a process has resident (rss), its fair share of what is shared (pss), its own alone (uss)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {name: int(rest.split()[0]) / 1024 for name, rest in (line.split(":", 1) for line in lines)}
    return {"rss": sizes["Rss"], "pss": sizes["Pss"], "uss": sizes["Private_Clean"] + sizes["Private_Dirty"]}
