"""The review queue: one row per fact that a person should look at, kept in step by ``projects/actions/doubts.py``."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from projects.models.citation import ONE_SUBJECT, Subject
from projects.models.project import Project


class Doubt(models.Model):
    """A field of a record with the reasons to look at it; the heaviest ``weight`` comes first.

    ``reason`` is the weightiest of ``reasons``; filters and their index use it alone.
    """

    class Reason(models.TextChoices):
        STALE = "stale", "需复核"
        CONFLICT = "conflict", "说法不一"
        UNSURE = "unsure", "可信度低"
        LARGE = "large", "金额大"

    park = models.ForeignKey(
        "parks.Park", verbose_name="园区", on_delete=models.CASCADE, null=True, blank=True, related_name="doubts"
    )
    project = models.ForeignKey(
        Project, verbose_name="项目", on_delete=models.CASCADE, null=True, blank=True, related_name="doubts"
    )
    field = models.CharField("栏目", max_length=30)
    reason = models.CharField("缘由", max_length=10, choices=Reason.choices)
    reasons = ArrayField(models.CharField(max_length=10, choices=Reason.choices), verbose_name="全部缘由", default=list)
    weight = models.PositiveSmallIntegerField("轻重")
    created_at = models.DateTimeField("列入时间", auto_now_add=True)

    class Meta:
        verbose_name = "待核对"
        verbose_name_plural = "待核对"
        ordering: ClassVar = ["-weight", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["-weight", "-id"], name="doubt_worst_first"),
            models.Index(fields=["reason", "-weight", "-id"], name="doubt_by_reason"),
            models.Index(fields=["field", "-weight", "-id"], name="doubt_by_field"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="doubt_has_one_subject", condition=ONE_SUBJECT),
            models.UniqueConstraint(name="doubt_is_unique", fields=["project", "park", "field"], nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.subject}：{self.field}"

    @property
    def subject(self) -> Subject:
        """The park or project whose field it is."""
        return self.park or self.project  # type: ignore[return-value]

    @property
    def why(self) -> list[str]:
        """All reasons in words, the weightiest first: 「说法不一」, 「金额大」."""
        return [str(Doubt.Reason(reason).label) for reason in self.reasons]
