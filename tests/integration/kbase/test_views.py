"""The home page and the pages for what went wrong."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest
from django.test import Client, RequestFactory

from kbase import views
from tests.factories.scene import scene

pytestmark = pytest.mark.django_db


def test_home_counts_and_every_count_is_a_link(client: Client) -> None:
    scene()
    html = client.get("/").content.decode()
    totals = re.findall(r'<li><a href="([^"]+)"><strong class="num">([\d,]+)</strong><span>([^<]+)</span>', html)
    assert [(label, number) for _, number, label in totals] == [
        ("园区", "1"),
        ("项目", "2"),
        ("项目批次", "1"),
        ("文章", "2"),
        ("有出处的数字", "5"),
    ]
    for url, _, _ in totals:
        assert client.get(unescape(url)).status_code == 200


def test_the_number_on_a_tile_is_the_number_behind_it(client: Client) -> None:
    scene()
    html = client.get("/").content.decode()
    assert 'title="山东省：3 个项目"' in html
    assert html.count('<li class="x') == 34
    assert re.search(r'<strong class="num">3</strong>', client.get("/projects/?region=370000").content.decode())


def test_every_example_finds_something(client: Client) -> None:
    scene()
    html = client.get("/").content.decode()
    examples = re.findall(r'href="(/search/\?q=[^"]+)"', html)
    assert len(examples) >= 2
    for url in examples:
        assert 'class="hit"' in client.get(unescape(url)).content.decode(), url


def test_home_says_how_fresh_it_is(client: Client) -> None:
    scene()
    assert "最新的报道发布于2024年6月3日" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("view", "arguments", "status", "words"),
    [
        (views.bad_request, (SuspiciousOperation(),), 400, "请求有误"),
        (views.forbidden, (PermissionDenied(),), 403, "没有权限"),
        (views.not_found, (Exception(),), 404, "没有这一页"),
        (views.broken, (), 500, "出错了"),
    ],
)
def test_errors_are_pages_that_help(view: Any, arguments: tuple[Any, ...], status: int, words: str) -> None:
    request: HttpRequest = RequestFactory().get("/")
    response = view(request, *arguments)
    assert response.status_code == status
    html = response.content.decode()
    assert words in html and "回到首页" in html


def test_nothing_is_inline(client: Client) -> None:
    world = scene()
    for url in ("/", "/projects/", "/articles/", "/regions/", world.project.get_absolute_url(), "/nothing/"):
        html = client.get(url).content.decode()
        assert not re.search(r'<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=| type="application/ld\+json">)', html), (
            url
        )
        assert not re.search(r'(?:src|href)="(?:https?:)?//', html.replace("https://news.example.com/1", "")), url
