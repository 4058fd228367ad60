"""The audit log, with a way back for each change of a value."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from projects.actions.heads import correct_head
from projects.actions.merge import model_of
from projects.actions.review import ALIASES, decide, rename
from projects.admin.base import ReadOnlyAdmin, person
from projects.admin.values import label_of, show_value
from projects.models import Article, Deed

_VALUES = (Deed.Verb.DECIDE, Deed.Verb.ACCEPT, Deed.Verb.TAKE_BACK)


@admin.register(Deed)
class DeedAdmin(ReadOnlyAdmin):
    """Who did what, when, why; what it was before."""

    list_display = ("created_at", "user", "verb", "name", "what", "was", "became", "reason")
    list_filter: ClassVar[Any] = ("verb", "created_at")
    list_select_related: ClassVar[tuple[str, ...]] = ("user",)
    search_fields = ("name", "reason", "user__username")
    fields = ("created_at", "user", "verb", "kind", "key", "name", "what", "was", "became", "reason")
    actions = ("restore",)

    def has_restore_permission(self, request: HttpRequest) -> bool:
        """Restoring a value decides anew."""
        return request.user.has_perm("projects.add_review")

    @admin.action(description="恢复为原值", permissions=["restore"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Deed]) -> None:
        """Give back the values before; one line at a time fails, the others go on."""
        done = 0
        for deed in queryset.order_by("-pk")[:100]:
            try:
                _restore(request, deed)
            except ValidationError as error:
                self.message_user(request, f"{deed}：{' '.join(error.messages)}", messages.WARNING)
            else:
                done += 1
        self.message_user(request, f"已恢复 {done} 项。", messages.SUCCESS if done else messages.WARNING)

    @admin.display(description="栏目")
    def what(self, deed: Deed) -> str:
        if deed.verb == Deed.Verb.HEAD:
            return next((str(c.verbose_name) for c in Article._meta.fields if c.name == deed.field), deed.field)
        return label_of(deed.field) if deed.field else ""

    @admin.display(description="原值")
    def was(self, deed: Deed) -> str:
        return _shown(deed, deed.old)

    @admin.display(description="新值")
    def became(self, deed: Deed) -> str:
        return _shown(deed, deed.new)


def _shown(deed: Deed, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(value, dict) and not deed.field:
        return "，".join(f"{name} {count}" for name, count in value.items())
    return show_value(deed.field, value)


def _restore(request: HttpRequest, deed: Deed) -> None:
    """Set what a line changed back to what it was. ValidationError when it changed no value or its object is gone."""
    reason = f"恢复 {deed.created_at:%Y-%m-%d} 之前的值"
    if deed.verb == Deed.Verb.HEAD:
        article = Article.objects.filter(pk=deed.key or 0).first()
        if article is None:
            raise ValidationError("文章已不存在。")
        setattr(article, deed.field, deed.old)
        correct_head(article, [deed.field], user=person(request))
        return
    if deed.verb not in (*_VALUES, Deed.Verb.RENAME):
        raise ValidationError("这类操作不能这样恢复。")
    subject = model_of(deed.kind).objects.filter(pk=deed.key or 0).first()
    if subject is None:
        raise ValidationError("记录已不存在（可能已合并）。")
    if deed.field == ALIASES:
        rename(subject, deed.old or [], user=person(request), reason=reason)
    else:
        decide(subject, deed.field, deed.old, user=person(request), reason=reason)
