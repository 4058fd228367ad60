"""The language of pages: the reader's choice, not the browser's."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.test import Client

from tests.factories.scene import scene

pytestmark = pytest.mark.django_db


def page(client: Client, url: str = "/projects/", **headers: str) -> str:
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_simplified_chinese_whatever_the_browser_says(client: Client) -> None:
    html = page(client, **{"accept-language": "en,zh-TW;q=0.5"})
    assert '<html lang="zh-Hans">' in html
    assert "园区知识库" in html


def test_the_switch_needs_no_script_and_no_token_and_holds() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/language/", {"language": "en", "next": "/projects/?q=园区"})
    assert response.status_code == 302
    assert unquote(response.headers["location"]) == "/projects/?q=园区"
    html = page(client)
    assert '<html lang="en">' in html and "Skip to content" in html and "Projects" in html
    client.post("/language/", {"language": "zh-hans"})
    assert '<html lang="zh-Hans">' in page(client)


def test_nobody_is_sent_elsewhere(client: Client) -> None:
    response = client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert response.headers["location"] == "/"


def test_traditional_pages_keep_their_addresses(client: Client) -> None:
    world = scene()
    client.cookies["django_language"] = "zh-hant"
    html = page(client, "/projects/?q=智算")
    assert '<html lang="zh-Hant">' in html
    assert f'href="{world.project.get_absolute_url()}"' in html
    assert 'value="智算"' in html
    assert "園區知識庫" in html


def test_facts_and_progress_have_english_names(client: Client) -> None:
    world = scene()
    client.cookies["django_language"] = "en"
    html = page(client, world.project.get_absolute_url())
    assert "Investment" in html and "Land area" in html and "Machine-read" in html
    assert "计划总投资约15亿元" in html


@pytest.mark.parametrize("cookie", ["fr", "", "zh", "../../etc"])
def test_a_cookie_that_makes_no_sense_is_no_language(client: Client, cookie: str) -> None:
    client.cookies["django_language"] = cookie
    assert '<html lang="zh-Hans">' in page(client)


def test_the_editors_desk_stays_chinese(client: Client) -> None:
    client.cookies["django_language"] = "en"
    assert "用户名" in client.get("/admin/login/").content.decode()
