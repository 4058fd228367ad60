"""Saved searches on the public site: saved, looked at, changed, paused, deleted, each by its owner only."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from projects.actions import saved as actions
from projects.models import SavedSearch
from tests.factories import following, people
from tests.factories.scene import Scene, scene
from tests.markup import faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Scene:
    return scene()


@pytest.fixture
def analyst(client: Client) -> Any:
    user = following.analyst()
    client.force_login(user)
    return user


def test_the_list_offers_to_save_what_it_shows(client: Client, world: Scene) -> None:
    html = client.get("/projects/?q=智算&region=370000&page=3").content.decode()
    assert 'href="/saved/new/projects/?q=%E6%99%BA%E7%AE%97&amp;region=370000"' in html
    assert 'href="/saved/new/search/"' in client.get("/search/").content.decode()


def test_who_is_not_signed_in_signs_in_first_and_comes_back(client: Client, world: Scene) -> None:
    following.analyst("甲")
    wanted = "/saved/new/projects/?region=370000"
    page = client.get(wanted, follow=True)
    assert page.redirect_chain[0][0] == "/login/?next=/saved/new/projects/%3Fregion%3D370000"
    wrong = client.post("/login/", {"username": "甲", "password": "x", "next": wanted})
    assert "用户名或密码不对" in wrong.content.decode()
    right = client.post("/login/", {"username": "甲", "password": "测试口令-1", "next": wanted})
    assert right.headers["Location"] == wanted
    assert client.post("/logout/").status_code == 302
    assert client.get("/saved/").status_code == 302


def test_who_has_left_cannot_sign_in(client: Client) -> None:
    following.analyst("甲", is_active=False)
    assert "已停用" in client.post("/login/", {"username": "甲", "password": "测试口令-1"}).content.decode()


def test_nobody_is_sent_elsewhere_by_signing_in(client: Client) -> None:
    following.analyst("甲")
    signed = {"username": "甲", "password": "测试口令-1", "next": "https://elsewhere.example/"}
    assert client.post("/login/", signed).headers["Location"] == "/saved/"


def test_the_canonical_conditions_are_kept(client: Client, world: Scene, analyst: Any) -> None:
    url = "/saved/new/projects/?region=370000&region=370000&page=2&sort=name&explain=1&utm=x&q=智算"
    page = client.get(url).content.decode()
    assert "“智算”、" in page and "山东省" in page
    assert client.post(url, {"name": "  山东  智算 ", "frequency": "weekly"}).status_code == 302
    saved = SavedSearch.objects.get()
    assert (saved.query, saved.scope, saved.name, saved.frequency, saved.user) == (
        "q=%E6%99%BA%E7%AE%97&region=370000",
        "projects",
        "山东 智算",
        "weekly",
        analyst,
    )
    html = client.get("/saved/").content.decode()
    assert "已保存“山东 智算”" in html and 'href="/projects/?q=%E6%99%BA%E7%AE%97&amp;region=370000"' in html


@pytest.mark.parametrize(
    ("url", "form", "words"),
    [
        ("/saved/new/projects/", {"name": "", "frequency": "daily"}, "请填写名称"),
        ("/saved/new/projects/", {"name": "x", "frequency": "hourly"}, "hourly"),
        ("/saved/new/projects/?region=1", {"name": "", "frequency": "daily"}, "地区没有"),
        ("/saved/new/projects/?" + "&".join(f"source={'长' * 99}{n}" for n in range(9)), {"name": "x", "frequency": "daily"}, "太长"),
    ],
)  # fmt: skip
def test_what_cannot_be_saved_is_said(client: Client, analyst: Any, url: str, form: dict[str, str], words: str) -> None:
    answer = client.post(url, form)
    assert answer.status_code == 400 and words in answer.content.decode()
    assert not SavedSearch.objects.exists()


def test_once_each_and_not_without_end(client: Client, analyst: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    following.saved(analyst, "q=a")
    with pytest.raises(ValidationError, match="已经保存过"):
        following.saved(analyst, "q=a")
    monkeypatch.setattr(actions, "MOST", 1)
    with pytest.raises(ValidationError, match="最多保存 1 个"):
        following.saved(analyst, "q=b")


def test_rename_pause_resume_delete(client: Client, world: Scene, analyst: Any) -> None:
    saved = following.saved(analyst, "region=370000")
    address = saved.get_absolute_url()
    client.post(f"{address}change/", {"name": "新名称", "frequency": "weekly"})
    saved.refresh_from_db()
    assert (saved.name, saved.frequency) == ("新名称", "weekly")
    client.post(f"{address}change/", {"name": " ", "frequency": "weekly"})
    saved.refresh_from_db()
    assert saved.name == "新名称"
    client.post(f"{address}pause/")
    assert "已暂停" in client.get("/saved/").content.decode()
    seen = saved.seen
    client.post(f"{address}resume/")
    saved.refresh_from_db()
    assert not saved.paused and saved.seen != seen, "what was not asked for in between is not sent after all"
    client.post(f"{address}delete/")
    assert not SavedSearch.objects.exists()


def test_every_write_is_a_post_with_a_token(world: Scene) -> None:
    user = following.analyst()
    saved = following.saved(user)
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    for verb in ("change", "pause", "resume", "delete"):
        assert client.get(f"{saved.get_absolute_url()}{verb}/").status_code == 405
        assert client.post(f"{saved.get_absolute_url()}{verb}/").status_code == 403
    assert client.post("/saved/new/projects/?q=a", {"name": "x", "frequency": "daily"}).status_code == 403
    assert SavedSearch.objects.get() == saved


def test_other_peoples_searches_are_not_there(client: Client, world: Scene, analyst: Any) -> None:
    saved = following.saved(following.analyst("乙"), name="别人的")
    address = saved.get_absolute_url()
    assert client.get(address).status_code == 404
    for verb in ("change", "pause", "resume", "delete"):
        assert client.post(f"{address}{verb}/", {"name": "x", "frequency": "daily"}).status_code == 404
    assert "别人的" not in client.get("/saved/").content.decode()


def test_support_sees_and_cannot_change_them(client: Client) -> None:
    saved = following.saved(following.analyst(), name="某人的检索")
    client.force_login(people.superuser())
    assert "某人的检索" in client.get("/admin/projects/savedsearch/").content.decode()
    assert client.get(f"/admin/projects/savedsearch/{saved.pk}/change/").status_code == 200
    assert client.post(f"/admin/projects/savedsearch/{saved.pk}/delete/").status_code == 403


def test_every_page_is_sound_and_unknown_to_search_engines(client: Client, world: Scene, analyst: Any) -> None:
    saved = following.saved(analyst, "region=370000")
    pages = ["/saved/", "/saved/new/parks/?q=a", saved.get_absolute_url(), "/saved/stop/x/"]
    bodies = {url: client.get(url).content.decode() for url in pages} | {
        "/login/": Client().get("/login/").content.decode()
    }
    for url, html in bodies.items():
        assert faults(html) == [], url
        assert re.search(r'<meta name="robots" content="noindex', html), url
    assert client.get("/saved/new/x/").status_code == 404
