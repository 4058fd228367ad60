"""`manage.py dbshell` over the embedded server: with the psql that belongs to it."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql.client import DatabaseClient as PostgresClient

from kbase import postgres_host


class DatabaseClient(PostgresClient):
    """Runs psql from the embedded programs, on a server that is up."""

    def runshell(self, parameters: Iterable[str]) -> None:
        """Open the shell; an account of PostgreSQL's own on this machine is neither needed nor used."""
        self.connection.ensure_connection()
        super().runshell(parameters)

    @classmethod
    def settings_to_cmd_args_env(cls, settings_dict: dict[str, Any], parameters: Iterable[str]) -> Any:
        """Django's arguments and environment, with the full path of psql."""
        arguments, environment = super().settings_to_cmd_args_env(settings_dict, parameters)
        psql = postgres_host.find_binaries(settings_dict["EMBEDDED"]["binaries"]) / arguments[0]
        return [str(psql), *arguments[1:]], environment
