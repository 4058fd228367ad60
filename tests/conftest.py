"""What every test has: no network beyond this machine, quick passwords, plain static files, a private var folder."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from kbase.embedded_pg.base import DatabaseWrapper

LOOPBACK = ("127.", "::1", "localhost")


class NetworkBlocked(RuntimeError):
    """A test tried to reach another machine."""


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """The product works without a network, so a connection to elsewhere is a mistake."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            raise NetworkBlocked(f"a test connects to {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True, scope="session")
def test_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings that only tests want."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"])
        patch.setattr(settings, "STORAGES", {**settings.STORAGES, "staticfiles": PLAIN_STATIC})
        patch.setattr(settings, "VAR_DIR", tmp_path_factory.mktemp("var"))
        yield


PLAIN_STATIC = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return settings.BASE_DIR


def pytest_configure(config: pytest.Config) -> None:
    """Under xdist, let the controller be a user of the embedded server.

    Workers end without exit handlers, so without it nobody would be left to stop the server.
    """
    from django.db import connections

    connection = connections["default"]
    if isinstance(connection, DatabaseWrapper) and config.getoption("numprocesses", None):
        connection.cluster.ensure()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that commit come last: they empty the database, the migrations' groups too.

    pytest-django sorts them so, but pytest then groups tests by their fixtures' parameters and mixes them again.
    """
    items.sort(key=_commits)


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or (marker is not None and bool(marker.kwargs.get("transaction")))
