"""Who may open which page of the admin, and do what there: every address, every action, every role."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse

from projects.actions.merge import merge, set_apart
from projects.actions.publishing import withhold
from projects.actions.resolve import resolve
from projects.models import Article, Citation, Deed, Distinct, Doubt, ImportRun, Merge, Project, Review, Suggestion
from tests.factories import articles, people, records

pytestmark = pytest.mark.django_db
ROLES = ("分析员", "编辑", "复核员", "管理员")
TABLES = sorted(
    f"{m._meta.app_label}_{m._meta.model_name}" for m in admin.site._registry if m._meta.app_label != "auth"
)
#: What people follow is their own affair; who runs the site may help them.
PRIVATE = {"projects_savedsearch"}


@dataclass
class World:
    """One row of each kind that actions work on."""

    project: Any
    other: Any
    citation: Citation
    run: ImportRun


@pytest.fixture
def world():
    project, other = records.project("示范装备基地"), records.project("示范能源基地")
    citation = articles.citation(project, "investment_cny", 5_000_000_000, "投资50亿元", confidence=0.2)
    resolve(project)
    return World(project, other, citation, articles.run())


@pytest.mark.parametrize("role", [*ROLES, None])
@pytest.mark.parametrize("table", TABLES)
def test_every_list_is_open_to_every_role_and_to_nobody_else(client, role, table):
    if role:
        client.force_login(people.member(role))
    status = client.get(reverse(f"admin:{table}_changelist")).status_code
    refused = table in PRIVATE and role != "管理员"
    assert status == ((403 if refused else 200) if role else 302)


@pytest.mark.parametrize(
    ("table", "least"),
    [
        *[(table, None) for table in TABLES if table not in ("parks_park", "projects_project", "projects_importrun")],
        ("parks_park", 1),
        ("projects_project", 1),
        ("projects_importrun", 1),
    ],
)
@pytest.mark.parametrize("role", ROLES)
def test_who_may_add(client, role, table, least):
    client.force_login(people.member(role))
    allowed = least is not None and ROLES.index(role) >= least
    assert client.get(reverse(f"admin:{table}_add")).status_code == (200 if allowed else 403)


def decide_on_desk(client, world):
    doubt = Doubt.objects.get()
    data = {"doubt": doubt.pk, "at": "", "verb": "accept", "seen": json.dumps(5_000_000_000)}
    client.post(reverse("admin:projects_doubt_desk"), data)
    return Review.objects.exists()


def accept_many(client, world):
    return act(client, "doubt", "accept_selected", Doubt.objects.get().pk, confirmed="yes") and Review.objects.exists()


def link_words(client, world):
    url = reverse("admin:projects_article_workbench", args=[world.citation.article_id])
    data = {"quote": "投资50亿元", "field": "investment_cny", "value": "50亿元", "record": "", "name": world.other.name}
    client.post(url, data)
    return world.other.citations.exists()


def reject_words(client, world):
    act(client, "citation", "mark_rejected", world.citation.pk)
    return Citation.objects.get().rejected_at is not None


def upload(client, world):
    client.post(reverse("admin:projects_importrun_add"), {"text": "示范"})
    return ImportRun.objects.filter(state="uploaded").exists()


def undo_import(client, world):
    client.post(reverse("admin:projects_importrun_act", args=[world.run.pk, "undo"]))
    return ImportRun.objects.get(pk=world.run.pk).state == "undone"


def compare(world):
    query = f"?kind=project&one={world.project.pk}&other={world.other.pk}"
    return reverse("admin:projects_candidate_compare") + query


def join(client, world):
    client.post(compare(world), {"verb": "keep_one"})
    return Merge.objects.exists()


def keep_apart(client, world):
    client.post(compare(world), {"verb": "apart"})
    return Distinct.objects.exists()


def part_again(client, world):
    record = merge(world.project, world.other, user=None)
    act(client, "merge", "undo", record.pk)
    return Merge.objects.get().undone_at is not None


def take_difference_back(client, world):
    judged = set_apart(world.project, world.other, user=None)
    act(client, "distinct", "take_back", judged.pk)
    return not Distinct.objects.exists()


def restore(client, world):
    deed = Deed.objects.create(
        verb="decide", kind="project", key=world.project.pk, name="x", field="status", old="signed"
    )
    act(client, "deed", "restore", deed.pk)
    world.project.refresh_from_db()
    return world.project.status == "signed"


def accept_word(client, world):
    word = Suggestion.objects.create(kind="synonym", term="智算", target="0102")
    act(client, "suggestion", "accept", word.pk)
    return Suggestion.objects.get().state == "accepted"


def two_papers(world, **told):
    """The article of the world and another one, which are one story or two."""
    return [world.citation.article_id, articles.article("示范装备基地投产。", **told).pk]


def join_stories(client, world):
    act(client, "article", "join_stories", *two_papers(world))
    return Article.objects.filter(story__isnull=False).exists()


def part_stories(client, world):
    act(client, "article", "part_stories", *two_papers(world, story=world.citation.article))
    return not Article.objects.filter(story__isnull=False).exists()


def publish_page(world):
    return reverse("admin:projects_project_publish", args=[world.project.pk])


def take_off(client, world):
    client.post(publish_page(world), {"verb": "withhold", "reason": "待核实"})
    return not Project.objects.public().filter(pk=world.project.pk).exists()


def put_back(client, world):
    withhold(world.project, "待核实", user=None)
    client.post(publish_page(world), {"verb": "publish"})
    return Project.objects.public().filter(pk=world.project.pk).exists()


def act(client, model, action, *keys, **more):
    """Run an action of a list on these rows."""
    data = {"action": action, "_selected_action": keys, **more}
    return client.post(reverse(f"admin:projects_{model}_changelist"), data)


@pytest.mark.parametrize(
    ("deed", "least"),
    [
        (decide_on_desk, 1),
        (accept_many, 1),
        (link_words, 1),
        (reject_words, 1),
        (restore, 1),
        (join_stories, 1),
        (part_stories, 1),
        (take_off, 2),
        (put_back, 2),
        (join, 2),
        (keep_apart, 2),
        (part_again, 2),
        (take_difference_back, 2),
        (undo_import, 2),
        (accept_word, 2),
    ],
)
@pytest.mark.parametrize("role", ROLES)
def test_who_may_do_it(client, world, role, deed, least):
    client.force_login(people.member(role))
    assert bool(deed(client, world)) is (ROLES.index(role) >= least)


@pytest.mark.parametrize("role", ROLES)
def test_lists_offer_what_a_role_may_do(client, world, role):
    client.force_login(people.member(role))
    page = client.get(reverse("admin:projects_article_changelist")).text
    assert [f'value="{name}_stories"' in page for name in ("join", "part")] == [ROLES.index(role) >= 1] * 2


@pytest.mark.parametrize(
    ("page", "least"),
    [
        (publish_page, 2),
        (compare, 0),
        (lambda world: reverse("admin:projects_doubt_desk"), 0),
        (lambda world: reverse("admin:projects_article_workbench", args=[world.citation.article_id]), 0),
        (lambda world: reverse("admin:projects_importrun_change", args=[world.run.pk]), 0),
    ],
)
@pytest.mark.parametrize("role", [*ROLES, None])
def test_who_may_open_a_desk(client, world, role, page, least):
    if role:
        client.force_login(people.member(role))
    status = client.get(page(world)).status_code
    assert status == ((200 if ROLES.index(role) >= least else 403) if role else 302)


@pytest.mark.parametrize("deed", [join_stories, part_stories, take_off, put_back])
def test_nobody_else_may(client, world, deed):
    assert not deed(client, world)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_upload(client, world, role, monkeypatch):
    monkeypatch.setattr("projects.admin.runs.runs.start", lambda run, job: None)
    client.force_login(people.member(role))
    assert upload(client, world) is (ROLES.index(role) >= 1)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", ["auth_user", "auth_group"])
def test_accounts_are_for_administrators(client, role, name):
    client.force_login(people.member(role))
    assert client.get(reverse(f"admin:{name}_changelist")).status_code == (200 if role == "管理员" else 403)
