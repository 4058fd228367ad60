"""An analyst signs in, saves a search, and is told of what an import brings, up to the marked words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from parks.loading import load_vocabulary
from projects.actions.imports import import_paths
from tests.factories import following
from tests.factories.scene import scene

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "2024年3月1日，云岭电池生产基地在青岛市开工建设，总投资15亿元，占地530亩。"


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """A page without JavaScript."""
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    yield context.new_page()
    context.close()


def test_from_signing_in_to_the_words_in_the_mail(
    reader: Page, live_server: LiveServer, tmp_path: Path, settings: object
) -> None:
    load_vocabulary()
    settings.SITE_URL = live_server.url  # type: ignore[attr-defined]
    following.analyst("分析员甲")
    reader.goto(f"{live_server.url}/projects/?q=电池&region=370000")
    reader.get_by_role("link", name="保存检索").click()
    reader.get_by_label("用户名").fill("分析员甲")
    reader.get_by_label("密码").fill("测试口令-1")
    reader.get_by_role("button", name="登录").click()
    expect(reader.get_by_role("heading", name="保存检索")).to_be_visible()
    reader.get_by_label("名称").fill("山东电池")
    reader.get_by_role("button", name="保存").click()
    expect(reader.get_by_role("status")).to_contain_text("已保存“山东电池”")

    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    import_paths([tmp_path / "a.txt"])
    call_command("send_digests", frequency="daily")
    (sent,) = mail.outbox
    assert "云岭电池生产基地" in str(sent.body) and "总投资15亿元" in str(sent.body)

    words = re.search(rf"{live_server.url}/articles/\d+/#c\d+", str(sent.body))
    assert words
    reader.goto(words[0])
    expect(reader.locator("mark:target").first).to_be_visible()
    reader.goto(f"{live_server.url}/saved/")
    reader.get_by_role("link", name="看新内容").click()
    expect(reader.get_by_role("link", name="云岭电池生产基地", exact=True)).to_be_visible()
    stop = re.search(rf"停发全部邮件（无需登录）：({live_server.url}\S+)", str(sent.body))
    assert stop
    reader.context.clear_cookies()
    reader.goto(stop[1])
    reader.get_by_role("button", name="停发").click()
    expect(reader.get_by_role("status")).to_contain_text("已停发全部邮件")


def test_data_blocks_offend_no_policy(page: Page, live_server: LiveServer) -> None:
    world = scene()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.add_init_script("addEventListener('securitypolicyviolation', e => console.log('violation ' + e.blockedURI))")
    for record in (world.project, world.park, world.first):
        page.goto(f"{live_server.url}{record.get_absolute_url()}")
        assert page.locator('script[type="application/ld+json"]').count() == 1
    assert [text for text in said if "violation" in text or "Content Security" in text] == []
