"""Below a record: the words it stands on, the decisions about it, and a form to link more words."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from projects.admin.base import link
from projects.admin.citeform import CiteForm, CiteFormSet
from projects.admin.values import label_of, show_value
from projects.models import Citation, Review


class LookOnly(admin.TabularInline):
    """Rows to read."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class CitationInline(LookOnly):
    """Every observation of the record, each with the way to its marked words."""

    model = Citation
    verbose_name_plural = "引文"
    fields = ("what", "stated", "words", "source", "standing")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Citation]:
        rows = super().get_queryset(request).select_related("article", "user", "rejected_by")
        return rows.defer("article__text", "article__offsets").order_by("field", "-chosen", "-active", "pk")

    @admin.display(description="栏目")
    def what(self, citation: Citation) -> str:
        return label_of(citation.field)

    @admin.display(description="值")
    def stated(self, citation: Citation) -> str:
        return show_value(citation.field, citation.value)

    @admin.display(description="引文")
    def words(self, citation: Citation) -> SafeString:
        return link(citation.get_absolute_url(), citation.quote)

    @admin.display(description="出处")
    def source(self, citation: Citation) -> SafeString:
        article = citation.article
        about = " ".join(part for part in (article.publisher, article.published) if part)
        return link(reverse("admin:projects_article_change", args=[article.pk]), about or f"文章 #{article.pk}")

    @admin.display(description="状态")
    def standing(self, citation: Citation) -> SafeString:
        return link(reverse("admin:projects_citation_change", args=[citation.pk]), standing_of(citation))


def standing_of(citation: Citation) -> str:
    """「机器抽取 · 采用」, 「人工标注（王编辑）」, 「不成立（王编辑）」."""
    origin = citation.get_origin_display() + (f"（{citation.user}）" if citation.user else "")
    if citation.rejected_at:
        return f"{origin} · 不成立" + (f"（{citation.rejected_by}）" if citation.rejected_by else "")
    if not citation.active:
        return f"{origin} · 已不再抽取"
    return f"{origin} · 采用" if citation.chosen else origin


class ReviewInline(LookOnly):
    """What people decided, newest first."""

    model = Review
    verbose_name_plural = "人工核对"
    fields = ("what", "change", "user", "created_at", "reason")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        return super().get_queryset(request).select_related("user").order_by("-pk")

    @admin.display(description="栏目")
    def what(self, review: Review) -> str:
        return label_of(review.field)

    @admin.display(description="修改")
    def change(self, review: Review) -> str:
        return f"{show_value(review.field, review.old)} → {show_value(review.field, review.new)}"


class CiteInline(admin.StackedInline):
    """An empty form that links a passage; what is there already is listed above it."""

    model = Citation
    form = CiteForm
    formset = CiteFormSet
    verbose_name_plural = "关联一段原文"
    verbose_name = "引文"
    extra = 1
    max_num = 1
    can_delete = False
    autocomplete_fields = ("article",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Citation]:
        return super().get_queryset(request).none()

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Fields as the form declares them: the inline adds none of the model's."""
        return super().get_formset(request, obj, **{**kwargs, "fields": CiteForm.Meta.fields[:1]})
