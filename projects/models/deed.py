"""The audit log: who did what to which record, when, why, and what it was before."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Deed(models.Model):
    """One thing that a person did. Only ever added to; keys instead of foreign keys, so that it outlives its object."""

    class Verb(models.TextChoices):
        DECIDE = "decide", "改定"
        ACCEPT = "accept", "确认"
        TAKE_BACK = "take_back", "撤回核对"
        RENAME = "rename", "改别名"
        CITE = "cite", "关联原文"
        REJECT = "reject", "判引文不成立"
        UNCITE = "uncite", "取消关联"
        FOUND = "found", "新建记录"
        HEAD = "head", "改文章信息"
        MERGE = "merge", "合并"
        UNMERGE = "unmerge", "撤销合并"
        APART = "apart", "判为不同"
        IMPORT = "import", "导入"
        UNDO = "undo", "撤销导入"
        WORD = "word", "词表建议"
        STORY = "story", "归并转载"
        WITHHOLD = "withhold", "撤下"
        PUBLISH = "publish", "恢复公开"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="何人", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    verb = models.CharField("动作", max_length=10, choices=Verb.choices)
    kind = models.CharField("对象类别", max_length=10, blank=True)
    key = models.BigIntegerField("对象", null=True, blank=True)
    name = models.CharField("对象名称", max_length=300)
    field = models.CharField("栏目", max_length=30, blank=True)
    old = models.JSONField("原值", null=True, blank=True)
    new = models.JSONField("新值", null=True, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    created_at = models.DateTimeField("何时", auto_now_add=True)

    class Meta:
        verbose_name = "操作记录"
        verbose_name_plural = "操作记录"
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["kind", "key"], name="deed_about")]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}：{self.name}"
