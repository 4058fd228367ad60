"""Files hold exactly the rows of the page they are taken from, with the words behind every figure."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from projects.actions.indexing import index
from projects.actions.review import decide
from projects.exports import taking as takings
from projects.exports import workbook as workbooks
from projects.exports.cells import LONGEST, escaped, printable, several
from projects.fields import fields_of
from projects.search import RecordSearch
from projects.totals import totals
from tests.factories import articles, records
from tests.factories.scene import Scene, scene

pytestmark = pytest.mark.django_db


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def csv_of(client: Client, address: str) -> list[dict[str, str]]:
    """The rows of a file as a spreadsheet reads them."""
    response = client.get(address)
    assert response.status_code == 200, response.content
    return list(csv.DictReader(io.StringIO(content(response).decode("utf-8-sig"), newline="")))


def jsonl_of(client: Client, address: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content(client.get(address)).decode().splitlines()]


def sheets_of(client: Client, address: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The sheet that explains, and the rows."""
    book = load_workbook(io.BytesIO(content(client.get(address))))
    readme = dict(row for row in book["说明"].iter_rows(values_only=True))
    head, *rows = (row for sheet in book.worksheets[1:] for row in sheet.iter_rows(values_only=True))
    return readme, [dict(zip(head, row, strict=True)) for row in rows if row != head]


@pytest.fixture
def world() -> Scene:
    return scene()


def test_a_csv_file_opens_in_chinese_with_everything_behind_a_figure(client: Client, world: Scene) -> None:
    response = client.get("/projects/export.csv?q=云岭智算中心&sort=name")
    assert content(response).startswith(b"\xef\xbb\xbf\xe7\xb1\xbb\xe5\x88\xab,")
    row = next(row for row in csv_of(client, "/projects/export.csv") if row["编号"] == str(world.project.pk))
    assert row["类别"] == "项目"
    assert (row["总投资"], row["总投资·单位"], row["总投资·约数"], row["总投资·表述"]) == (
        "1620000000",
        "元",
        "",
        "16.2亿元",
    )
    assert row["总投资·原话"] == "总投资16.2亿元"
    shown = world.citation(world.project, "investment_cny")
    assert row["总投资·出处"] == f"http://testserver{shown.get_absolute_url()}"
    assert row["总投资·正文SHA-256"] == hashlib.sha256(shown.article.text.encode()).hexdigest()
    assert (row["总投资·来源"], row["总投资·日期"], row["总投资·核对"]) == ("崂山区人民政府", "2024-06-03", "机器抽取")
    assert row["总投资·其他说法"] == "约15亿元"
    assert (row["用地面积·约数"], row["用地面积·原网页"]) == ("约", "https://news.example.com/1")
    assert row["地区"] == "山东省青岛市崂山区"
    assert row["年产值"] == row["年产值·原话"] == ""


def test_columns_follow_from_the_fields(client: Client, world: Scene) -> None:
    (row,) = csv_of(client, "/parks/export.csv")
    assert [field.label for field in fields_of("park") if field.label not in row] == []
    assert "项目个数" not in row
    (project, *_) = csv_of(client, "/projects/export.csv")
    assert "项目个数" in project
    assert all(f"{field.label}·原话" in project for field in fields_of("project"))


@pytest.mark.parametrize("ending", ["csv", "jsonl", "xlsx"])
def test_the_name_of_a_file_is_chinese_and_has_a_plain_twin(client: Client, world: Scene, ending: str) -> None:
    response = client.get(f"/projects/export.{ending}?q=智算")
    name = response["Content-Disposition"]
    assert name.startswith('attachment; filename="kbase-projects-')
    assert name.isascii() and f".{ending}\"; filename*=UTF-8''%E5%9B%AD" in name
    assert response["Link"] == '<http://testserver/projects/?q=%E6%99%BA%E7%AE%97>; rel="canonical"'
    head = client.head(f"/projects/export.{ending}?q=智算")
    assert (head.status_code, content(head), head["Content-Disposition"]) == (200, b"", name)
    assert "Content-Length" not in head
    assert client.post(f"/projects/export.{ending}").status_code == 405


