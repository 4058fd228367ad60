"""New generations are built beside readers and writers, by one process at a time, and every process sees every edit."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from random import Random
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from kbase.search.bitmaps.engine import BitmapExecutor
from kbase.search.bitmaps.generation import build
from kbase.search.bitmaps.index import Index
from kbase.upkeep import Upkeep
from projects import search
from projects.actions import bitmaps
from projects.models import SearchChange, SearchDocument, SearchGeneration
from tests.integration.kbase.test_bitmaps import Refusing, built, compare, documents, filled

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 60


def fresh() -> Index:
    """An index as a new process has it."""
    return Index(search.index().store, search.index().source)


@contextmanager
def process(action: Callable[[Connection], None]) -> Iterator[Connection]:
    """Another process with a connection of its own; ``action`` talks with us through a pipe."""
    ours, theirs = get_context("fork").Pipe()

    def run() -> None:
        connections.close_all()
        action(theirs)
        connections.close_all()
        theirs.send("done")
        os._exit(0)  # what the parent has at its exit is not ours

    connections.close_all()
    child = get_context("fork").Process(target=run, daemon=True)
    child.start()
    theirs.close()
    try:
        yield ours
        assert told(ours) == "done"
    finally:
        child.kill()
        child.join()


def told(pipe: Connection) -> Any:
    """What the other process says next."""
    assert pipe.poll(SECONDS), "the other process says nothing"
    return pipe.recv()


def test_two_processes_see_every_edit_at_once() -> None:
    random = Random(11)
    rows = documents(random, 40)
    ours = BitmapExecutor(built(), Refusing())

    def reader(pipe: Connection) -> None:
        theirs = BitmapExecutor(fresh(), Refusing())
        for seed in iter(pipe.recv, None):
            compare(theirs, Random(seed), 4)
            pipe.send("agreed")

    with process(reader) as pipe:
        for seed in range(3):
            for row in random.sample(rows, 3):
                filled(random, row).save()
            rows.pop().delete()
            pipe.send(seed)
            compare(ours, Random(seed), 4)
            assert told(pipe) == "agreed"
        pipe.send(None)


def test_one_builds_while_another_reads_and_writes() -> None:
    random = Random(12)
    rows = documents(random, 40)
    executor = BitmapExecutor(built(), Refusing())
    compare(executor, random, 2)
    before = SearchGeneration.objects.latest("pk").pk

    def builder(pipe: Connection) -> None:
        index = fresh()
        steps = build(index.store, index.source)
        next(steps)
        pipe.send("building")
        pipe.recv()
        for _ in steps:
            pass

    with process(builder) as pipe:
        assert told(pipe) == "building"
        assert [*build(executor._index.store, executor._index.source)] == [], "one builder at a time"
        filled(random, rows[0]).save()
        rows.pop().delete()
        documents(random, 2)
        compare(executor, random, 4)
        assert SearchGeneration.objects.latest("pk").pk == before
        pipe.send("go on")
    assert SearchGeneration.objects.latest("pk").pk > before
    compare(executor, random, 4)
    compare(BitmapExecutor(fresh(), Refusing()), random, 4)


def test_what_a_generation_has_seen_is_forgotten() -> None:
    rows = documents(Random(13), 10)
    index = built()
    built()
    assert SearchChange.objects.count() == 0
    filled(Random(1), rows[0]).save()
    assert bitmaps.state().changes == 1  # type: ignore[union-attr]
    compare(BitmapExecutor(index, Refusing()), Random(2), 3)


def test_readyz_tells_of_the_generation(client: Client) -> None:
    rows = documents(Random(16), 5)
    assert "index" not in client.get("/readyz").json()
    built()
    rows[0].delete()
    told = client.get("/readyz").json()["index"]
    assert (told["documents"], told["changes"]) == (5, 1)


def test_it_is_due_by_size_and_by_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bitmaps, "WORTHWHILE", 12)
    monkeypatch.setattr(bitmaps, "FEWEST", 3)
    random = Random(14)
    rows = documents(random, 11)
    assert not bitmaps.outdated(), "SQL is fast enough"
    rows += documents(random, 1)
    assert bitmaps.outdated()
    bitmaps.keep_up()
    assert not bitmaps.outdated()
    for row in rows[:3]:
        filled(random, row).save()
    assert bitmaps.outdated()
    SearchGeneration.objects.update(system="another server")
    assert bitmaps.state() is None
    assert bitmaps.outdated(), "the snapshots of a restored dump mean nothing here"


def test_the_upkeep_of_a_server_builds_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bitmaps, "WORTHWHILE", 10)
    monkeypatch.setattr(bitmaps, "FEWEST", 2)
    random = Random(15)
    rows = documents(random, 12)
    connections.close_all()
    upkeep = Upkeep(bitmaps.keep_up, pause=0.1)
    monkeypatch.setattr("sys.exit", os._exit)  # in the child: what pytest has at its exit is not the child's
    upkeep.start()
    try:
        first = _newest(0)
        for row in rows[:3]:
            filled(random, row).save()
        assert _newest(first) > first
    finally:
        upkeep.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(upkeep._pid, signal.SIGCONT)
    assert SearchDocument.objects.count() == 12


def _newest(beyond: int) -> int:
    give_up = time.monotonic() + SECONDS
    while time.monotonic() < give_up:
        newest = SearchGeneration.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        if newest > beyond:
            return newest
        time.sleep(0.05)
    raise AssertionError("no generation")
