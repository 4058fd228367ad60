"""What a reviewer withheld is nowhere on the site, whatever happens to it, until it is put back."""

from __future__ import annotations

import re
from collections import deque

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from projects.actions.indexing import index, stale_count
from projects.actions.merge import merge, unmerge
from projects.actions.publishing import publish, withhold
from projects.actions.review import decide
from projects.actions.store import store
from projects.actions.undo import undo_run
from projects.models import Deed, Project, SearchDocument
from projects.search import RecordSearch
from projects.totals import totals
from tests.factories import articles, extractions, people, records, vocabulary
from tests.factories.scene import Scene, scene

pytestmark = pytest.mark.django_db

#: Names that people gave, so that no article's own words hold them.
PROJECT, PARK = "青松代号工程", "翠柏代号园区"

#: Where to begin; what no link leads to stands here too.
DOORS = (
    "/", "/suggest/?q=代号", "/search/?q=代号", "/changes/", "/projects/export.csv", "/parks/export.jsonl",
    "/feeds/changes/", "/feeds/projects/", "/compare/?ids=1&ids=2",
)  # fmt: skip


@pytest.fixture
def world():
    made = scene()
    decide(made.project, "name", PROJECT, user=None)
    decide(made.park, "name", PARK, user=None)
    decide(made.phase, "phase_of", {"id": made.project.pk, "name": made.project.name}, user=None)
    index([made.project, made.park])
    return made


def site(client: Client) -> dict[str, str]:
    """Every page, file and answer that links lead to from the home page, by address; filters once each."""
    seen: dict[str, str] = {}
    kinds: set[str] = set()
    waiting = deque(DOORS)
    while waiting:
        address = waiting.popleft()
        kind = re.sub(r"=[^&]*", "", address)
        if kind in kinds:
            continue
        kinds.add(kind)
        response = client.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        seen[address] = content.decode("utf-8", errors="replace")
        if "html" in response.headers.get("Content-Type", ""):
            links = re.findall(r'href="(/(?!admin|static|language|regions/(?!3702))[^"#]*)', seen[address])
            waiting += [link.replace("&amp;", "&") for link in links if link.count("=") < 2]
    return seen


def telling(pages: dict[str, str], *words: str) -> set[str]:
    return {address for address, page in pages.items() if any(word in page for word in words)}


def test_it_is_nowhere_and_comes_back(client: Client, world: Scene) -> None:
    at = world.project.get_absolute_url()
    before = telling(site(client), PROJECT, f'"{at}"')
    assert {"/projects/", at, "/projects/export.csv", f"/articles/{world.first.pk}/", DOORS[1]} <= before
    withhold(world.project, "单位来函", user=None)
    index([world.project])
    pages = site(client)
    assert telling(pages, PROJECT, f'"{at}"') == set()
    assert client.get(f"{at}export.csv").status_code == 404
    gone = client.get(at)
    assert gone.status_code == 410
    assert "撤下" in gone.text
    publish(world.project, user=None)
    index([world.project])
    assert before <= telling(site(client), PROJECT, f'"{at}"')


def test_nothing_points_at_a_withheld_park(client: Client, world: Scene) -> None:
    at = world.park.get_absolute_url()
    assert f'"{at}"' in client.get(world.project.get_absolute_url()).text
    withhold(world.park, "重复", user=None)
    index([world.park, world.project])
    assert telling(site(client), PARK, f'"{at}"') == set()
    assert client.get(reverse("feeds:park", args=[world.park.pk])).status_code == 404
    assert PARK not in client.get(f"/projects/?park={world.park.pk}").text
    world.project.refresh_from_db()
    assert world.project.park is None
    publish(world.park, user=None)
    world.project.refresh_from_db()
    assert world.project.park == world.park


def test_a_whole_that_is_withheld_covers_no_phase(world: Scene) -> None:
    articles.citation(world.phase, "investment_cny", 500_000_000, "一期投资5亿元")
    articles.citation(world.phase, "phase_of", "云岭智算中心", "云岭智算中心", world.second)
    index([world.phase])
    decide(world.phase, "investment_cny", 500_000_000, user=None)
    index([world.phase, world.project])
    assert added() == 1_620_000_000
    withhold(world.project, "待核实", user=None)
    index([world.project, world.phase])
    assert added() == 500_000_000
    publish(world.project, user=None)
    index([world.project, world.phase])
    assert added() == 1_620_000_000


