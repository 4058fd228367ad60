"""Where facts come from: the file as it was, and the articles found in it."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse

from kbase.text.offsets import MappedText, OffsetMap
from parks.record import PartialDateField


class SourceDocument(models.Model):
    """A file, page or table row exactly as it was given; one per content (``sha256`` of the bytes)."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True, editable=False)
    content = models.BinaryField("原始字节", editable=False)
    raw_text = models.TextField("解码后的原文", editable=False)
    encoding = models.CharField("编码", max_length=20, editable=False)
    name = models.CharField("文件名", max_length=300)
    extractor_version = models.CharField("抽取器版本", max_length=20, editable=False)
    problems = models.JSONField("问题", default=list, blank=True, editable=False)
    run = models.ForeignKey(
        "projects.ImportRun", verbose_name="导入批次", on_delete=models.PROTECT, related_name="documents"
    )
    created_at = models.DateTimeField("收录时间", auto_now_add=True)

    class Meta:
        verbose_name = "原始文件"
        verbose_name_plural = "原始文件"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="sourcedocument_sha256_is_hex", condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Article(models.Model):
    """One article of a source document: its head, and its cleaned text mapped back to the original.

    ``edited`` names the columns of the head that people corrected; no import sets those again. ``story`` is the first
    article that told the same in the same words; reprints count as one source with it. ``sketch`` finds them.
    """

    document = models.ForeignKey(
        SourceDocument, verbose_name="原始文件", on_delete=models.CASCADE, related_name="articles"
    )
    position = models.PositiveSmallIntegerField("页内次序", editable=False)
    title = models.CharField("标题", max_length=300, blank=True)
    publisher = models.CharField("来源", max_length=100, blank=True)
    authors = models.JSONField("作者", default=list, blank=True)
    published = PartialDateField("发布日期", blank=True, db_index=True)
    url = models.URLField("原文链接", max_length=1000, blank=True)
    edited = ArrayField(models.CharField(max_length=20), verbose_name="人工改过的栏目", default=list, editable=False)
    text = models.TextField("正文", editable=False)
    offsets = models.JSONField("偏移映射", editable=False)
    story = models.ForeignKey(
        "self", verbose_name="转载自", on_delete=models.SET_NULL, null=True, editable=False, related_name="reprints"
    )
    sketch = ArrayField(models.IntegerField(), default=list, editable=False)

    class Meta:
        verbose_name = "文章"
        verbose_name_plural = "文章"
        ordering: ClassVar = ["-published", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="article_position_is_unique", fields=["document", "position"]),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["sketch"], name="article_sketch"),
            models.Index(fields=["-published", "-id"], name="article_newest_first"),
        ]

    def __str__(self) -> str:
        return self.heading

    def get_absolute_url(self) -> str:
        return reverse("projects:article", args=[self.pk])

    @property
    def heading(self) -> str:
        """The title, or the first words of the text where the source gives none."""
        return self.title or f"{self.text.strip()[:30].partition(chr(10))[0]}…"

    @property
    def told_first(self) -> int:
        """The key of the article that told it first: one for an article and all its reprints."""
        return self.story_id or self.pk

    @property
    def live_url(self) -> str:
        """The page on the web that it was taken from, "" without one that may be linked to."""
        return self.url if self.url.startswith(("https://", "http://")) else ""

    @cached_property
    def mapped(self) -> MappedText:
        """The cleaned text with its way back to the original's offsets."""
        return MappedText(self.text, OffsetMap.from_json(self.offsets))
