"""The files that facts come from."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from projects.admin.base import ReadOnlyAdmin
from projects.models import SourceDocument

#: As many characters of a file as its page shows; a file may have millions.
SHOWN = 3000


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
