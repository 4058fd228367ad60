"""What people judged to be the same, what they judged to be different, and what looks as if it were the same."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

KINDS = (("park", "园区"), ("project", "项目"))


class MergeQuerySet(models.QuerySet["Merge"]):
    def standing(self) -> Self:
        """Merges that were not undone."""
        return self.filter(undone_at=None)

    def home_of(self, kind: str, pk: int) -> int:
        """The key of a record, or of the one in which it lives on, through any number of merges."""
        while kept := self.standing().filter(kind=kind, gone=pk).values_list("kept", flat=True).first():
            pk = kept
        return pk


class Merge(models.Model):
    """A record that went into another. ``before`` holds every row as it was, so that it can come back as it was.

    Keys, not foreign keys: ``gone`` has no row while the merge stands, and ``kept`` may itself go into a third.
    """

    kind = models.CharField("类别", max_length=8, choices=KINDS)
    kept = models.BigIntegerField("保留", db_index=True)
    kept_name = models.CharField("保留的记录", max_length=200)
    gone = models.BigIntegerField("并入", db_index=True)
    gone_name = models.CharField("并入的记录", max_length=200)
    gone_keys = ArrayField(models.CharField(max_length=200), default=list, editable=False)
    gone_region = models.CharField(max_length=6, blank=True, editable=False)
    gone_articles = ArrayField(models.BigIntegerField(), default=list, editable=False)
    before = models.JSONField("合并前", default=dict, editable=False)
    reason = models.CharField("理由", max_length=300, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="操作人", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField("合并时间", auto_now_add=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="撤销人",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = "合并"
        verbose_name_plural = "合并"
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [GinIndex(fields=["gone_keys"], name="merge_gone_keys")]
        constraints: ClassVar = [
            models.CheckConstraint(name="merge_joins_two", condition=~Q(kept=F("gone"))),
            models.UniqueConstraint(
                name="merge_goes_once", fields=["kind", "gone"], condition=Q(undone_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_name} → {self.kept_name}"


class Pair(models.Model):
    """Abstract: two records of one kind, the smaller key first."""

    kind = models.CharField("类别", max_length=8, choices=KINDS)
    one = models.BigIntegerField("其一")
    other = models.BigIntegerField("其二")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(name="%(class)s_in_order", condition=Q(one__lt=F("other"))),
            models.UniqueConstraint(name="%(class)s_once", fields=["kind", "one", "other"]),
        ]


class Distinct(Pair):
    """Two records that a person judged to be different: never proposed again, never joined."""

    names = models.CharField("名称", max_length=420)
    reason = models.CharField("理由", max_length=300, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="判定人", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField("判定时间", auto_now_add=True)

    class Meta(Pair.Meta):
        verbose_name = "判为不同"
        verbose_name_plural = "判为不同"
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.names


class Candidate(Pair):
    """Two records that may be the same: how likely (0–100), and the reasons in words."""

    score = models.PositiveSmallIntegerField("分数")
    reasons = models.JSONField("理由", default=list)

    class Meta(Pair.Meta):
        verbose_name = "疑似重复"
        verbose_name_plural = "疑似重复"
        ordering: ClassVar = ["-score", "pk"]
        indexes: ClassVar = [models.Index(fields=["-score", "id"], name="candidate_best_first")]

    def __str__(self) -> str:
        return f"{self.kind} {self.one}、{self.other}"
