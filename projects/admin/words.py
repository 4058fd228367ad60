"""Words for the vocabulary that corrections suggest."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from projects.actions.suggestions import judge
from projects.admin.base import ReadOnlyAdmin, person
from projects.models import Suggestion


@admin.register(Suggestion)
class SuggestionAdmin(ReadOnlyAdmin):
    """Accepted ones are printed by ``corrections words`` for the files of ``parks/data``."""

    list_display = ("term", "kind", "target", "count", "state", "user")
    list_filter = ("state", "kind")
    list_select_related: ClassVar[tuple[str, ...]] = ("user",)
    search_fields = ("term", "target")
    actions = ("accept", "refuse")

    def has_judge_permission(self, request: HttpRequest) -> bool:
        """Whether the person decides on words."""
        return request.user.has_perm("projects.change_suggestion")

    @admin.action(description="采纳所选", permissions=["judge"])
    def accept(self, request: HttpRequest, queryset: QuerySet[Suggestion]) -> None:
        count = judge(queryset, Suggestion.State.ACCEPTED, user=person(request))
        self.message_user(request, f"已采纳 {count} 条。", messages.SUCCESS)

    @admin.action(description="不采纳所选", permissions=["judge"])
    def refuse(self, request: HttpRequest, queryset: QuerySet[Suggestion]) -> None:
        count = judge(queryset, Suggestion.State.REFUSED, user=person(request))
        self.message_user(request, f"{count} 条不再提出。", messages.SUCCESS)
