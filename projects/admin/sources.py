"""Where facts come from: import runs and files."""

from __future__ import annotations

import json

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from projects.admin.base import ReadOnlyAdmin, link
from projects.models import ImportRun, SourceDocument

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
