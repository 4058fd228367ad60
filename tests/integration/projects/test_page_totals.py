"""「怎么算的」 on pages: what stands under a sum is what its links find, and the parts of a page make its whole."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.test import Client

from parks.tiles import TILES
from projects.actions.indexing import index
from projects.models import Project
from projects.overview import overview
from projects.search import KINDS, RecordSearch
from projects.totals import sums, totals
from tests.factories import records, vocabulary

pytestmark = pytest.mark.django_db
YI = 10**8
HOW = re.compile(r'<details class="how">.*?</details>', re.DOTALL)
LINK = re.compile(r'<a href="([^"]*\?[^"]*)">(?:计入 )?(?:[^<\d]* )?([\d,]+) 个')


@pytest.fixture
def park() -> int:
    """Families, batches, dollars, silence in four places, all of it in one park; its key."""
    park, industry = records.park("海湾智能产业园", investment_cny=99 * YI), vocabulary.industry("0101")
    made: list[Project] = []
    for place, amount in (("370212", 30), ("370211", 5), ("320583", 8), (None, 2), ("440305", None)):
        region = vocabulary.region(place) if place else None
        whole = records.project(region=region, park=park, investment_cny=amount and amount * YI)
        phases = [records.project(region=region, park=park, phase_of=whole, investment_cny=YI) for _ in range(2)]
        made += [whole, *phases, records.batch(region=region, park=park, investment_cny=306 * YI)]
        made.append(records.project(park=park, investment_original_amount=10**7, investment_original_currency="USD"))
    for each in made:
        each.industries.add(industry)
    index([park, *made])
    return park.pk


ADDRESSES = (
    "/",
    "/?by=money",
    "/overview/",
    "/overview/?by=money",
    "/regions/370000/",
    "/industries/01/",
    "/parks/{park}/",
    "/projects/",
    "/projects/?region=370000&money=-foreign",
    "/projects/?money=batch",
    "/search/?q=生产基地",
    "/search/?region=none",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_part_of_a_sum_is_found_behind_its_link(client: Client, park: int, address: str) -> None:
    address = address.format(park=park)
    found = HOW.search(client.get(address).content.decode())
    assert found, address
    parts = [(unescape(url), int(number.replace(",", ""))) for url, number in LINK.findall(found.group())]
    assert parts and "同一笔投资只算一次" in found.group()
    for url, number in parts:
        path = urlsplit(url).path or urlsplit(address).path
        shown = client.get(f"{path}?{urlsplit(url).query}").content.decode()
        total = re.search(r'role="status"><strong class="num">([\d,]+)</strong>', shown)
        assert total and int(total[1].replace(",", "")) == number, url


def test_pages_of_one_scope_tell_one_sum(park: int) -> None:
    for scope in ({}, {"region": "370000"}, {"industry": "01"}, {"park": str(park)}):
        params = QueryDict("&".join(f"{key}={value}" for key, value in scope.items()))
        listed, shown = totals(RecordSearch(("project", "batch"), params)), overview(**scope).totals
        assert (shown.n, shown.cny, shown.left_out) == (listed.n, listed.cny, listed.left_out), scope
        assert listed.cny < 306 * YI


def test_provinces_make_the_nation_on_the_grid_and_the_ranking(client: Client, park: int) -> None:
    search = RecordSearch(tuple(KINDS), QueryDict())
    by_region = sums(search, "regions")
    provinces = [by_region.get(code, Decimal(0)) for code in (*(tile.adcode for tile in TILES), "none")]
    assert sum(provinces) == totals(search).cny == 47 * YI
    assert [str(line.cny) for line in overview("money").regions if line.cny] == ["35亿元", "8亿元", "2亿元", "2亿元"]
    html = client.get("/?by=money").content.decode()
    assert 'title="山东省：已计投资 35亿元"' in html and "地区未披露：已计投资 2亿元" in html


def test_a_tile_leads_to_a_page_with_the_same_sum(client: Client, park: int) -> None:
    html = client.get("/overview/?by=money").content.decode()
    tile = re.search(r'href="(/regions/370000/\?by=money)" title="山东省：已计投资 35亿元"', html)
    assert tile
    assert '合计 <strong class="num">35亿元</strong>' in client.get(tile[1]).content.decode()


def test_the_histogram_and_the_quartiles_are_of_what_is_counted(park: int) -> None:
    found = overview()
    (bands,) = (chart for chart in found.charts if chart.key == "by-investment")
    assert sum(column.count for column in bands.columns) == found.totals.n == 6
    assert found.spread and found.spread.known == found.totals.n
    assert found.spread.median == 3.5 * YI


def test_a_list_without_money_tells_no_sum(client: Client, park: int) -> None:
    assert not HOW.search(client.get("/parks/").content.decode())
