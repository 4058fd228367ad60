"""Every template makes sound HTML, light pages and few queries, in every language."""

from __future__ import annotations

import gzip

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import records
from tests.factories.scene import Scene, scene
from tests.markup import faults

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
#: A page without hits prices each condition.
PRICED = "/projects/?q=葡萄&status=signed&page=x"
#: Hits of three kinds are read kind by kind.
MIXED = "/search/?q=智算"
MOST_BYTES = 100_000
#: Sent with every page, once.
COMMON = ("css/variables.css", "css/base.css", "css/layout.css", "css/parts.css", "css/finder.css", "css/print.css")


@pytest.fixture
def world() -> Scene:
    made = scene()
    records.organisation(made.project)
    records.organisation(made.phase)
    records.park("海湾示范园", region=made.park.region)
    return made


def pages(world: Scene) -> list[str]:
    """One address per template and state."""
    return [
        "/",
        "/?by=money",
        "/overview/",
        "/overview/?by=money",
        "/projects/",
        "/projects/?q=智算&region=370212&status=none",
        PRICED,
        "/parks/",
        MIXED,
        "/search/",
        f"/search/?q=智算 OR 海湾&region=370000&industry=01&year=2023&park={world.park.pk}&explain=1",
        f"/search/?q=葡萄 酒庄 -智算&region=370212&industry=0102&status=signed&investment=1-5&park={world.park.pk}",
        "/articles/",
        "/articles/?q=没有",
        "/regions/",
        "/regions/370000/",
        "/regions/370212/",
        "/industries/",
        "/industries/01/",
        f"/compare/?ids={world.project.pk},{world.batch.pk},999",
        f"/compare/?ids={world.project.pk}",
        "/compare/",
        "/changes/",
        *(each.get_absolute_url() for each in (world.project, world.phase, world.batch, world.park, world.first)),
        f"{world.first.get_absolute_url()}?view=raw",
        "/nothing/",
    ]


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_page_is_sound_html(client: Client, world: Scene, language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    found = {url: faults(client.get(url).content.decode()) for url in pages(world)}
    assert {url: wrong for url, wrong in found.items() if wrong} == {}


def test_every_page_takes_few_queries(client: Client, world: Scene) -> None:
    for url in pages(world):
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        assert len(queries) <= MOST_QUERIES, (url, [query["sql"][:120] for query in queries.captured_queries])


def test_every_page_is_light(client: Client, world: Scene) -> None:
    sheets = sum(len(gzip.compress(read(name))) for name in (*COMMON, "js/theme.js", "js/search.js", "icons.svg"))
    for url in pages(world):
        assert sheets + len(gzip.compress(client.get(url).content)) <= MOST_BYTES, url


def test_pages_are_sent_compressed(client: Client, world: Scene) -> None:
    response = client.get("/projects/", headers={"accept-encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert faults(gzip.decompress(response.content).decode()) == []


def read(name: str) -> bytes:
    path = finders.find(name)
    assert isinstance(path, str), name
    with open(path, "rb") as file:  # noqa: PTH123 - a plain path from the finder
        return file.read()


def test_a_broken_page_is_noticed() -> None:
    assert faults("<ul><p>x</p></ul>") == ["1: <p> in <ul>"]
    assert faults('<p id="a"><a href="/"><a href="/">x</a></a></p><i id="a">') != []
    assert faults('<label for="x">y</label>') == ["nothing has the id x"]
