"""Limits that hold for the web only: imports and migrations may take as long as they need."""

from django.conf import settings
from django.db import connections


def limit_statements() -> None:
    """Let no query of a web process run longer than WEB_STATEMENT_TIMEOUT ("15s"; "0" is no limit).

    Set for connections that are opened from now on, in every thread.
    """
    options = connections.settings["default"].setdefault("OPTIONS", {})
    options["options"] = f"-c statement_timeout={settings.WEB_STATEMENT_TIMEOUT}"
