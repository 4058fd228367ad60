"""What a file is made of: its name, its rows batch by batch, and what its reader should know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from kbase.search import synonyms
from projects.collections import Collection
from projects.search import SORTS, RecordSearch
from projects.takeaway import Data, taken
from projects.totals import totals

#: Rows that are in memory at a time, and read by one set of queries.
BATCH = 200

Batches = Iterable[Sequence[Data]]


@dataclass(frozen=True, slots=True)
class Taking:
    """A file to be: ``title`` and ``stem`` name it in Chinese and in ASCII, ``link`` is the page that shows its rows.

    ``facts`` are lines about it for people: [("检索词", "机器人"), …].
    """

    title: str
    stem: str
    link: str
    kinds: tuple[str, ...]
    batches: Callable[[], Batches]
    facts: list[tuple[str, Any]] = field(default_factory=list)


def batched(keys: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Lists of at most ``size``."""
    rest = iter(keys)
    while batch := list(islice(rest, size)):
        yield batch


def of_search(search: RecordSearch, collection: Collection, site: str) -> Taking:
    """All rows of a search, in its order."""

    def batches() -> Batches:
        return (taken(batch, site) for batch in batched(search.walk(BATCH), BATCH))

    link = site + collection.url(search.url.removeprefix("?"))
    return Taking(collection.label, collection.key, link, collection.kinds, batches, list(_told(search)))


def _told(search: RecordSearch) -> Iterator[tuple[str, Any]]:
    """The search in words, and what its rows add up to."""
    yield "检索词", search.query or "（无）"
    if added := synonyms.labels(search.understood.added):
        yield "同义词", "；".join(added)
    for sentence in search.query_errors:
        yield "检索提示", sentence
    yield "筛选条件", "；".join(chip.label for chip in search.chips) or "（无）"
    yield "排序", next(SORTS[option.value][0] for option in search.sorts if option.selected)
    if "project" in search.kinds:
        yield from _money(search)


def _money(search: RecordSearch) -> Iterator[tuple[str, Any]]:
    found = totals(search)
    yield "投资合计（元）", found.cny
    yield "投资合计", f"{found.amount or '0元'}，计入 {found.n} 个项目"
    for part in found.left_out:
        yield f"未计入：{part.label}", f"{part.n} 个，{part.why}"
    yield "怎么算的", found.rule
