"""Mail with what is new: whom, what, once, at least once."""

from __future__ import annotations

import email
import re
import threading
from datetime import timedelta
from email import policy
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from projects import digests
from projects.actions.indexing import index
from projects.actions.merge import merge
from projects.actions.resolve import resolve
from projects.digests import NotConfigured, send_digests
from projects.models import Project, SavedSearch
from tests.factories import articles, following, people, records, vocabulary
from tests.factories.scene import Scene, scene

pytestmark = pytest.mark.django_db(transaction=True)
SITE = "https://kb.example.cn"


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.SITE_URL = SITE


@pytest.fixture
def world() -> Scene:
    return scene()


def arrives(name: str = "新到的基地", **columns: Any) -> Project:
    """A project in Shandong with a cited figure."""
    project = records.project(name, **{"region": vocabulary.region("370212"), **columns})
    source = articles.article(f"{name}位于崂山区，总投资约8亿元。", publisher="示例日报", published="2025-01-02")
    articles.citation(project, "region", "370212", "崂山区", source)
    articles.citation(project, "investment_cny", 8 * 10**8, "总投资约8亿元", source, qualifier="about")
    resolve(project)
    index([project])
    return project


def test_a_mail_tells_figures_words_and_links(world: Scene) -> None:
    user = following.analyst()
    following.saved(user, "region=370000")
    project = arrives()
    assert send_digests().sent == 0, "a search of today is due tomorrow"
    assert send_digests("daily").sent == 1
    (sent,) = mail.outbox
    assert isinstance(sent, EmailMultiAlternatives)
    assert sent.to == ["a@example.com"] and "有 1 条新内容" in sent.subject
    citation = project.citations.get(field="investment_cny")
    html = str(sent.alternatives[0][0])
    for body in (str(sent.body), html):
        assert "新到的基地" in body and "总投资约8亿元" in body and "示例日报" in body and "山东省" in body
        assert f"{SITE}{project.get_absolute_url()}" in body
        assert f"{SITE}{citation.get_absolute_url()}" in body
        assert f"{SITE}/projects/?region=370000" in body
        assert "[新收录]" in body and world.project.name not in body
    assert not re.search(r'href="(?!https://kb\.example\.cn/)', html)
    stop = sent.extra_headers["List-Unsubscribe"]
    assert re.fullmatch(rf"<{SITE}/saved/stop/[^/>]+/>", stop)
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_twice_is_once(world: Scene) -> None:
    following.saved(following.analyst())
    arrives()
    assert send_digests("daily").sent == 1
    again = send_digests("daily")
    assert (again.sent, again.quiet, len(mail.outbox)) == (0, 1, 1)


def test_one_mail_for_all_searches_of_a_person(world: Scene) -> None:
    user = following.analyst()
    following.saved(user, "region=370000", name="山东")
    following.saved(user, "region=110000", name="北京")
    following.saved(user, "q=基地", scope="search", name="基地")
    arrives()
    assert send_digests("daily").sent == 1
    body = str(mail.outbox[0].body)
    assert "━━ 山东" in body and "━━ 基地" in body and "━━ 北京" not in body


def test_each_rhythm_has_its_day(world: Scene) -> None:
    now = timezone.now()
    following.saved(following.analyst(), frequency="weekly")
    arrives()
    assert send_digests("daily").sent == 0
    assert send_digests(now=now + timedelta(days=6)).sent == 0
    assert send_digests(now=now + timedelta(days=7)).sent == 1


@pytest.mark.parametrize("columns", [{"email": ""}, {"is_active": False}])
def test_no_mail_to_who_cannot_get_it(world: Scene, columns: dict[str, Any]) -> None:
    following.saved(following.analyst(**columns))
    arrives()
    assert send_digests("daily").sent == 0


