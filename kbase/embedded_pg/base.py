"""The database backend: Django's own for PostgreSQL, which has the embedded server running before it connects."""

import atexit
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper as PostgresWrapper

from kbase import postgres
from kbase.embedded_pg.client import DatabaseClient


class DatabaseWrapper(PostgresWrapper):
    """A connection to the cluster in the folder `EMBEDDED["home"]` of its DATABASES entry."""

    client_class = DatabaseClient

    @property
    def cluster(self) -> postgres.Cluster:
        """The embedded cluster behind this connection."""
        embedded = self.settings_dict["EMBEDDED"]
        return postgres.cluster(Path(embedded["home"]), binaries=embedded["binaries"], keep=embedded["keep"])

    def get_connection_params(self) -> dict[str, Any]:
        """Start the server unless it answers: every way to connect (also a pool's and the test runner's) asks here."""
        self.cluster.ensure()
        return super().get_connection_params()


@atexit.register
def _close_connections() -> None:
    """Before the cluster's own exit handler (registered earlier, so run later) stops the server under a pool."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()