def test_json_lines_hold_the_record_as_data(client: Client, world: Scene) -> None:
    found = {line["id"]: line for line in jsonl_of(client, "/projects/export.jsonl")}
    data = found[world.project.pk]
    assert data["url"] == f"http://testserver{world.project.get_absolute_url()}"
    land = data["facts"]["land_area_m2"]
    assert (land["values"][0]["value"], land["values"][0]["qualifier"]) == (35333.34, "about")
    assert data["facts"]["investment_cny"]["conflict"] is True
    assert "annual_output_cny" in data["unknown"]
    assert data["articles"] == [world.second.pk, world.first.pk]


def test_a_workbook_says_what_it_is(client: Client, world: Scene) -> None:
    readme, rows = sheets_of(client, "/projects/export.xlsx?region=370000&sort=name")
    assert readme["永久链接"] == "http://testserver/projects/?region=370000&sort=name"
    assert readme["筛选条件"] == "山东省"
    assert readme["行数"] == len(rows) == 3
    search = RecordSearch(("project", "batch"), QueryDict("region=370000"))
    found = totals(search)
    assert readme["投资合计（元）"] == found.cny
    assert readme["投资合计"] == f"{found.amount}，计入 {found.n} 个项目"
    assert readme["未计入：项目批次"] == "1 个，与单个项目可能重复"
    assert readme["怎么算的"] == found.rule
    assert {row["名称"] for row in rows} == {"云岭智算中心", "云岭智算中心一期", "崂山区集中开工项目"}
    assert isinstance(rows[0]["编号"], int)


def test_rows_beyond_one_sheet_go_on_the_next(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 3)
    index([records.project() for _ in range(5)])
    readme, rows = sheets_of(client, "/projects/export.xlsx")
    assert readme["行数"] == len(rows) == 5


DANGEROUS = ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠A"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_never_becomes_a_formula(text: str) -> None:
    assert escaped(text) == f"'{text}"
    assert str(printable(text)).startswith("'")


def test_numbers_and_plain_text_stay_as_they_are() -> None:
    assert [escaped(cell) for cell in (-1, 1.5, None, "总投资=15", "")] == [-1, 1.5, None, "总投资=15", ""]
    assert printable("a\x0bb") == "ab"
    assert len(str(printable("园" * (LONGEST + 1)))) == LONGEST
    assert (several([]), several([3]), several(["a", None])) == (None, 3, "a | ")


def test_names_that_are_formulas_come_out_harmless(client: Client) -> None:
    index([records.project("=1+1"), records.project("@示范\x01基地")])
    assert {row["名称"] for row in csv_of(client, "/projects/export.csv")} == {"'=1+1", "'@示范\x01基地"}
    _, rows = sheets_of(client, "/projects/export.xlsx")
    assert {row["名称"] for row in rows} == {"'=1+1", "'@示范基地"}


def test_files_are_written_batch_by_batch(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    index([records.project() for _ in range(12)])
    queries = {}
    for size in (3, 6, 12):
        monkeypatch.setattr(takings, "BATCH", size)
        with CaptureQueriesContext(connection) as seen:
            response = client.get("/projects/export.csv")
            pieces = [piece.decode() for piece in response.streaming_content]
        assert len(pieces) == 1 + 12 // size
        queries[size] = len(seen)
    of_a_batch = queries[6] - queries[12]
    assert of_a_batch > 0
    assert queries[3] - queries[6] == 2 * of_a_batch


def test_a_list_of_everything_has_articles_too(client: Client, world: Scene) -> None:
    rows = csv_of(client, "/search/export.csv?sort=name")
    assert {row["类别"] for row in rows} == {"项目", "项目批次", "园区", "文章"}
    told = next(row for row in rows if row["类别"] == "文章" and row["编号"] == str(world.first.pk))
    assert (told["名称"], told["原网页"], told["发布日期"]) == (
        "崂山区集中开工",
        "https://news.example.com/1",
        "2023-02-08",
    )
    assert [row["标题"] for row in csv_of(client, "/articles/export.csv?q=封顶")] == ["云岭智算中心主体封顶"]


def test_one_record_and_a_comparison(client: Client, world: Scene) -> None:
    (row,) = csv_of(client, f"/projects/{world.project.pk}/export.csv")
    assert row["名称"] == "云岭智算中心"
    (park,) = jsonl_of(client, f"/parks/{world.park.pk}/export.jsonl")
    assert park["facts"]["land_area_m2"]["values"][0]["text"] == "5平方公里"
    both = f"ids={world.phase.pk}&ids={world.project.pk}"
    readme, rows = sheets_of(client, f"/compare/export.xlsx?{both}")
    assert [row["编号"] for row in rows] == [world.phase.pk, world.project.pk]
    assert readme["永久链接"] == f"http://testserver/compare/?{both}"
    assert client.get("/projects/999999/export.csv").status_code == 404
    assert client.get("/compare/export.csv").status_code == 404
    assert client.get("/compare/export.csv?ids=七").status_code == 400


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("regoin=370000", "没有“regoin”这个参数。"),
        ("region=999999", "地区没有“999999”这一项。"),
        ("investment_min=很多", "投资额下限“很多”不是数字。"),
        ("investment_min=9&investment_max=1", "投资额的下限大于上限。"),
        ("sort=size", "没有“size”这种排序。"),
        ("sort=name&sort=land", "只能写一次。"),
        ("syn=no", "只能是 0（不用同义词）或 1。"),
        ("q=%00", "空字符"),
    ],
)
def test_a_wrong_parameter_gives_no_file_but_a_reason(client: Client, query: str, sentence: str) -> None:
    response = client.get(f"/projects/export.csv?{query}")
    assert response.status_code == 400
    assert sentence in response.content.decode()


