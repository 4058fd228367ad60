"""Atom feeds: valid by RFC 4287, stable, cheap to ask again, plain about what they cannot do."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from projects.actions.indexing import index
from projects.actions.merge import merge
from projects.actions.resolve import resolve
from projects.actions.review import decide
from projects.models import SearchDocument
from tests.factories import articles, people, records
from tests.factories.scene import Scene, scene

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def world() -> Scene:
    return scene()


def feeds(world: Scene) -> list[str]:
    return [
        "/feeds/search/",
        "/feeds/projects/?q=%E6%99%BA%E7%AE%97&region=370000",
        "/feeds/projects/?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA",
        "/feeds/parks/",
        f"/feeds/parks/{world.park.pk}/",
        "/feeds/regions/370000/",
        "/feeds/changes/",
    ]


def read(client: Client, url: str) -> Any:
    response = client.get(url)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return etree.fromstring(response.content)


def text(element: Any, name: str) -> str:
    return str(element.findtext(f"{ATOM}{name}"))


def names(feed: Any) -> list[str]:
    return [text(entry, "title").partition("：")[0] for entry in feed.findall(f"{ATOM}entry")]


def test_every_feed_is_valid_atom(client: Client, world: Scene) -> None:
    decide(
        subject=world.project, field="investment_cny", value=17 * 10**8, reason="以公告为准", user=people.superuser()
    )
    for url in feeds(world):
        feed = read(client, url)
        assert feed.tag == f"{ATOM}feed"
        links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
        assert links["self"] == f"http://testserver{url}" and links["alternate"].startswith("http://testserver/")
        assert client.get(links["alternate"]).status_code == 200
        assert text(feed.find(f"{ATOM}author"), "name") == "园区知识库"
        ids = [text(feed, "id")]
        for element in (feed, *feed.findall(f"{ATOM}entry")):
            assert text(element, "title")
            assert datetime.fromisoformat(text(element, "updated")).tzinfo
            for one in ("id", "title", "updated"):
                assert len(element.findall(f"{ATOM}{one}")) == 1, (url, one)
        for entry in feed.findall(f"{ATOM}entry"):
            ids.append(text(entry, "id"))
            assert entry.find(f"{ATOM}link[@rel='alternate']").get("href").startswith("http://testserver/")
            assert entry.find(f"{ATOM}summary").get("type") == "html"
        assert all(re.fullmatch(r"tag:testserver,2026:\S+", each) for each in ids)
        assert len(ids) == len(set(ids))


def test_an_entry_has_figures_with_their_words_and_links(client: Client, world: Scene) -> None:
    feed = read(client, f"/feeds/parks/{world.park.pk}/")
    entry = next(each for each in feed.findall(f"{ATOM}entry") if world.project.name in text(each, "title"))
    html = text(entry, "summary")
    citation = world.citation(world.project, "investment_cny")
    assert "总投资：<strong>16.2亿元</strong>" in html
    assert f'<a href="http://testserver{citation.get_absolute_url()}">「总投资16.2亿元」</a>' in html


def test_the_newest_change_comes_first(client: Client, world: Scene) -> None:
    SearchDocument.objects.update(told="")
    articles.citation(world.batch, "land_area_m2", 10**6, "占地1500亩", confidence=0.9)
    fresh = records.project("刚到的基地", region=world.park.region)
    index([fresh])
    assert names(read(client, "/feeds/projects/?region=370000"))[0] == "刚到的基地"


def test_the_same_filters_as_the_page(client: Client, world: Scene) -> None:
    assert names(read(client, "/feeds/projects/?kind=batch")) == [world.batch.name]
    assert set(names(read(client, "/feeds/regions/370212/"))) >= {world.project.name, world.park.name, world.batch.name}


def test_asked_again_it_says_that_nothing_changed(client: Client, world: Scene) -> None:
    for url in feeds(world):
        first = client.get(url)
        tag, modified = first.headers["ETag"], first.headers["Last-Modified"]
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 304, url
        assert client.get(url, headers={"If-Modified-Since": modified}).status_code == 304, url
        assert client.head(url).status_code == 200
    articles.citation(world.project, "floor_area_m2", 20_000, "建筑面积2万平方米")
    resolve(world.project)
    index([world.project])
    url = "/feeds/projects/"
    before = client.get(url).headers
    SearchDocument.objects.filter(project=world.project).update(told="new", changed_at=timezone.now() + timedelta(1))
    again = client.get(url, headers={"If-None-Match": before["ETag"]})
    assert again.status_code == 200 and again.headers["ETag"] != before["ETag"]


def test_a_merged_park_leads_to_the_one_it_lives_on_in(client: Client, world: Scene) -> None:
    gone = records.park("海湾产业新园", region=world.park.region)
    index([gone])
    merge(world.park, gone, user=people.superuser())
    assert client.get(f"/feeds/parks/{gone.pk}/").headers["Location"] == f"/feeds/parks/{world.park.pk}/"
    assert names(read(client, f"/feeds/projects/?park={gone.pk}")) == names(
        read(client, f"/feeds/projects/?park={world.park.pk}")
    )


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("region=abc", "地区没有“abc”"),
        ("year=x", "报道时间没有“x”"),
        ("investment_min=x", "不是数字"),
        ("q=%00", "空字符"),
        ("park=99999", "99999"),
    ],
)
def test_wrong_parameters_are_refused_in_words(client: Client, world: Scene, query: str, words: str) -> None:
    response = client.get(f"/feeds/projects/?{query}")
    assert response.status_code == 400 and words in response.content.decode()
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("query", ["q=%01%0b", "q=%ff%fe", "q=%F0%9F%98%80%EF%BF%BF", "q=((((", "q=" + "a" * 5000])
def test_odd_words_make_a_sound_feed(client: Client, world: Scene, query: str) -> None:
    read(client, f"/feeds/projects/?{query}")


@pytest.mark.parametrize(
    "url", ["/feeds/", "/feeds/x/", "/feeds/parks/999/", f"/feeds/parks/{'9' * 30}/", "/feeds/regions/999999/"]
)
def test_what_is_not_there_is_not_found(client: Client, url: str) -> None:
    assert client.get(url).status_code == 404


def test_pages_name_their_feeds(client: Client, world: Scene) -> None:
    pages = {
        "/projects/?kind=batch": "/feeds/projects/?kind=batch",
        "/parks/": "/feeds/parks/",
        "/search/": "/feeds/search/",
        "/changes/": "/feeds/changes/",
        "/regions/370000/": "/feeds/regions/370000/",
        world.park.get_absolute_url(): f"/feeds/parks/{world.park.pk}/",
    }
    for page, feed in pages.items():
        html = client.get(page).content.decode()
        link = re.search(r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', html)
        assert link and link[1] == feed, page


def test_the_address_of_the_site_can_be_set(client: Client, world: Scene, settings: Any) -> None:
    settings.SITE_URL = "https://kb.example.cn"
    feed = read(client, "/feeds/projects/")
    assert text(feed, "id") == "tag:kb.example.cn,2026:feed/feeds/projects/"
    assert text(feed.find(f"{ATOM}entry"), "id").startswith("tag:kb.example.cn,2026:")
