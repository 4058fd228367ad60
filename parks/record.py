"""What parks and projects have in common: a name, a place, industries, figures and dates.

Every fact column holds the value *chosen* among the record's citations (``projects/actions/resolve.py``);
the citations themselves live in ``projects.models.Citation`` and reach back by ``related_name``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar, Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from kbase.text.scripts import pinyin_key, to_simplified

R = TypeVar("R", bound=models.Model)

#: "2023", "2023-02" or "2023-02-08": a date is kept exactly as precise as its source.
PARTIAL_DATE = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"


_PUNCTUATION = re.compile(r"[\W_]+")
_GENERIC_ENDING = re.compile(r"(建设)?(项目|工程)$")


def match_keys(names: Iterable[str]) -> list[str]:
    """The forms under which names are the same name: simplified, without punctuation and 项目 at the end.

    >>> match_keys(["青島數據中心(一期)項目"])
    ['青岛数据中心一期']
    """
    keys = (_GENERIC_ENDING.sub("", _PUNCTUATION.sub("", to_simplified(name).lower())) for name in names)
    return sorted({key for key in keys if key})


class Status(models.TextChoices):
    """How far a record has come, as of its newest source."""

    PLANNED = "planned", "规划"
    SIGNED = "signed", "签约"
    CONSTRUCTION = "construction", "在建"
    COMPLETED = "completed", "建成"
    OPERATING = "operating", "投产运营"


class PartialDateField(models.CharField):
    """An ISO date of year, month or day precision: 「2023年2月」 → "2023-02". Sorts as text."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]


def _non_negative(*columns: str) -> Q:
    condition = Q()
    for column in columns:
        condition &= Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gte": 0})
    return condition


def _partial_dates(*columns: str) -> Q:
    condition = Q()
    for column in columns:
        condition &= Q(**{column: ""}) | Q(**{f"{column}__regex": PARTIAL_DATE})
    return condition


class RecordQuerySet(models.QuerySet[R]):
    def public(self) -> Self:
        """What the site shows: all but what reviewers withheld."""
        return self.filter(withheld="")


class Record(models.Model):
    """Abstract: the columns that a park and a project share. Money in yuan, areas in square metres.

    ``withheld`` is the reason why a reviewer took the record off the site; empty for one that is public.
    """

    name = models.CharField("名称", max_length=200)
    name_key = models.CharField("拼音排序键", max_length=400, editable=False, db_index=True)
    aliases = ArrayField(models.CharField(max_length=200), verbose_name="别名", default=list, blank=True)
    region = models.ForeignKey(
        "parks.Region",
        verbose_name="地区",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
    )
    industries = models.ManyToManyField("parks.Industry", verbose_name="产业", blank=True, related_name="%(class)ss")
    investment_cny = models.DecimalField("总投资（元）", max_digits=20, decimal_places=2, null=True, blank=True)
    investment_original_amount = models.DecimalField("原币金额", max_digits=20, decimal_places=2, null=True, blank=True)
    investment_original_currency = models.CharField("原币种", max_length=3, blank=True)
    land_area_m2 = models.DecimalField("用地面积（㎡）", max_digits=16, decimal_places=2, null=True, blank=True)
    floor_area_m2 = models.DecimalField("建筑面积（㎡）", max_digits=16, decimal_places=2, null=True, blank=True)
    annual_output_cny = models.DecimalField("年产值（元）", max_digits=20, decimal_places=2, null=True, blank=True)
    status = models.CharField("进度", max_length=12, choices=Status.choices, blank=True)
    started_on = PartialDateField("开工时间", blank=True)
    completes_on = PartialDateField("建成时间", blank=True)
    match_keys = ArrayField(models.CharField(max_length=200), default=list, editable=False)
    qualifiers = models.JSONField("约数说明", default=dict, blank=True, editable=False)
    withheld = models.CharField("撤下理由", max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField("收录时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["name_key", "pk"]
        indexes: ClassVar = [
            GinIndex(fields=["match_keys"], name="%(class)s_match_keys"),
            models.Index(fields=["withheld"], name="%(class)s_withheld", condition=~Q(withheld="")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="%(class)s_figures_not_negative",
                condition=_non_negative(
                    "investment_cny",
                    "investment_original_amount",
                    "land_area_m2",
                    "floor_area_m2",
                    "annual_output_cny",
                ),
            ),
            models.CheckConstraint(
                name="%(class)s_dates_are_partial_iso", condition=_partial_dates("started_on", "completes_on")
            ),
            models.CheckConstraint(
                name="%(class)s_original_has_currency",
                condition=Q(investment_original_amount__isnull=True, investment_original_currency="")
                | Q(investment_original_amount__isnull=False) & ~Q(investment_original_currency=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sort key and the match keys in step with the names."""
        self.keep_keys()
        super().save(*args, **kwargs)

    def keep_keys(self) -> None:
        """Bring the sort key and the match keys in step with the names: what :meth:`save` does, for rows saved together."""
        self.name_key = pinyin_key(self.name)[:400]
        self.match_keys = match_keys(self.names)

    @property
    def names(self) -> list[str]:
        """The name and every alias."""
        return [self.name, *self.aliases]
