"""The review queue's pages: evidence, one word from a person, the next one."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.actions.resolve import resolve
from projects.actions.review import decide
from projects.models import Citation, Doubt, Project, Review
from tests.factories import articles, people, records

pytestmark = pytest.mark.django_db
DESK = "admin:projects_doubt_desk"


@pytest.fixture
def client(client):
    client.force_login(people.superuser())
    return client


def unsure(value=5_000_000_000, quote="投资50亿元", confidence=0.3, project=None):
    """A project with one uncertain figure, and the citation."""
    project = project or records.project()
    citation = articles.citation(project, "investment_cny", value, quote, confidence=confidence)
    resolve(project)
    return citation


def say(client, verb, seen=5_000_000_000, follow=False, **typed):
    """Press a button of the first doubt's page."""
    doubt = Doubt.objects.first()
    data = {"doubt": doubt.pk, "at": f"{doubt.weight}-{doubt.pk}", "seen": json.dumps(seen), "verb": verb, **typed}
    return client.post(reverse(DESK), data, follow=follow)


def test_the_page_shows_words_value_and_reasons(client):
    unsure()
    page = client.get(reverse(DESK)).content.decode()
    assert "<mark>投资50亿元</mark>" in page
    assert "可信度低、金额大" in page
    assert "50亿元" in page
    assert "还有 1 条" in page


def test_three_queries_beside_the_sign_in(client):
    for number in range(5):
        unsure(quote=f"投资{number}亿元")
    client.get(reverse(DESK))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse(DESK))
    work = [
        query["sql"] for query in queries if "django_session" not in query["sql"] and "auth_user" not in query["sql"]
    ]
    assert len(work) <= 3, work


def test_accept_and_next(client):
    first, second = unsure(confidence=0.1), unsure(confidence=0.4)
    response = say(client, "accept", follow=True)
    assert Review.objects.get().project == first.project
    assert second.project.name in response.content.decode()
    assert "after=" in response.redirect_chain[-1][0]


def test_a_value_changed_meanwhile_is_not_accepted(client):
    unsure()
    page = say(client, "accept", seen=1).content.decode()
    assert "刚刚被他人" in page
    assert not Review.objects.exists()


def test_correcting_from_the_words(client):
    citation = unsure(quote="投资5亿元")
    say(client, "correct", value="5亿元", words=citation.pk, reason="单位看错")
    project = Project.objects.get()
    assert project.investment_cny == 500_000_000
    assert project.citations.get(chosen=True).quote == "投资5亿元"
    assert Review.objects.get().reason == "单位看错"


def test_an_unreadable_value_comes_back_with_what_was_typed(client):
    citation = unsure()
    page = say(client, "correct", value="大约五六亿", words=citation.pk).content.decode()
    assert "大约五六亿" in page
    assert "errornote" in page or 'class="error"' in page
    assert not Review.objects.exists()


def test_no_basis_reject_and_choose(client):
    project = unsure().project
    other = unsure(600_000_000, "投资6亿元", 0.2, project)
    say(client, f"choose:{other.pk}")
    project.refresh_from_db()
    assert project.investment_cny == 600_000_000
    another = unsure(confidence=0.2)
    say(client, f"reject:{another.pk}")
    another.refresh_from_db()
    assert another.rejected_at
    third = unsure(confidence=0.2)
    say(client, "no_basis")
    third.refresh_from_db()
    assert third.rejected_at


def test_stale_decisions_show_both_values_and_can_be_taken_back(client):
    project = unsure(500_000_000, "投资5亿元", 0.9).project
    decide(project, "investment_cny", 800_000_000, user=people.editor(), reason="见公示")
    unsure(900_000_000, "投资9亿元", 0.95, project)
    page = client.get(reverse(DESK)).content.decode()
    assert all(words in page for words in ("需复核", "8亿元", "见公示", "9亿元"))
    say(client, "take_back")
    project.refresh_from_db()
    assert project.investment_cny == 900_000_000


def test_a_conflict_shows_every_version_with_its_rank_and_the_rule(client):
    project = records.project()
    official = articles.article("据介绍，投资60亿元。", publisher="示范市人民政府", published="2022")
    articles.citation(project, "investment_cny", 6_000_000_000, "投资60亿元", official)
    later = unsure(project=project, confidence=0.9)
    page = client.get(f"{reverse(DESK)}?field=investment_cny").content.decode()
    assert "2 种说法，取值依据：官方来源优先" in page
    assert page.index("第 1 位") < page.index("投资60亿元") < page.index("未采用：官方来源优先") or "第 2 位" in page
    say(client, f"choose:{later.pk}", reason="政府网站未更新")
    project.refresh_from_db()
    assert project.investment_cny == 5_000_000_000
    assert Review.objects.get().reason == "政府网站未更新"


def test_one_that_is_gone_is_told(client):
    unsure()
    doubt = Doubt.objects.get()
    data = {"doubt": doubt.pk, "at": f"{doubt.weight}-{doubt.pk}", "verb": "accept"}
    Doubt.objects.all().delete()
    page = client.post(reverse(DESK), data, follow=True).content.decode()
    assert "已由他人处理" in page


@pytest.mark.parametrize(
    "query", ["after=x", "after=9-9", "only=x", "only=99999999999999999999", "reason=nonsense&field=x"]
)
def test_any_address_opens(client, query):
    assert client.get(f"{reverse(DESK)}?{query}").status_code == 200


def test_bulk_asks_first_then_accepts(client):
    keys = [unsure().project_id, unsure().project_id]
    url = reverse("admin:projects_doubt_changelist")
    chosen = {"action": "accept_selected", "_selected_action": list(Doubt.objects.values_list("pk", flat=True))}
    page = client.post(url, chosen).content.decode()
    assert "确认 2 条？" in page
    assert not Review.objects.exists()
    client.post(url, {**chosen, "confirmed": "yes"})
    assert sorted(Review.objects.values_list("project_id", flat=True)) == sorted(keys)
    assert Citation.objects.filter(origin="editor").count() == 2


def test_who_may_only_look_gets_no_buttons(client):
    unsure()
    viewer = people.viewer()
    client.force_login(viewer)
    page = client.get(reverse(DESK)).content.decode()
    assert 'name="verb"' not in page
    assert say(client, "accept").status_code == 403