def added():
    """The sum of all projects."""
    return totals(RecordSearch(("project", "batch"), QueryDict())).cny


def test_it_needs_a_reason_and_is_done_once(world: Scene) -> None:
    with pytest.raises(ValidationError, match="理由"):
        withhold(world.project, " ", user=None)
    with pytest.raises(ValidationError, match="公开"):
        publish(world.project, user=None)
    withhold(world.project, "待核实", user=None)
    with pytest.raises(ValidationError, match="已经撤下"):
        withhold(world.project, "待核实", user=None)
    deed = Deed.objects.get(verb="withhold")
    assert (deed.key, deed.reason) == (world.project.pk, "待核实")


TEXT = "崂山区的示范装备生产基地总投资5亿元。"


def put(text=TEXT, version="1", value=500_000_000):
    """Import a page on the project; its run."""
    run = articles.run()
    told = extractions.record(text, "示范装备生产基地", ("investment_cny", value, "总投资5亿元"), region="370212")
    store(extractions.raw(text), extractions.extraction(text, told), version=version, run=run)
    return run


def only():
    return Project.objects.get()


def test_imports_and_undoing_them_leave_it_withheld():
    vocabulary.region("370212")
    run = put()
    withhold(only(), "待核实", user=None)
    again = put(version="2", value=50_000_000)
    index([only()])
    assert (only().withheld, only().investment_cny) == ("待核实", 50_000_000)
    undo_run(again, user=None)
    undo_run(run, user=None)
    put("另一篇：" + TEXT)
    index([only()])
    assert only().withheld == "待核实"
    assert not SearchDocument.objects.filter(project=only()).exists()
    assert stale_count() == 0  # no row is missing
    call_command("rebuild_index", "--all")
    assert not SearchDocument.objects.filter(project=only()).exists()


def test_merging_keeps_it_as_it_was():
    one, other = records.project("示范装备基地"), records.project("示范能源基地")
    withhold(other, "待核实", user=None)
    with pytest.raises(ValidationError, match="撤下"):
        merge(one, other, user=None)
    withhold(one, "重复", user=None)
    record = merge(one, other, user=None)
    assert only().withheld == "重复"
    unmerge(record, user=None)
    assert dict(Project.objects.values_list("name", "withheld")) == {one.name: "重复", other.name: "待核实"}


@pytest.mark.parametrize("role", ["分析员", "编辑", "复核员", "管理员"])
def test_who_may(client: Client, role: str) -> None:
    project = records.project("示范装备基地")
    page = reverse("admin:projects_project_publish", args=[project.pk])
    client.force_login(people.member(role))
    allowed = role in ("复核员", "管理员")
    assert client.get(page).status_code == (200 if allowed else 403)
    assert (page in client.get(reverse("admin:projects_project_change", args=[project.pk])).text) is allowed
    client.post(page, {"verb": "withhold", "reason": "待核实"})
    assert bool(only().withheld) is allowed
    client.post(page, {"verb": "publish"})
    assert not only().withheld


def test_the_desk_tells_that_it_is_withheld(client: Client) -> None:
    project = records.project("示范装备基地")
    client.force_login(people.member("复核员"))
    page = reverse("admin:projects_project_publish", args=[project.pk])
    assert "请写明" in client.post(page, {"verb": "withhold", "reason": ""}).text
    client.post(page, {"verb": "withhold", "reason": "单位来函"})
    assert "单位来函" in client.get(reverse("admin:projects_project_change", args=[project.pk])).text
    rows = reverse("admin:projects_project_changelist")
    assert project.name in client.get(f"{rows}?public=0").text
    assert project.name not in client.get(f"{rows}?public=1").text
    assert client.get(reverse("admin:projects_project_publish", args=[2**63])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_bitmaps_forget_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [records.project(f"示范装备基地{number}号") for number in range(3)]
    index(rows)
    call_command("rebuild_index", "--bitmaps")
    withhold(rows[0], "待核实", user=None)
    monkeypatch.setattr("projects.search.SqlExecutor", lambda *_: None)
    found = RecordSearch(("project",), QueryDict("q=示范装备基地"))
    assert {hit.record for hit in found.page.hits} == set(rows[1:])
    assert found.total == 2
