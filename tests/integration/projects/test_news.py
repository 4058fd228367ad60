"""What is new since a moment: never missed, never told twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction

from projects.actions.indexing import expire, index, rebuild
from projects.actions.resolve import resolve
from projects.actions.review import decide
from projects.models import SearchDocument
from projects.news import Moment, news
from tests.factories import articles, people, records
from tests.factories.scene import Scene, scene

pytestmark = pytest.mark.django_db(transaction=True)


def told(since: Moment, until: Moment | None = None) -> list[str]:
    rows = SearchDocument.objects.exclude(kind="article")
    return list(news(rows, since, until or Moment.now()).values_list("name", flat=True))


@pytest.fixture
def world() -> Scene:
    return scene()


def test_nothing_is_new_where_nothing_happened(world: Scene) -> None:
    assert told(Moment.now()) == []


def test_what_came_is_told_once(world: Scene) -> None:
    since = Moment.now()
    index([records.project("新到的基地")])
    until = Moment.now()
    assert told(since, until) == ["新到的基地"]
    assert told(until) == []


def test_a_transaction_that_ends_late_is_told_when_it_has_ended(world: Scene) -> None:
    """It began, and put its time on the row, before the digest that could not see it."""
    slow = connection.copy()
    try:
        since = Moment.now()
        slow.set_autocommit(False)
        with slow.cursor() as cursor:
            cursor.execute("UPDATE projects_searchdocument SET told = 'x' WHERE project_id = %s", [world.project.pk])
        index([records.project("快的")])
        first = Moment.now()
        assert told(since, first) == ["快的"]
        slow.commit()
        second = Moment.now()
        assert told(first, second) == [world.project.name]
        assert told(second) == []
    finally:
        slow.close()


def test_what_comes_between_the_moment_and_the_reading_waits(world: Scene) -> None:
    since = Moment.now()
    until = Moment.now()
    index([records.project("随后的")])
    assert told(since, until) == []
    assert told(until) == ["随后的"]


def test_a_transaction_that_is_undone_is_no_news(world: Scene) -> None:
    since = Moment.now()
    with transaction.atomic():
        index([records.project("撤回的")])
        transaction.set_rollback(True)
    assert told(since) == []


def test_new_words_and_decisions_of_people_are_news(world: Scene) -> None:
    since = Moment.now()
    articles.citation(world.park, "floor_area_m2", 20_000, "建筑面积2万平方米")
    resolve(world.park)
    index([world.park])
    assert told(since) == [world.park.name]
    since = Moment.now()
    decide(subject=world.batch, field="project_count", value=63, reason="以公报为准", user=people.superuser())
    assert told(since) == [world.batch.name]


def test_indexing_anew_is_no_news(world: Scene) -> None:
    since = Moment.now()
    expire()
    assert sum(rebuild()) > 0
    index([world.project, world.park])
    assert told(since) == []


def test_rows_from_before_there_were_fingerprints_get_theirs_in_silence(world: Scene) -> None:
    SearchDocument.objects.update(told="")
    since = Moment.now()
    index([world.project])
    assert told(since) == []
    assert SearchDocument.objects.get(project=world.project).told != ""


def test_on_another_server_a_day_is_told_again_rather_than_lost(world: Scene) -> None:
    since = replace(Moment.now(), system="1")
    assert world.project.name in told(since)
    assert told(replace(since, at=since.at + timedelta(days=2))) == []


def test_a_moment_survives_a_column() -> None:
    now = Moment.now()
    assert Moment.from_json(now.to_json()) == now
