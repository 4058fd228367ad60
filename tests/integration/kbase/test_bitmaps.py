"""Bitmaps and SQL answer the same: over random documents, queries, choices, orders, pages and edits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client

from kbase.search.bitmaps import columns, matches
from kbase.search.bitmaps import index as index_module
from kbase.search.bitmaps.engine import BitmapExecutor
from kbase.search.bitmaps.generation import build
from kbase.search.bitmaps.index import Index
from kbase.search.document import Part, fold_name, sounds, tsvector
from kbase.search.executor import Plan, SqlExecutor
from projects import search
from projects.actions.bitmaps import outdated
from projects.models import Project, SearchDocument, SearchGeneration
from projects.models.document import analyser, index_version
from projects.search import ORDERS, SORTS

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = [
    "集成电路",
    "产业园",
    "产业",
    "园",
    "机器人",
    "大数据中心",
    "生产基地",
    "苏州",
    "工业",
    "5G",
    "生物医药",
    "物流",
    "二期",
]
PATHS = [["370000", "370200", "370212"], ["370000", "370200"], ["320000", "320500"], ["none"]]
INDUSTRIES = ["01", "0101", "0102", "04", "0401"]
PERIODS = [["2022", "2022Q2", "2022-05"], ["2023", "2023Q1", "2023-02"], ["none"]]
QUERIES = [
    "",
    "产业园",
    "产业",
    "集成电路 苏州",
    "机器人 OR 物流",
    "产业园 -机器人",
    '"工业产业园"',
    "suzhou",
    "szgy",
    "5G",
    "-苏州",
    "园",
    "生物医药产业",
    "没有的词",
    "标题:机器人",
]
CHOICES = {
    "region": ("370000", "370212", "320000", "none", "-370200"),
    "industry": ("01", "0101", "04", "none", "-0401"),
    "investment": ("lt1", "1-5", "10-50", "ge100", "none"),
    "investment_min": ("1", "4.5"),
    "investment_max": ("3", "60"),
    "status": ("planned", "operating", "none"),
    "kind": ("project", "batch"),
    "year": ("2022", "2023-02", "none"),
}


class Refusing:
    """A fallback that must not be needed."""

    def answer(self, plan: Plan) -> Any:
        raise AssertionError(f"bitmaps do not answer {plan.query.text!r} {plan.selections}")


def documents(random: Random, count: int) -> list[SearchDocument]:
    """So many documents at random."""
    projects = Project.objects.bulk_create(Project(name=f"{number}") for number in range(count))
    return SearchDocument.objects.bulk_create(filled(random, SearchDocument(project=project)) for project in projects)


def filled(random: Random, row: SearchDocument) -> SearchDocument:
    """A document with random contents."""
    name = "".join(random.choices(WORDS, k=random.randint(1, 3)))
    surroundings = random.choice(["苏州工业园区", "青岛市", "集成电路"])
    body = "，".join("".join(random.choices(WORDS, k=4)) for _ in range(random.randint(0, 4)))
    row.name, row.name_key, row.body = name, random.choice("abc") + fold_name(name), body
    row.folded_names = [fold_name(name), *sounds(name)]
    row.vector = tsvector(
        [Part(name, "A", spoken=True), Part(surroundings, "B", spoken=True), Part(body, "D")], analyser()
    )
    row.kind, row.regions = random.choice(["project", "batch"]), random.choice(PATHS)
    row.industries = sorted(random.sample(INDUSTRIES, random.randint(1, 3))) if random.random() < 0.8 else ["none"]
    row.years, row.status = random.choice(PERIODS), random.choice(["none", "planned", "operating"])
    row.investment_cny = random.choice(
        [None, Decimal(10**8), Decimal("450000000.00"), Decimal(10**10), Decimal(99_999_999)]
    )
    row.publishers, row.evidence = random.choice([["甲报"], ["乙报", "甲报"], ["none"]]), random.choice([[], ["none"]])
    row.land_area_m2 = random.choice([None, Decimal(500), Decimal("9000.5")])
    row.newest_source = random.choice(["", "2022-05", "2023-02-08", "2023-02-09"])
    row.source_count, row.analyser_version = random.randint(0, 2), "test"
    return row


def plans(random: Random, count: int) -> Iterator[Plan]:
    """Questions at random."""
    for _ in range(count):
        params = QueryDict(mutable=True)
        params["q"] = random.choice(QUERIES)
        for name in random.sample([*CHOICES], random.choice([0, 0, 1, 2, 4])):
            params.setlist(name, random.sample(CHOICES[name], random.choice([1, 1, 2])))
        params["sort"] = random.choice([*SORTS])
        kinds = random.choice([("project", "batch"), ("project",), ("project", "batch", "park", "article")])
        plan = search.RecordSearch(kinds, params).plan
        yield replace(plan, page=random.choice([1, 1, 2, 3, 9]), size=random.choice([5, 20]))


def told(counts: Any) -> dict[str, dict[str, int]]:
    """Counts without zeros."""
    return {key: {value: number for value, number in values.items() if number} for key, values in counts.items()}


def compare(executor: BitmapExecutor, random: Random, count: int) -> None:
    """Ask both the same questions."""
    sql = SqlExecutor(SearchDocument.objects.all(), ORDERS)
    for plan in plans(random, count):
        expected, found = sql.answer(plan), executor.answer(plan)
        asked = (plan.query.text, plan.selections, plan.sort, plan.page)
        assert (found.total, found.page) == (expected.total, expected.page), asked
        assert told(found.counts) == told(expected.counts), asked
        assert found.ids == expected.ids, asked


def built() -> Index:
    """An index of its own, as a new process has it, over a new generation."""
    index = Index(search.index().store, search.index().source)
    assert [*build(index.store, index.source)]
    return index


@pytest.mark.parametrize(("seed", "sparse", "handful"), [(1, 1, 0), (2, 1, 32), (3, 24, 32), (4, 10**9, 32)])
def test_bitmaps_and_sql_agree_through_edits(
    seed: int, sparse: int, handful: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(seed)
    monkeypatch.setattr(matches, "SPARSE", sparse)
    monkeypatch.setattr(columns, "HANDFUL", handful)
    rows = documents(random, 150)
    executor = BitmapExecutor(built(), Refusing())
    compare(executor, random, 25)
    for _ in range(3):
        for row in random.sample(rows, 4):
            filled(random, row).save()
        rows += documents(random, 3)
        Project.objects.filter(pk=rows.pop(random.randrange(len(rows))).project_id).delete()
        compare(executor, random, 10)
    assert [*build(executor._index.store, executor._index.source)]
    compare(executor, random, 10)


def test_the_command_builds_what_another_process_finds() -> None:
    random, said = Random(5), StringIO()
    rows = documents(random, 20)
    SearchDocument.objects.update(analyser_version=index_version())
    call_command("rebuild_index", "--bitmaps", stdout=said)
    assert "已重建 20 条记录的快速检索索引。" in said.getvalue()
    assert not outdated()
    reader = BitmapExecutor(Index(search.index().store, search.index().source), Refusing())
    compare(reader, random, 5)
    rows[0].delete()
    compare(reader, random, 5)


def test_sql_answers_before_a_generation_and_after_too_many_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(6)
    rows = documents(random, 20)
    sql = SqlExecutor(SearchDocument.objects.all(), ORDERS)
    early = BitmapExecutor(Index(search.index().store, search.index().source), sql)
    compare(early, random, 3)
    index = built()
    monkeypatch.setattr(index_module, "MOST_CHANGES", 2)
    for row in rows[:3]:
        filled(random, row).save()
    with pytest.raises(index_module.Unavailable):
        index.see(())
    compare(BitmapExecutor(index, sql), random, 3)


def test_a_build_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    documents(Random(7), 5)
    index = built()
    before = set(SearchGeneration.objects.values_list("pk", flat=True))
    steps = build(index.store, index.source)
    next(steps)
    with pytest.raises(RuntimeError):
        steps.throw(RuntimeError("killed"))
    assert set(SearchGeneration.objects.values_list("pk", flat=True)) == before
    assert [*build(index.store, index.source)]


def test_readyz_tells_that_the_index_is_stale(client: Client) -> None:
    documents(Random(8), 2)
    SearchDocument.objects.update(analyser_version=index_version())
    assert "search" not in client.get("/readyz").json()["checks"]
    SearchDocument.objects.filter(pk=SearchDocument.objects.first().pk).update(analyser_version="")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["search"]) == (
        200,
        "检索索引有过期的记录，请运行 rebuild_index",
    )
