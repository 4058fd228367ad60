"""Where facts come from: import runs, files, articles."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from projects.actions.heads import correct_head
from projects.admin.base import ReadOnlyAdmin, TableAdmin, link
from projects.admin.formfields import DateField, LinesField
from projects.models import Article, ImportRun, SourceDocument

#: As many characters of a file as its page shows; a file may have millions.
SHOWN = 3000


class ArticleForm(forms.ModelForm):
    """The head of an article; its text is what the citations stand on and is never edited."""

    published = DateField(label="发布日期", required=False, help_text="例如 2023-02-08；只知年月就填年月。")
    authors = LinesField(label="作者", required=False, help_text="每行一个。")
    url = forms.URLField(
        label="原文链接", required=False, max_length=1000, assume_scheme="https", widget=AdminTextInputWidget
    )

    class Meta:
        model = Article
        fields = ("title", "publisher", "authors", "published", "url")


@admin.register(Article)
class ArticleAdmin(TableAdmin):
    """A corrected head is kept through every import, and the records it speaks of are chosen anew."""

    form = ArticleForm
    list_display = ("heading", "publisher", "published", "document")
    list_select_related = ("document",)
    search_fields = ("title", "publisher", "url")
    readonly_fields = ("document", "corrected", "text")
    fieldsets = (
        (None, {"fields": ("title", "publisher", "published", "authors", "url", "corrected", "document")}),
        ("正文（不可修改，引文以此为准）", {"fields": ("text",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Without the document's bytes and texts."""
        rows = super().get_queryset(request).select_related("document")
        return rows.defer("offsets", "document__content", "document__raw_text")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool) -> None:
        if form.changed_data:
            correct_head(obj, form.changed_data)

    @admin.display(description="标题", ordering="title")
    def heading(self, article: Article) -> str:
        return article.heading

    @admin.display(description="人工改过的栏目")
    def corrected(self, article: Article) -> str:
        labels = (str(column.verbose_name) for column in Article._meta.fields if column.name in article.edited)
        return "、".join(labels) or "（无）"


@admin.register(SourceDocument)
class SourceDocumentAdmin(ReadOnlyAdmin):
    """The file as it was given."""

    list_display = ("name", "encoding", "extractor_version", "run", "created_at")
    list_select_related = ("run",)
    search_fields = ("name", "sha256")
    fields = (
        "name",
        "sha256",
        "encoding",
        "size",
        "extractor_version",
        "run",
        "created_at",
        "articles",
        "faults",
        "beginning",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[SourceDocument]:
        return super().get_queryset(request).defer("content", "raw_text")

    @admin.display(description="大小")
    def size(self, document: SourceDocument) -> str:
        return filesizeformat(len(document.content))

    @admin.display(description="文章")
    def articles(self, document: SourceDocument) -> SafeString:
        rows = document.articles.defer("offsets").order_by("position")
        links = ((reverse("admin:projects_article_change", args=[row.pk]), row.heading) for row in rows)
        return format_html_join("、", '<a href="{}">{}</a>', links)

    @admin.display(description="问题")
    def faults(self, document: SourceDocument) -> str:
        return "；".join(f"第 {one.get('line')} 行：{one.get('reason')}" for one in document.problems) or "（无）"

    @admin.display(description=f"原文（前 {SHOWN} 字）")
    def beginning(self, document: SourceDocument) -> SafeString:
        return format_html("<pre>{}</pre>", document.raw_text[:SHOWN])


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    """What each import was asked and what came of it."""

    list_display = ("__str__", "started_at", "finished_at", "user", "extractor_version", "summary")
    list_select_related = ("user",)
    fields = (
        "started_at", "finished_at", "user", "extractor_version", "given", "summary", "faults", "documents",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description="来源")
    def given(self, run: ImportRun) -> str:
        return "、".join(str(source) for source in run.sources)

    @admin.display(description="统计")
    def summary(self, run: ImportRun) -> str:
        return json.dumps(run.counts, ensure_ascii=False)

    @admin.display(description="问题")
    def faults(self, run: ImportRun) -> str:
        return "；".join(f"{one.get('source')}：{one.get('reason')}" for one in run.problems) or "（无）"

    @admin.display(description="文件")
    def documents(self, run: ImportRun) -> SafeString:
        url = f"{reverse('admin:projects_sourcedocument_changelist')}?run__id__exact={run.pk}"
        return link(url, "本批次的文件")
