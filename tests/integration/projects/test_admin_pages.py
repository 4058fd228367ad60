"""Every page of the admin opens, for everybody who may see it, with a fixed number of queries."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from projects.actions.resolve import resolve
from projects.actions.review import decide
from projects.models import Citation, ImportRun, Organisation, Review, SourceDocument
from tests.factories import articles, people, records, vocabulary

pytestmark = pytest.mark.django_db
TABLES = (
    "parks_region", "parks_industry", "parks_park", "projects_project", "projects_organisation",
    "projects_sourcedocument", "projects_article", "projects_citation", "projects_review", "projects_importrun",
    "projects_doubt", "projects_candidate", "projects_merge", "projects_distinct", "projects_deed",
    "projects_suggestion",
)  # fmt: skip


def fill(number: int) -> None:
    """So many rows in every table, all of them related."""
    for _ in range(number):
        park = records.park(region=vocabulary.region("370212"))
        project = records.project(park=park, region=park.region)
        articles.citation(project, "investment_cny", 10**9, "总投资10亿元")
        articles.citation(project, "industries", vocabulary.industry("0101").pk, "集成电路")
        articles.citation(park, "name", park.name, park.name)
        articles.citation(project, "organisations", {"name": "示范科技有限公司", "role": "developer"}, "示范科技")
        resolve(project)
        decide(project, "status", "signed", user=people.superuser(f"user{User.objects.count()}"))


def viewer() -> User:
    """Someone who may look at everything and change nothing."""
    user = User.objects.create_user("viewer", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    return user


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("who", [people.superuser, people.editor, viewer])
def test_every_page_opens(client, who, table):
    fill(1)
    client.force_login(who())
    page = client.get(reverse(f"admin:{table}_changelist"))
    assert page.status_code == 200
    for row in page.context["cl"].queryset[:2]:
        assert client.get(reverse(f"admin:{table}_change", args=[row.pk]), follow=True).status_code == 200
    assert client.get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize("table", TABLES)
def test_lists_cost_the_same_however_long(client, django_assert_max_num_queries, table):
    client.force_login(people.superuser())
    fill(2)
    url = reverse(f"admin:{table}_changelist")
    with django_assert_max_num_queries(30) as few:
        client.get(url)
    fill(6)
    with django_assert_max_num_queries(len(few)):
        client.get(url)


def test_record_page_costs_the_same_however_much_is_told(client, django_assert_max_num_queries):
    client.force_login(people.superuser())
    fill(1)
    project = Citation.objects.filter(field="investment_cny").get().project
    url = reverse("admin:projects_project_change", args=[project.pk])
    client.get(url)
    with django_assert_max_num_queries(40) as few:
        client.get(url)
    for number in range(8):
        articles.citation(project, "investment_cny", number, f"总投资{number}亿元", run=None)
        decide(project, "annual_output_cny", number, user=people.superuser(f"other{number}"))
    with django_assert_max_num_queries(len(few)):
        client.get(url)


@pytest.mark.parametrize(
    ("table", "query"),
    [
        ("parks_park", {"q": "产业园", "province": "370000", "industry": "01", "reviewed": "1", "status": "signed"}),
        ("parks_park", {"reviewed": "x", "province": "山东", "industry": "%"}),
        ("parks_park", {"q": "\x00"}),
        ("parks_park", {"p": "99999", "o": "99.-3"}),
        ("projects_project", {"kind": "batch", "q": "' OR 1=1 --"}),
        ("projects_project", {"nonsense": "1"}),
        ("projects_citation", {"field": "nonsense", "rejected_at__isempty": "2"}),
        ("projects_citation", {"q": "总投资", "active__exact": "1"}),
        ("projects_review", {"field": "status", "created_at__gte": "无"}),
        ("parks_region", {"q": "laoshan", "level": "county"}),
        ("projects_article", {"q": "示范"}),
    ],
)
def test_odd_questions_are_answered(client, table, query):
    fill(1)
    client.force_login(people.editor())
    assert client.get(reverse(f"admin:{table}_changelist"), query, follow=True).status_code in (200, 400)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("key", ["999999", "x", "_00", "1_2F"])
def test_rows_that_are_not_there_lead_back(client, table, key):
    client.force_login(people.superuser())
    assert client.get(f"/admin/{table.replace('_', '/')}/{key}/change/", follow=True).status_code in (200, 404)


def test_logs_and_sources_cannot_be_written_by_anybody(client):
    fill(1)
    client.force_login(people.superuser())
    for row in (
        Review.objects.first(),
        ImportRun.objects.first(),
        SourceDocument.objects.first(),
        Organisation.objects.first(),
    ):
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        assert client.post(reverse(f"{name}_change", args=[row.pk]), {"name": "x"}).status_code == 403
        assert client.get(reverse(f"{name}_delete", args=[row.pk])).status_code == 403
        if not isinstance(row, ImportRun):  # that page uploads files
            assert client.get(reverse(f"{name}_add")).status_code == 403


def test_regions_are_offered_by_their_full_names(client):
    vocabulary.region("370212")
    client.force_login(people.editor())
    query = {"term": "崂山", "app_label": "projects", "model_name": "project", "field_name": "region"}
    found = client.get(reverse("admin:autocomplete"), query).json()["results"]
    assert found == [{"id": "370212", "text": "山东省青岛市崂山区"}]


def test_nothing_inline_in_any_page(client):
    fill(1)
    client.force_login(people.superuser())
    for url in ("admin:parks_park_changelist", "admin:projects_citation_changelist", "admin:projects_project_add"):
        page = client.get(reverse(url)).content.decode()
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page


def test_pages_are_chinese(client):
    client.force_login(people.editor())
    page = client.get(reverse("admin:index")).content.decode()
    for words in ("园区知识库编辑台", "编辑与核对", "园区", "引文", "人工核对", "导入批次"):
        assert words in page