def test_a_failure_loses_nothing_and_holds_nobody_up(world: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    following.saved(following.analyst("甲", email="bad@example.com"))
    following.saved(following.analyst("乙", email="good@example.com"))
    arrives()
    send = EmailMultiAlternatives.send

    def failing(self: EmailMultiAlternatives, fail_silently: bool = False) -> int:
        if self.to == ["bad@example.com"]:
            raise OSError("连接中断")
        return send(self, fail_silently)

    with monkeypatch.context() as patch:
        patch.setattr(EmailMultiAlternatives, "send", failing)
        report = send_digests("daily")
    assert report.sent == 1 and report.failed == ["甲：连接中断"]
    assert send_digests("daily").sent == 1
    assert [message.to for message in mail.outbox] == [["good@example.com"], ["bad@example.com"]]


def test_a_crash_after_sending_sends_again_rather_than_never(world: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    following.saved(following.analyst())
    arrives()

    def killed(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(digests, "remember", killed)
        with pytest.raises(KeyboardInterrupt):
            send_digests("daily")
    assert send_digests("daily").sent == 1
    assert len(mail.outbox) == 2


def test_two_senders_at_once_send_one_mail(world: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    following.saved(following.analyst())
    arrives()
    reached, release = threading.Event(), threading.Event()
    send = EmailMultiAlternatives.send

    def slow(self: EmailMultiAlternatives, fail_silently: bool = False) -> int:
        reached.set()
        assert release.wait(20)
        return send(self, fail_silently)

    def first() -> None:
        try:
            send_digests("daily")
        finally:
            connections.close_all()

    monkeypatch.setattr(EmailMultiAlternatives, "send", slow)
    thread = threading.Thread(target=first)
    thread.start()
    assert reached.wait(20)
    assert send_digests("daily").sent == 0
    release.set()
    thread.join()
    assert len(mail.outbox) == 1
    assert send_digests("daily").sent == 0


def test_more_than_a_mail_holds_is_counted_and_a_page_away(
    client: Client, world: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "MOST", 2)
    user = following.analyst()
    saved = following.saved(user)
    for number in range(3):
        arrives(f"第{number}座基地")
    send_digests("daily")
    assert "另有 1 条未列出" in str(mail.outbox[0].body)
    assert f"{SITE}{saved.get_absolute_url()}" in str(mail.outbox[0].body)
    client.force_login(user)
    html = client.get(saved.get_absolute_url()).content.decode()
    assert all(f"第{number}座基地" in html for number in range(3))


def test_a_merged_park_is_followed_into_the_one_it_lives_on_in(world: Scene) -> None:
    gone = records.park("海湾产业新园", region=world.park.region)
    index([gone])
    following.saved(following.analyst(), f"park={gone.pk}")
    merge(world.park, gone, user=people.superuser())
    project = arrives(park=world.park)
    articles.citation(project, "park", world.park.name, world.park.name)
    resolve(project)
    index([project])
    assert send_digests("daily").sent == 1


def test_a_search_that_means_nothing_any_more_tells_nothing(client: Client, world: Scene) -> None:
    user = following.analyst()
    saved = following.saved(user, "region=370212")
    SavedSearch.objects.filter(pk=saved.pk).update(query="region=999999")
    arrives()
    assert send_digests("daily").sent == 0
    client.force_login(user)
    assert "这个检索暂不发信" in client.get("/saved/").content.decode()


def test_the_command_writes_files_and_a_dry_run_writes_none(world: Scene, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    following.saved(following.analyst())
    arrives()
    out = StringIO()
    call_command("send_digests", frequency="daily", dry_run=True, stdout=out)
    assert "将发送 1 封" in out.getvalue() and not list(tmp_path.iterdir())
    call_command("send_digests", frequency="daily", stdout=out)
    (file,) = tmp_path.iterdir()
    message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    assert f"<{SITE}/saved/stop/" in message["List-Unsubscribe"]
    assert {part.get_content_type() for part in message.walk()} >= {"text/plain", "text/html"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"SITE_URL": ""}, "KBASE_SITE_URL"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}, "EMAIL_URL"),
    ],
)
def test_what_is_not_configured_is_said(settings: Any, wrong: dict[str, str], words: str) -> None:
    for name, value in wrong.items():
        setattr(settings, name, value)
    with pytest.raises(NotConfigured, match=words):
        send_digests()
    with pytest.raises(CommandError, match=words):
        call_command("send_digests")


def test_the_link_ends_the_mail_without_signing_in(world: Scene) -> None:
    saved = following.saved(following.analyst())
    arrives()
    send_digests("daily")
    address = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>").removeprefix(SITE)
    client = Client(enforce_csrf_checks=True)
    assert client.get(address).status_code == 200
    saved.refresh_from_db()
    assert not saved.paused, "programs that follow links end nothing"
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    saved.refresh_from_db()
    assert saved.paused
    assert client.get("/saved/stop/nonsense/").status_code == 404


def test_the_link_of_one_search_ends_that_one(world: Scene) -> None:
    user = following.analyst()
    one, other = following.saved(user, "region=370000"), following.saved(user)
    Client().post(digests.stop_url("search", one.pk))
    assert [each.paused for each in (SavedSearch.objects.get(pk=one.pk), SavedSearch.objects.get(pk=other.pk))] == [
        True,
        False,
    ]


def test_a_sender_that_died_holds_no_lock(world: Scene) -> None:
    following.saved(following.analyst())
    arrives()
    other = connection.copy()
    with other.cursor() as cursor:
        other.set_autocommit(False)
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x6B6D, SavedSearch.objects.get().user_id])
    assert send_digests("daily").sent == 0
    other.close()
    assert send_digests("daily").sent == 1
