"""A site on its first day: no record, no article, no region, no account; and every page answers."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
LISTS = ("projects", "parks", "articles", "search")
THERE = [
    "/", "/overview/", "/overview/?by=money", "/regions/", "/industries/", "/compare/", "/changes/", "/suggest/?q=园区",
    "/help/search/", "/login/", "/robots.txt", "/sitemap.xml", "/sitemap-pages.xml", "/feeds/changes/", "/healthz",
    "/readyz", "/api/v1/", "/api/v1/openapi.json", "/api/v1/citations/",
    *(f"/{name}/" for name in LISTS),
    *(f"/{name}/?q=园区&page=9" for name in LISTS),
    *(f"/feeds/{name}/?q=园区" for name in LISTS),
    *(f"/{name}/export.{ending}" for name in LISTS for ending in ("csv", "xlsx", "jsonl")),
    *(f"/api/v1/{name}/" for name in LISTS),
    *(f"/api/v1/{name}/{part}/" for name in LISTS for part in ("facets",)),
]  # fmt: skip
MISSING = [
    "/projects/1/", "/parks/1/", "/articles/1/", "/regions/370000/", "/industries/01/", "/feeds/parks/1/", "/feeds/regions/370000/",
    "/projects/1/export.csv", "/parks/1/export.xlsx", "/compare/export.csv", "/api/v1/projects/1/", "/api/v1/articles/1/",
    "/sitemap-projects-0.xml", "/saved/stop/x/",
]  # fmt: skip


@pytest.mark.parametrize("url", THERE)
def test_it_answers(client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 200
    body = b"".join(response if response.streaming else [response.content])  # type: ignore[arg-type]
    assert body or url.endswith(".jsonl"), "no records are no lines"


@pytest.mark.parametrize("url", MISSING)
def test_what_is_not_there_is_not_found(client: Client, url: str) -> None:
    assert client.get(url).status_code == 404
