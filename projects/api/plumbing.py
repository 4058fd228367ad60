"""How the framework is told to be plain: always JSON, and one reader no more often than the settings say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.throttling import AnonRateThrottle


class AlwaysJson(BaseContentNegotiation):
    """There is one format, whatever a client says it accepts; RFC 9110 leaves that to the server."""

    def select_parser(self, request: Any, parsers: Sequence[Any]) -> Any:
        return None

    def select_renderer(self, request: Any, renderers: Sequence[Any], format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class ByAddress(AnonRateThrottle):
    """Counts requests by the reader's address, in the memory of each process; see docs/operating.md."""

    def get_rate(self) -> str | None:
        """The rate of the settings, "120/min"; None for no limit."""
        return settings.API_RATE or None
