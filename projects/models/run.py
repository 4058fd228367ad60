"""One import: what was asked, what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class ImportRun(models.Model):
    """A call of ``import_articles``: its counts and its problems, kept for good."""

    started_at = models.DateTimeField("开始", auto_now_add=True)
    finished_at = models.DateTimeField("结束", null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="操作人", on_delete=models.SET_NULL, null=True, blank=True
    )
    sources = models.JSONField("来源", default=list)
    extractor_version = models.CharField("抽取器版本", max_length=20)
    counts = models.JSONField("统计", default=dict)
    problems = models.JSONField("问题", default=list)

    class Meta:
        verbose_name = "导入批次"
        verbose_name_plural = "导入批次"
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"导入 #{self.pk}"
