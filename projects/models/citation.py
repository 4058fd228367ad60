"""One observation: these words of that article state this value of this record."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from parks.models import Park
from projects.models.project import Project

#: A record of either app; every observation and every decision is about exactly one.
Subject = Park | Project


def subject_filter(subject: Subject) -> dict[str, Subject]:
    """The keyword that names a subject in a query or a new row: {"park": …} or {"project": …}."""
    return {"park" if isinstance(subject, Park) else "project": subject}


ONE_SUBJECT = Q(project__isnull=True) ^ Q(park__isnull=True)


class CitationQuerySet(models.QuerySet["Citation"]):
    def about(self, subject: Subject) -> Self:
        """Observations of one park or project."""
        return self.filter(**subject_filter(subject))

    def public(self) -> Self:
        """Without those of records that reviewers withheld."""
        withheld = {model: model.objects.exclude(withheld="") for model in (Park, Project)}
        return self.exclude(park__in=withheld[Park]).exclude(project__in=withheld[Project])

    def judged(self) -> Self:
        """Those that people made, vouched for or rejected."""
        return self.filter(Q(origin=Citation.Origin.EDITOR) | Q(rejected_at__isnull=False))

    def current(self) -> Self:
        """Without those that a newer extractor no longer makes, and those that an editor rejected."""
        return self.filter(active=True)


class Citation(models.Model):
    """What a span of an article says, and who says that it says so.

    ``article.text[start:end] == quote`` always holds: checked on every write (:meth:`clean`) and by the command
    ``check_citations``. ``value`` is normalised JSON (yuan, m², adcode, …; see ``projects.fields``).
    """

    class Origin(models.TextChoices):
        MACHINE = "machine", "机器抽取"
        EDITOR = "editor", "人工标注"

    park = models.ForeignKey(
        "parks.Park", verbose_name="园区", on_delete=models.CASCADE, null=True, blank=True, related_name="citations"
    )
    project = models.ForeignKey(
        Project, verbose_name="项目", on_delete=models.CASCADE, null=True, blank=True, related_name="citations"
    )
    field = models.CharField("字段", max_length=30)
    value = models.JSONField("值")
    qualifier = models.CharField("约数", max_length=8, default="exact")
    article = models.ForeignKey(
        "projects.Article", verbose_name="文章", on_delete=models.CASCADE, related_name="citations"
    )
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    raw_start = models.PositiveIntegerField("原文起")
    raw_end = models.PositiveIntegerField("原文止")
    quote = models.TextField("引文")
    origin = models.CharField("来历", max_length=8, choices=Origin.choices, default=Origin.MACHINE)
    extractor_version = models.CharField("抽取器版本", max_length=20, blank=True)
    confidence = models.FloatField("可信度", default=1.0)
    chosen = models.BooleanField("采用", default=False)
    active = models.BooleanField("有效", default=True)
    rejected_at = models.DateTimeField("判为不成立", null=True, blank=True)
    rejected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="判定人",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="rejected_citations",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="标注人", on_delete=models.SET_NULL, null=True, blank=True
    )
    run = models.ForeignKey(
        "projects.ImportRun",
        verbose_name="导入批次",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="citations",
    )
    set_aside_by = models.ForeignKey(
        "projects.ImportRun", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="set_aside"
    )
    created_at = models.DateTimeField("记录时间", auto_now_add=True)

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = "引文"
        verbose_name_plural = "引文"
        ordering: ClassVar = ["article", "start", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="citation_has_one_subject", condition=ONE_SUBJECT),
            models.CheckConstraint(name="citation_span_is_not_empty", condition=Q(start__lt=models.F("end"))),
            models.CheckConstraint(
                name="citation_raw_span_is_not_empty", condition=Q(raw_start__lt=models.F("raw_end"))
            ),
            models.CheckConstraint(
                name="citation_confidence_is_a_probability", condition=Q(confidence__gte=0, confidence__lte=1)
            ),
            models.CheckConstraint(
                name="citation_rejected_is_not_active", condition=Q(rejected_at__isnull=True) | Q(active=False)
            ),
            models.UniqueConstraint(
                name="citation_is_unique",
                fields=["project", "park", "field", "article", "start", "end", "value"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}：{self.quote}"

    def get_absolute_url(self) -> str:
        """The marked words: /articles/7/#c42."""
        return f"{reverse('projects:article', args=[self.article_id])}#c{self.pk}"

    @property
    def subject(self) -> Subject:
        """The park or project it speaks of."""
        return self.park or self.project  # type: ignore[return-value]

    @property
    def stands(self) -> bool:
        """Whether the quote still stands word for word at its offsets, in the cleaned text."""
        return self.article.text[self.start : self.end] == self.quote

    def clean(self) -> None:
        """Refuse a span whose words are not the quote."""
        if not self.stands:
            raise ValidationError({"quote": "引文与文章中该位置的文字不一致，请重新选取原文。"})
