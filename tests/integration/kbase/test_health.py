"""The two health addresses, and the headers that every answer carries."""

import pytest
from django.db import DatabaseError
from django.test import Client

from kbase import health
from kbase.middleware import CONTENT_POLICY


def test_alive_without_a_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["checks"] == {check.__name__: "ok" for check in health.CHECKS}


def test_not_ready_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def database() -> str:
        raise DatabaseError("secret address of the server")

    monkeypatch.setattr(health, "CHECKS", (database,))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "checks": {"database": "数据库无法连接"}}


def test_not_ready_while_migrations_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def migrations() -> str:
        return "有 2 个数据库迁移尚未执行"

    monkeypatch.setattr(health, "CHECKS", (migrations,))
    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/admin/login/", "/no/such/page/", "/admin/"])
def test_every_answer_has_the_strict_policy(client: Client, address: str) -> None:
    headers = client.get(address).headers
    assert headers["Content-Security-Policy"] == CONTENT_POLICY
    assert "unsafe" not in CONTENT_POLICY
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
