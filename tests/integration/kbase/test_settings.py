"""Settings in processes of their own: what is refused, what is made, what is not started."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = {"KBASE_ENV": "production", "KBASE_SECRET_KEY": "k" * 64, "KBASE_ALLOWED_HOSTS": "kb.example.cn"}


def read(name: str, root: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Print one setting under an environment without this machine's own variables."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("KBASE_", "DATABASE_", "PORT"))}
    script = f"from kbase import settings; print(settings.{name})"
    command = [sys.executable, "-c", script]
    return subprocess.run(command, cwd=root, env={**kept, **environment}, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"KBASE_SECRET_KEY": ""}, "KBASE_SECRET_KEY 未设置"),
        ({"KBASE_SECRET_KEY": "short"}, "不足 50 个字符"),
        ({"KBASE_ALLOWED_HOSTS": ""}, "KBASE_ALLOWED_HOSTS"),
        ({"KBASE_ALLOWED_HOSTS": "*"}, "KBASE_ALLOWED_HOSTS"),
        ({"KBASE_DEBUG": "1"}, "KBASE_DEBUG"),
    ],
)
def test_production_refuses_unsafe_values(change: dict[str, str], reason: str, root: Path) -> None:
    result = read("DEBUG", root, **{**GOOD, **change})
    assert result.returncode != 0
    assert reason in result.stderr


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("KBASE_ENV", "prodution", "KBASE_ENV 应为 local、production 之一"),
        ("KBASE_HTTPS", "ture", "KBASE_HTTPS 应为 1 或 0"),
        ("DATABASE_URL", "mysql://kb:hidden@db/park", "DATABASE_URL 无效"),
        ("EMAIL_URL", "foo://kb:hidden@mail", "EMAIL_URL 无效"),
        ("KBASE_SITE_URL", "kb.example.cn", "KBASE_SITE_URL 无效"),
    ],
)
def test_what_cannot_be_meant_is_refused(name: str, value: str, reason: str, root: Path) -> None:
    result = read("DEBUG", root, **{**GOOD, name: value})
    assert result.returncode != 0
    assert reason in result.stderr and "hidden" not in result.stderr.splitlines()[-1]


def test_production_accepts_safe_values(root: Path) -> None:
    assert read("SECURE_SSL_REDIRECT", root, **GOOD).stdout == "True\n"


def test_a_local_key_is_made_once_and_private(root: Path, tmp_path: Path) -> None:
    first, second = (read("SECRET_KEY", root, KBASE_VAR_DIR=str(tmp_path / "var")).stdout for _ in range(2))
    assert first == second
    assert len(first.strip()) >= 50
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"], "no server is started"


def test_an_external_database_by_address(root: Path) -> None:
    url = "postgresql://kb:p%40ss@db.example.cn:5433/park"
    said = read("DATABASES['default']", root, DATABASE_URL=url).stdout
    for part in ("'django.db.backends.postgresql'", "'p@ss'", "'db.example.cn'", "5433", "'park'"):
        assert part in said


def test_a_pool_replaces_the_kept_connection(root: Path) -> None:
    said = read("DATABASES['default']", root, KBASE_DB_POOL="4").stdout
    assert "'max_size': 4" in said
    assert "CONN_MAX_AGE" not in said