def test_what_pages_say_of_typed_words_is_told_in_the_workbook(client: Client, world: Scene) -> None:
    readme, rows = sheets_of(client, "/projects/export.xlsx?q=智算 OR&page=7")
    assert (readme["检索提示"], len(rows)) == ("OR 的前后都要有词，多余的 OR 已忽略。", 2)


def test_a_decided_value_is_marked_as_human(client: Client, world: Scene) -> None:
    decide(world.phase, "investment_cny", 900_000_000, user=None)
    index([world.phase])
    row = next(row for row in csv_of(client, "/projects/export.csv") if row["编号"] == str(world.phase.pk))
    assert (row["总投资"], row["总投资·核对"], row["总投资·原话"]) == ("900000000", "人工核对", "")


def test_foreign_money_keeps_its_currency(client: Client) -> None:
    subject = records.project(investment_original_amount=10**7, investment_original_currency="USD")
    articles.citation(
        subject, "investment_original", {"amount": 10**7, "currency": "USD"}, "投资1000万美元", chosen=True
    )
    index([subject])
    (row,) = csv_of(client, "/projects/export.csv")
    assert (row["总投资（原币）"], row["总投资（原币）·单位"], row["总投资（原币）·原话"]) == (
        "10000000",
        "美元",
        "投资1000万美元",
    )


def test_articles_and_records_can_be_cited(client: Client, world: Scene) -> None:
    page = client.get(world.first.get_absolute_url()).content.decode()
    assert "崂山区集中开工[N/OL]. 示例日报, 2023-02-08. https://news.example.com/1." in page
    for record in (world.project, world.batch, world.park):
        address = record.get_absolute_url()
        assert f"{record.name}[DS/OL]. 园区知识库(" in client.get(address).content.decode()
        bib = client.get(f"{address}cite.bib")
        assert bib.content.decode().startswith("@dataset{kbase-")
        assert bib["Content-Disposition"].endswith('.bib"')
    ris = client.get(f"{world.second.get_absolute_url()}cite.ris")
    assert (ris.status_code, ris["Content-Type"]) == (200, "application/x-research-info-systems; charset=utf-8")
    assert client.get("/articles/999999/cite.ris").status_code == 404


@pytest.mark.parametrize(
    "address", ["/projects/?q=智算", "/parks/", "/search/?region=370000", "/compare/?ids={0}&ids={1}"]
)
def test_every_list_offers_its_files(client: Client, world: Scene, address: str) -> None:
    address = address.format(world.project.pk, world.phase.pk)
    page = client.get(address).content.decode()
    offered = re.findall(r'href="([^"]+)" download', page)
    assert len(offered) == 3
    for each in offered:
        assert client.get(html.unescape(each)).status_code == 200
    (answer,) = re.findall(r'href="(/api/v1/[^"]+)">API', page) or ["/api/v1/openapi.json"]
    assert client.get(html.unescape(answer)).status_code == 200
