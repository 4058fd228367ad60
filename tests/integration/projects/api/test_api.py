"""The API gives what pages show, refuses what it can't take as given, and says so in one shape."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from drf_spectacular.validation import validate_schema

from projects.actions.indexing import index
from projects.actions.merge import merge
from projects.actions.publishing import withhold
from projects.api import views
from projects.fields import FIELDS
from projects.models import Citation
from projects.search import RecordSearch
from projects.totals import totals
from tests.factories import articles, people, records
from tests.factories.scene import Scene, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Scene:
    return scene()


def get(client: Client, address: str) -> Any:
    response = client.get(f"/api/v1/{address}")
    assert response.status_code == HTTPStatus.OK, response.content.decode()
    assert response["Content-Type"] == "application/json"
    return response.json()


def test_a_list_gives_whole_records(client: Client, world: Scene) -> None:
    found = get(client, "projects/?region=370000&sort=name")
    assert found["total"] == 3
    assert found["page"] == "http://testserver/projects/?region=370000&sort=name"
    data = next(each for each in found["results"] if each["id"] == world.project.pk)
    assert data == get(client, f"projects/{world.project.pk}/")
    money = data["facts"]["investment_cny"]
    assert (money["values"][0]["value"], money["values"][0]["unit"]) == (1_620_000_000, "元")
    assert money["values"][0]["citation"]["quote"] == "总投资16.2亿元"
    assert [(other["qualifier"], other["text"]) for other in money["others"]] == [("about", "约15亿元")]


def test_an_article_comes_with_the_text_its_hash_is_of(client: Client, world: Scene) -> None:
    data = get(client, f"articles/{world.first.pk}/")
    assert hashlib.sha256(data["text"].encode()).hexdigest() == data["text_sha256"]
    assert [each["id"] for each in get(client, "articles/?q=封顶")["results"]] == [world.second.pk]
    assert "text" not in get(client, "articles/")["results"][0]


def test_citations_stand_where_they_say(client: Client, world: Scene) -> None:
    found = get(client, f"citations/?project={world.project.pk}&field=investment_cny")["results"]
    assert {each["quote"] for each in found} == {"计划总投资约15亿元", "总投资16.2亿元"}
    assert [each["chosen"] for each in found] == [False, True]
    for each in found:
        text = get(client, f"articles/{each['article']}/")["text"]
        assert text[each["start"] : each["end"]] == each["quote"]
        assert each["record"]["name"] == "云岭智算中心"
        assert each == get(client, f"citations/{each['id']}/")


def test_citations_are_read_page_by_page(client: Client, world: Scene) -> None:
    seen: list[int] = []
    address: str | None = "http://testserver/api/v1/citations/?limit=10"
    while address:
        page = client.get(address.removeprefix("http://testserver")).json()
        seen += [each["id"] for each in page["results"]]
        address = page["next"]
    assert seen == list(Citation.objects.order_by("pk").values_list("pk", flat=True))
    assert len(seen) > 10


def test_facets_and_totals_are_those_of_the_page(client: Client, world: Scene) -> None:
    search = RecordSearch(("project", "batch"), QueryDict("q=智算&region=370000"))
    facets = get(client, "projects/facets/?q=智算&region=370000")
    counts = {each["key"]: {value["value"]: value["count"] for value in each["values"]} for each in facets["facets"]}
    assert counts == {facet.key: {value.value: value.count for value in facet.values} for facet in search.facets}
    region = next(each for each in facets["facets"] if each["key"] == "region")
    assert region["values"][0]["children"][0]["label"] == "青岛市"
    found, expected = get(client, "projects/totals/?q=智算&region=370000"), totals(search)
    assert (found["cny"], found["n"], found["text"]) == (expected.cny, expected.n, str(expected.amount))
    assert [(each["reason"], each["n"]) for each in found["left_out"]] == [(e.reason, e.n) for e in expected.left_out]


def test_what_is_odd_about_typed_words_is_a_note(client: Client, world: Scene) -> None:
    found = get(client, "search/?q=智算 OR")
    assert found["notes"] == ["OR 的前后都要有词，多余的 OR 已忽略。"]
    assert found["total"] == len(found["results"]) > 0


def test_a_merged_record_leads_to_the_one_it_went_into(client: Client, world: Scene) -> None:
    merge(world.project, world.phase, user=people.superuser())
    response = client.get(f"/api/v1/projects/{world.phase.pk}/")
    assert (response.status_code, response["Location"]) == (302, f"/api/v1/projects/{world.project.pk}/")


def test_a_withheld_record_is_gone_with_its_citations(client: Client, world: Scene) -> None:
    withhold(world.project, user=people.superuser(), reason="重复收录")
    response = client.get(f"/api/v1/projects/{world.project.pk}/")
    assert (response.status_code, response.json()["type"]) == (410, "/api/v1/#gone")
    assert get(client, f"citations/?project={world.project.pk}")["results"] == []
    assert world.project.pk not in [each["id"] for each in get(client, "projects/")["results"]]


WRONG = [
    ("projects/?regoin=370000", "regoin", "没有“regoin”这个参数。"),
    ("projects/?region=999999", "region", "地区没有“999999”这一项。"),
    ("projects/?status=built", "status", "进度没有“built”这一项。"),
    ("projects/?investment_min=-3", "investment_min", "投资额下限“-3”不是数字。"),
    ("projects/?investment_min=9&investment_max=1", "", "投资额的下限大于上限。"),
    ("projects/?sort=size", "sort", "没有“size”这种排序。"),
    ("projects/?after=x", "after", "翻页的位置已失效。"),
    ("projects/?page=0", "page", "页码“0”无效。"),
    ("projects/?page=9", "page", "只有 1 页。"),
    ("projects/?limit=1000", "limit", "只能是 10、20、50、100。"),
    ("projects/?q=a&q=b", "q", "只能写一次。"),
    ("projects/?syn=2", "syn", "只能是 0（不用同义词）或 1。"),
    ("parks/?money=batch", "money", "没有“money”这个参数。"),
    ("parks/facets/?limit=20", "limit", "没有“limit”这个参数。"),
    ("articles/?q=%00", "q", ""),
    ("citations/?project=七", "project", "“七”不是编号。"),
    ("citations/?field=colour", "field", "没有“colour”这个字段。"),
    ("citations/?after=bm9uZQ", "after", "翻页的位置已失效。"),
    ("citations/?q=智算", "q", "没有“q”这个参数。"),
    ("citations/?park=1&park=2", "park", "只能写一次。"),
    ("projects/1/?format=json", "format", "这里不用参数。"),
]


@pytest.mark.parametrize(("address", "parameter", "sentence"), WRONG)
def test_a_wrong_parameter_is_refused_with_a_reason(
    client: Client, address: str, parameter: str, sentence: str
) -> None:
    response = client.get(f"/api/v1/{address}")
    problem = response.json()
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert sorted(problem) == ["detail", "errors", "instance", "status", "title", "type"]
    assert (problem["type"], problem["title"], problem["status"]) == ("/api/v1/#invalid-parameters", "参数有误", 400)
    assert problem["errors"][0]["parameter"] == parameter
    assert sentence in problem["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("method", "address", "status", "anchor"),
    [
        ("get", "projects/999999/", 404, "not-found"),
        ("get", f"parks/{'9' * 30}/", 404, "not-found"),
        ("get", "articles/0/", 404, "not-found"),
        ("get", "citations/999999/", 404, "not-found"),
        ("get", "colours/", 404, "not-found"),
        ("post", "projects/", 405, "method-not-allowed"),
        ("delete", "parks/1/", 405, "method-not-allowed"),
        ("options", "projects/", 405, "method-not-allowed"),
    ],
)
def test_every_other_error_has_the_same_shape(
    client: Client, method: str, address: str, status: int, anchor: str
) -> None:
    response = getattr(client, method)(f"/api/v1/{address}")
    problem = response.json()
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert (problem["type"], problem["errors"]) == (f"/api/v1/#{anchor}", [])
    assert problem["instance"] == f"/api/v1/{address}"
    assert status != HTTPStatus.METHOD_NOT_ALLOWED or response["Allow"] == "GET, HEAD"


def test_a_search_that_takes_too_long_is_told_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*args: Any, **options: Any) -> None:
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr(views, "asked", slow)
    response = client.get("/api/v1/projects/")
    assert (response.status_code, response.json()["title"]) == (503, "检索超时")


def test_a_reader_is_asked_to_wait(client: Client, settings: Any, world: Scene) -> None:
    cache.clear()
    settings.API_RATE = "2/min"
    answers = [client.get("/api/v1/parks/").status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    waiting = client.get("/api/v1/parks/")
    assert 0 < int(waiting["Retry-After"]) <= 61
    assert waiting.json()["type"] == "/api/v1/#too-many-requests"
    forged = client.get("/api/v1/parks/", headers={"X-Forwarded-For": "203.0.113.9"})
    assert forged.status_code == 429
    cache.clear()


def test_an_answer_that_did_not_change_is_not_sent_again(client: Client, world: Scene) -> None:
    address = f"/api/v1/projects/{world.project.pk}/"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(address).content == b""


@pytest.mark.parametrize("name", ["projects", "parks", "articles", "search"])
def test_a_page_costs_the_same_whatever_it_holds(client: Client, name: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            get(client, f"{name}/?limit=50")
        return len(seen)

    def grow(number: int) -> None:
        made: list[Any] = []
        for _ in range(number):
            park = records.park()
            project = records.project(park=park)
            articles.citation(project, "investment_cny", 10**8, "投资1亿元", chosen=True)
            articles.citation(park, "land_area_m2", 10**6, "面积1平方公里", chosen=True)
            records.organisation(project)
            made += [park, project]
        index(made)

    grow(2)
    few = cost()
    grow(9)
    assert cost() == few
    assert few <= 25


def test_the_document_is_valid_and_tells_of_every_field(client: Client) -> None:
    document = get(client, "openapi.json")
    validate_schema(document)
    assert document["openapi"] == "3.1.0"
    facts = document["components"]["schemas"]["RecordData"]["properties"]["facts"]["properties"]
    assert [*facts] == [field.name for field in FIELDS]
    listed = {each["name"] for each in document["paths"]["/api/v1/projects/"]["get"]["parameters"]}
    assert listed | {"explain"} == {*RecordSearch(("project", "batch"), QueryDict()).parameters, "limit"}
