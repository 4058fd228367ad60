"""The page of recent changes: editors, newer articles, imports."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from projects.actions.resolve import resolve
from projects.actions.review import decide
from projects.changes import PER_KIND, changes
from projects.models import Citation, Review
from tests.factories import articles, people, records
from tests.factories.scene import Scene, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Scene:
    return scene()


def told(kind: str) -> list[tuple[str, str, str]]:
    return [(each.label, each.old, each.new) for day in changes().days for each in day.changes if each.kind == kind]


def test_a_newer_article_changes_a_value_once(world: Scene) -> None:
    assert told("article") == [("总投资", "15亿元", "16.2亿元")]


def test_several_values_of_one_article_are_no_change() -> None:
    project, article = records.project(), articles.article("总投资1亿元，后增至2亿元。")
    articles.citation(project, "investment_cny", 10**8, "总投资1亿元", article)
    articles.citation(project, "investment_cny", 2 * 10**8, "增至2亿元", article)
    resolve(project)
    assert told("article") == []


def test_editors_are_told_with_their_reason(client: Client, world: Scene) -> None:
    decide(subject=world.project, field="investment_cny", value=17 * 10**8, reason="以公告为准", user=people.editor())
    assert told("editor") == [("总投资", "16.2亿元", "17亿元")]
    assert "以公告为准" in client.get("/changes/").content.decode()


def test_imports_that_brought_articles_are_told(client: Client, world: Scene) -> None:
    articles.run()
    assert len(told("import")) == 2


def test_older_changes_are_a_page_away(client: Client, world: Scene) -> None:
    now = timezone.now()
    for number in range(PER_KIND + 5):
        review = Review.objects.create(project=world.project, field="investment_cny", old=1, new=number)
        Review.objects.filter(pk=review.pk).update(created_at=now + timedelta(minutes=number))
    Citation.objects.update(created_at=now - timedelta(days=1))
    first = changes()
    assert first.older
    second = changes(first.older)
    seen = [each for page in (first, second) for day in page.days for each in day.changes if each.kind == "editor"]
    assert len(seen) == PER_KIND + 5
    assert client.get("/changes/", {"before": first.older.isoformat()}).status_code == 200


@pytest.mark.parametrize(
    "moment", ["gestern", "2026-99-99T00:00:00+08:00", "2026-01-01T00:00:00", "1970-01-01T00:00:00Z"]
)
def test_any_moment_will_do(client: Client, moment: str) -> None:
    assert client.get("/changes/", {"before": moment}).status_code == 200
