"""One import: what was asked, how far it is, what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

#: A run that has not said a word for so long was interrupted.
SILENCE = timedelta(minutes=2)


class ImportRun(models.Model):
    """A call of ``import_articles`` or an upload: its counts and its problems, kept for good.

    ``learned`` are the names that it gave to records known before; ``preview`` is what a dry run found.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", "已上传"
        PREVIEWING = "previewing", "预演中"
        PREVIEWED = "previewed", "待确认"
        RUNNING = "running", "导入中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"
        UNDONE = "undone", "已撤销"

    started_at = models.DateTimeField("开始", auto_now_add=True)
    finished_at = models.DateTimeField("结束", null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="操作人", on_delete=models.SET_NULL, null=True, blank=True
    )
    sources = models.JSONField("来源", default=list)
    extractor_version = models.CharField("抽取器版本", max_length=20)
    counts = models.JSONField("统计", default=dict)
    problems = models.JSONField("问题", default=list)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DONE)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("共", default=0)
    beat_at = models.DateTimeField("最近进展", null=True, blank=True)
    preview = models.JSONField("预演", default=dict, blank=True)
    learned = models.JSONField("学到的名称", default=list, blank=True)

    class Meta:
        verbose_name = "导入批次"
        verbose_name_plural = "导入批次"
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"导入 #{self.pk}"

    @property
    def busy(self) -> bool:
        """Whether it is at work: by its state, and it was heard of not long ago."""
        at_work = self.state in (self.State.PREVIEWING, self.State.RUNNING)
        return at_work and self.beat_at is not None and timezone.now() - self.beat_at < SILENCE

    def beat(self, **columns: Any) -> None:
        """Say that it is alive, and how far."""
        ImportRun.objects.filter(pk=self.pk).update(beat_at=timezone.now(), **columns)


class Replaced(models.Model):
    """What a run found in a row that it wrote anew, by column: a citation that it read again, or an article."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="replaced")
    citation = models.ForeignKey("projects.Citation", on_delete=models.CASCADE, null=True, related_name="replaced")
    article = models.ForeignKey("projects.Article", on_delete=models.CASCADE, null=True, related_name="replaced")
    before = models.JSONField("原值")

    class Meta:
        verbose_name = "导入前的值"
        verbose_name_plural = "导入前的值"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="replaced_is_of_one_row", condition=models.Q(citation=None) ^ models.Q(article=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.citation or self.article}（{self.run} 之前）"


class Upload(models.Model):
    """A file that waits to be imported; gone once it is, for its bytes are in its documents then."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="uploads")
    name = models.CharField("文件名", max_length=300)
    content = models.BinaryField("内容")

    class Meta:
        verbose_name = "上传的文件"
        verbose_name_plural = "上传的文件"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name
