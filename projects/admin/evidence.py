"""Citations, decisions and organisations."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from projects.actions.cite import reject, withdraw
from projects.admin.base import ReadOnlyAdmin, link, person
from projects.admin.inlines import standing_of
from projects.admin.searching import NamedSearch, mentioning
from projects.admin.values import label_of, show_value
from projects.fields import FIELDS
from projects.models import Citation, Involvement, Organisation, Review


class FieldFilter(admin.SimpleListFilter):
    """The fields that a citation or a decision can be about."""

    title = "栏目"
    parameter_name = "field"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(field.name, field.label) for field in FIELDS]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(field=self.value()) if self.value() else queryset


class AboutAdmin(NamedSearch):
    """Rows about one field of one park or project."""

    list_select_related: ClassVar[tuple[str, ...]] = ("park", "project", "user")

    @admin.display(description="记录")
    def record(self, obj: Citation | Review) -> str:
        return str(obj.park or obj.project)

    @admin.display(description="栏目", ordering="field")
    def what(self, obj: Citation | Review) -> str:
        return label_of(obj.field)


@admin.register(Citation)
class CitationAdmin(AboutAdmin):
    """Made on a record's page; here they are found, looked at and judged."""

    list_display = ("quote", "record", "what", "stated", "standing", "words", "created_at")
    list_filter = ("origin", "active", "chosen", ("rejected_at", admin.EmptyFieldListFilter), FieldFilter)
    list_select_related: ClassVar[tuple[str, ...]] = ("park", "project", "user", "rejected_by")
    search_fields = ("quote",)
    search_help_text = "记录的名称，或引文里的字"
    actions = ("mark_rejected",)
    ordering = ("-pk",)
    fields = (
        "record", "what", "stated", "qualifier", "quote", "words", "article", "start", "end", "raw_start", "raw_end",
        "standing", "confidence", "extractor_version", "run", "rejected_by", "rejected_at", "created_at",
    )  # fmt: skip
    readonly_fields = fields

    def also(self, words: str) -> Q:
        return Q(article__in=mentioning(words), quote__icontains=words)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Words are linked on the page of their record."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Citation | None = None) -> bool:
        """People delete their own links; the machine's are marked, so that they are not made again."""
        if obj is None:
            return super().has_delete_permission(request, obj)
        theirs = obj.user_id == request.user.pk or request.user.is_superuser
        return obj.origin == Citation.Origin.EDITOR and theirs and super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: Citation) -> None:
        withdraw(obj, user=person(request))

    @admin.action(description="标记为不成立（引文不支持这个值）", permissions=["change"])
    def mark_rejected(self, request: HttpRequest, queryset: QuerySet[Citation]) -> None:
        count = reject(queryset.select_related("park", "project"), user=person(request))
        self.message_user(request, f"已将 {count} 条引文标记为不成立，相关记录已重新取值。", messages.SUCCESS)

    @admin.display(description="值")
    def stated(self, citation: Citation) -> str:
        return show_value(citation.field, citation.value)

    @admin.display(description="状态")
    def standing(self, citation: Citation) -> str:
        return standing_of(citation)

    @admin.display(description="原文")
    def words(self, citation: Citation) -> SafeString:
        return link(citation.get_absolute_url(), "查看原文")


@admin.register(Review)
class ReviewAdmin(AboutAdmin, ReadOnlyAdmin):
    """The log of decisions."""

    list_display = ("record", "what", "was", "became", "user", "created_at", "reason")
    list_filter = (FieldFilter, "created_at")
    search_fields = ("reason",)
    search_help_text = "记录的名称、理由里的字，或账号"
    fields = ("record", "what", "was", "became", "user", "created_at", "reason")
    ordering = ("-pk",)

    def also(self, words: str) -> Q:
        return Q(reason__icontains=words) | Q(user__username=words)

    @admin.display(description="原值")
    def was(self, review: Review) -> str:
        return show_value(review.field, review.old)

    @admin.display(description="新值")
    def became(self, review: Review) -> str:
        return show_value(review.field, review.new)


class InvolvementInline(admin.TabularInline):
    """Where an organisation takes part."""

    model = Involvement
    extra = 0
    can_delete = False
    fields = ("role", "project", "park")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Involvement]:
        return super().get_queryset(request).select_related("organisation", "project", "park")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin):
    """Named by citations and on the pages of records; a name changed here would come back with the next import."""

    list_display = ("name",)
    search_fields = ("name",)
    inlines = (InvolvementInline,)
