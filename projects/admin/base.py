"""What every table of the admin has in common: no count of the whole table, the public page one click away."""

from __future__ import annotations

import json
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from parks.models import Region, region_prefix
from projects.models import Citation, ImportRun

#: Rows that a list counts exactly; a longer one is estimated, for counting a million costs more than its page.
MOST_COUNTED = 10_000


class EstimatePaginator(Paginator):
    """Pages of a list whose length is known up to :data:`MOST_COUNTED`, beyond by the planner's estimate."""

    @cached_property
    def count(self) -> int:
        rows = cast(QuerySet, self.object_list)
        counted = rows.order_by().values("pk")[: MOST_COUNTED + 1].count()
        if counted <= MOST_COUNTED:
            return counted
        plan = json.loads(rows.order_by().values("pk").explain(format="json"))
        return max(counted, int(plan[0]["Plan"]["Plan Rows"]))


class TableAdmin(admin.ModelAdmin):
    """A table that may be large."""

    paginator = EstimatePaginator
    show_full_result_count = False
    list_per_page = 50

    def view_on_site(self, obj: Model) -> str | None:
        """The public page, straight (no detour over a redirect); None where there is none."""
        return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else None

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without 「删除所选」: what is deleted here is deleted one by one, or not at all."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


class RunFilter(admin.SimpleListFilter):
    """What an import told something of: the newest runs, and any by its address (``?run=17``)."""

    title = "导入批次"
    parameter_name = "run"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(run.pk), str(run)) for run in ImportRun.objects.only("pk")[:8]]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value() or ""
        if not (value.isdecimal() and len(value) < 18):
            return queryset
        told = Citation.objects.filter(run=int(value), **{queryset.model._meta.model_name: OuterRef("pk")})
        return queryset.filter(Exists(told))


class ReadOnlyAdmin(TableAdmin):
    """A table that people look at; only imports and actions write it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ProvinceFilter(admin.SimpleListFilter):
    """34 provinces, each with all that lies in it."""

    title = "省份"
    parameter_name = "province"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(region.pk, region.name) for region in Region.objects.provinces()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        return queryset.filter(region__adcode__startswith=region_prefix(value)) if value else queryset


def person(request: HttpRequest) -> User:
    """Who acts; nobody gets here without signing in."""
    return cast(User, request.user)


def link(url: str, text: str) -> SafeString:
    """An anchor with both parts escaped."""
    return format_html('<a href="{}">{}</a>', url, text)
