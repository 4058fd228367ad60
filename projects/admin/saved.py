"""Saved searches, for support: whose, which, when they were last mailed; changed by their owners only."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin

from projects.admin.base import ReadOnlyAdmin
from projects.models import SavedSearch


@admin.register(SavedSearch)
class SavedSearchAdmin(ReadOnlyAdmin):
    """Who is told what, and how often."""

    list_display = ("name", "user", "scope", "query", "frequency", "paused", "checked_at", "mailed_at")
    list_filter: ClassVar[Any] = ("frequency", "paused", "scope")
    list_select_related: ClassVar[tuple[str, ...]] = ("user",)
    search_fields = ("name", "user__username", "user__email", "query")
    fields = ("user", "name", "scope", "query", "frequency", "paused", "created_at", "checked_at", "mailed_at")
