"""Searches that people keep, to be told what is new in them."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def running(self) -> Self:
        """Those that send mail to somebody who can get it."""
        return self.filter(paused=False, user__is_active=True).exclude(user__email="")


class SavedSearch(models.Model):
    """A search of one person: which list, its canonical query, how often news of it are sent.

    ``seen`` is the moment up to which its news were sent, ``before`` the moment where the last mail began, each a
    ``projects.news.Moment`` as JSON. So the news of the last mail stay on view until the next one.
    """

    class Scope(models.TextChoices):
        ALL = "search", "全部"
        PROJECT = "projects", "项目"
        PARK = "parks", "园区"

    class Frequency(models.TextChoices):
        DAILY = "daily", "每天"
        WEEKLY = "weekly", "每周"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="用户", on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField("名称", max_length=80)
    scope = models.CharField("范围", max_length=8, choices=Scope.choices)
    query = models.TextField("检索条件", blank=True)
    frequency = models.CharField("频率", max_length=8, choices=Frequency.choices, default=Frequency.DAILY)
    paused = models.BooleanField("暂停", default=False)
    seen = models.JSONField("已通知到", editable=False)
    before = models.JSONField("上一封的起点", editable=False)
    checked_at = models.DateTimeField("上次检查", editable=False)
    mailed_at = models.DateTimeField("上次发信", null=True, editable=False)
    created_at = models.DateTimeField("保存时间", auto_now_add=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = "保存的检索"
        verbose_name_plural = "保存的检索"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="savedsearch_once", fields=["user", "scope", "query"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("saved:news", args=[self.pk])
