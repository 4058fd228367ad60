"""Projects and batches of projects, and who takes part in them."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.urls import reverse

from parks.record import Record, RecordQuerySet


class ProjectQuerySet(RecordQuerySet["Project"]):
    def singles(self) -> Self:
        """Projects proper, without the statements about groups of them."""
        return self.filter(kind=Project.Kind.PROJECT)

    def batches(self) -> Self:
        """Statements about N projects as a group; their money never adds to a project's."""
        return self.filter(kind=Project.Kind.BATCH)

    def with_labels(self) -> Self:
        """Public projects with all that a list row or a page head prints, in a fixed number of queries."""
        return self.public().select_related("region__parent__parent", "park", "phase_of").prefetch_related("industries")


class Project(Record):
    """A project, one phase of it (``phase_of``), or a batch: 「总投资306亿元的62个项目」."""

    class Kind(models.TextChoices):
        PROJECT = "project", "项目"
        BATCH = "batch", "项目批次"

    kind = models.CharField("类别", max_length=8, choices=Kind.choices, default=Kind.PROJECT)
    park = models.ForeignKey(
        "parks.Park", verbose_name="所在园区", on_delete=models.SET_NULL, null=True, blank=True, related_name="projects"
    )
    phase_of = models.ForeignKey(
        "self", verbose_name="所属整体项目", on_delete=models.SET_NULL, null=True, blank=True, related_name="phases"
    )
    project_count = models.PositiveIntegerField("项目个数", null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = False
        verbose_name = "项目"
        verbose_name_plural = "项目"
        permissions: ClassVar = [("publish_record", "撤下记录、恢复公开")]
        constraints: ClassVar = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                name="project_only_a_batch_counts_projects",
                condition=models.Q(kind="batch") | models.Q(project_count__isnull=True),
            ),
            models.CheckConstraint(
                name="project_a_batch_is_no_phase",
                condition=models.Q(kind="project") | models.Q(phase_of__isnull=True),
            ),
            models.CheckConstraint(
                name="project_is_not_its_own_phase",
                condition=models.Q(phase_of__isnull=True) | ~models.Q(phase_of=models.F("pk")),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("projects:project", args=[self.pk])


class Organisation(models.Model):
    """A company, institute or office that takes part in records."""

    name = models.CharField("名称", max_length=200, unique=True)

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = "单位"
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Involvement(models.Model):
    """What an organisation does for a project or a park."""

    class Role(models.TextChoices):
        DEVELOPER = "developer", "建设单位"
        INVESTOR = "investor", "投资方"
        OPERATOR = "operator", "运营方"
        TENANT = "tenant", "入驻企业"
        PARTNER = "partner", "合作方"
        GOVERNMENT = "government", "政府部门"

    organisation = models.ForeignKey(
        Organisation, verbose_name="单位", on_delete=models.CASCADE, related_name="involvements"
    )
    role = models.CharField("角色", max_length=10, choices=Role.choices)
    project = models.ForeignKey(
        Project, verbose_name="项目", on_delete=models.CASCADE, null=True, blank=True, related_name="involvements"
    )
    park = models.ForeignKey(
        "parks.Park", verbose_name="园区", on_delete=models.CASCADE, null=True, blank=True, related_name="involvements"
    )

    class Meta:
        verbose_name = "参与单位"
        verbose_name_plural = "参与单位"
        ordering: ClassVar = ["role", "organisation__name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="involvement_has_one_subject",
                condition=models.Q(project__isnull=True) ^ models.Q(park__isnull=True),
            ),
            models.UniqueConstraint(
                name="involvement_is_unique",
                fields=["organisation", "role", "project", "park"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}（{self.get_role_display()}）"
