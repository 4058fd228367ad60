"""Django's admin under the strict content policy: it must work without a single violation."""

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer


@pytest.mark.django_db(transaction=True)
def test_an_editor_works_without_a_violation(page: Page, live_server: LiveServer) -> None:
    editor = get_user_model().objects.create_superuser("bianji", password="mima-2026")
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("用户名").fill("bianji")
    page.get_by_label("密码").fill("mima-2026")
    page.get_by_role("button", name="登录").click()
    page.goto(f"{live_server.url}/admin/auth/user/{editor.pk}/change/")
    expect(page.get_by_label("用户名")).to_have_value("bianji")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("bianji")
    assert complaints == []
