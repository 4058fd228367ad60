"""What a person decided about one field of one record. Never changed by an import."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery

from projects.models.citation import ONE_SUBJECT, Subject, subject_filter
from projects.models.project import Project


class ReviewQuerySet(models.QuerySet["Review"]):
    def about(self, subject: Subject) -> Self:
        """Decisions on one park or project, oldest first."""
        return self.filter(**subject_filter(subject))

    def in_force(self) -> Self:
        """The newest decision per field of each record, unless that one took the decision back."""
        same = Review.objects.filter(park=OuterRef("park"), field=OuterRef("field"))
        same |= Review.objects.filter(project=OuterRef("project"), field=OuterRef("field"))
        newest = Subquery(same.order_by("-pk").values("pk")[:1])
        return self.filter(pk=newest).exclude(kind=Review.Kind.WITHDRAWN)


class Review(models.Model):
    """One decision: who set which field from what to what, when and why. The newest per field counts.

    ``evidence`` are the values that articles stated when it was made (``told_key`` of each, see ``actions/doubts.py``): when
    they state another later, the decision stands and is marked 需复核.
    """

    class Kind(models.TextChoices):
        DECIDED = "decided", "改定"
        ACCEPTED = "accepted", "确认"
        WITHDRAWN = "withdrawn", "撤回"

    park = models.ForeignKey(
        "parks.Park", verbose_name="园区", on_delete=models.CASCADE, null=True, blank=True, related_name="reviews"
    )
    project = models.ForeignKey(
        Project, verbose_name="项目", on_delete=models.CASCADE, null=True, blank=True, related_name="reviews"
    )
    field = models.CharField("字段", max_length=30)
    kind = models.CharField("决定", max_length=10, choices=Kind.choices, default=Kind.DECIDED)
    evidence = models.JSONField("当时的依据", default=list, blank=True, editable=False)
    old = models.JSONField("原值", null=True, blank=True)
    new = models.JSONField("新值", null=True, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="核对人", on_delete=models.SET_NULL, null=True, blank=True
    )
    created_at = models.DateTimeField("核对时间", auto_now_add=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "人工核对"
        verbose_name_plural = "人工核对"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.CheckConstraint(name="review_has_one_subject", condition=ONE_SUBJECT)]

    def __str__(self) -> str:
        return f"{self.field}：{self.old} → {self.new}"
