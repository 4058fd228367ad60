"""Words that corrections suggest for the vocabulary; an editor accepts or refuses them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Suggestion(models.Model):
    """「智算」 → industry 0102, because people linked the word to it so many times."""

    class Kind(models.TextChoices):
        SYNONYM = "synonym", "产业同义词"
        PLACE = "place", "地区别名"
        ZONE = "zone", "园区名称"

    class State(models.TextChoices):
        OPEN = "open", "待定"
        ACCEPTED = "accepted", "采纳"
        REFUSED = "refused", "不采纳"

    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    term = models.CharField("词", max_length=200)
    target = models.CharField("指向", max_length=200)
    count = models.PositiveIntegerField("次数", default=1)
    state = models.CharField("决定", max_length=8, choices=State.choices, default=State.OPEN)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="决定人",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField("提出时间", auto_now_add=True)

    class Meta:
        verbose_name = "词表建议"
        verbose_name_plural = "词表建议"
        ordering: ClassVar = ["state", "-count", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(name="suggestion_once", fields=["kind", "term", "target"])]

    def __str__(self) -> str:
        return f"{self.term} → {self.target}"
