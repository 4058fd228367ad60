"""Reference data: regions, industries, parks. Nothing here knows of projects; they point at us."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Concat
from django.urls import reverse

from parks.record import Record, RecordQuerySet


def region_prefix(adcode: str) -> str:
    """The digits that all divisions inside share: "370200" → "3702", "370000" → "37", "370212" → "370212"."""
    return adcode.removesuffix("00").removesuffix("00")


class RegionQuerySet(models.QuerySet["Region"]):
    def within(self, adcode: str) -> Self:
        """The division itself and all below it."""
        return self.filter(adcode__startswith=region_prefix(adcode))

    def provinces(self) -> Self:
        """The 34 divisions of the first level, in code order."""
        return self.filter(level=Region.Level.PROVINCE)

    def labelled(self) -> Self:
        """Rows that introduce themselves with all names from the province down: there are four 鼓楼区."""
        return self.annotate(label=Concat("parent__parent__name", "parent__name", "name"))


class Region(models.Model):
    """A division of GB/T 2260: 370212 崂山区, in 370200 青岛市, in 370000 山东省."""

    class Level(models.TextChoices):
        PROVINCE = "province", "省级"
        CITY = "city", "地级"
        COUNTY = "county", "县级"

    adcode = models.CharField("行政区划代码", max_length=6, primary_key=True)
    name = models.CharField("名称", max_length=40)
    short_name = models.CharField("简称", max_length=20)
    level = models.CharField("级别", max_length=8, choices=Level.choices)
    parent = models.ForeignKey(
        "self", verbose_name="上级", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    aliases = ArrayField(models.CharField(max_length=40), verbose_name="别名", default=list, blank=True)
    pinyin = models.CharField("拼音", max_length=100)
    initials = models.CharField("拼音首字母", max_length=20)

    objects = RegionQuerySet.as_manager()

    #: The full name, where :meth:`RegionQuerySet.labelled` looked it up.
    label: str = ""

    class Meta:
        verbose_name = "地区"
        verbose_name_plural = "地区"
        ordering: ClassVar = ["adcode"]
        constraints: ClassVar = [
            models.CheckConstraint(name="region_adcode_is_six_digits", condition=models.Q(adcode__regex=r"^\d{6}$")),
        ]

    def __str__(self) -> str:
        return self.label or self.name

    def get_absolute_url(self) -> str:
        return reverse("parks:region", args=[self.adcode])

    @property
    def path(self) -> list[Region]:
        """Province first, this division last. Select ``parent__parent`` to spare the queries."""
        above = self.parent.path if self.parent else []
        return [*above, self]

    @property
    def full_name(self) -> str:
        """All names from the province down: 山东省青岛市崂山区."""
        return "".join(region.name for region in self.path)


class Industry(models.Model):
    """A node of our taxonomy: a top industry, or a leaf below one, mapped to 战略性新兴产业分类(2018)."""

    code = models.CharField("代码", max_length=8, primary_key=True)
    name = models.CharField("名称", max_length=40, unique=True)
    parent = models.ForeignKey(
        "self", verbose_name="上级", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    sei_code = models.CharField("战新产业代码", max_length=8, blank=True)
    sei_name = models.CharField("战新产业名称", max_length=40, blank=True)
    synonyms = ArrayField(models.CharField(max_length=40), verbose_name="同义词", default=list, blank=True)

    class Meta:
        verbose_name = "产业"
        verbose_name_plural = "产业"
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class ParkQuerySet(RecordQuerySet["Park"]):
    def with_labels(self) -> Self:
        """Public parks with all that a list row or a page head prints."""
        return self.public().select_related("region__parent__parent", "parent")


class Park(Record):
    """A park, zone, district or cluster that projects lie in."""

    parent = models.ForeignKey(
        "self", verbose_name="所属园区", on_delete=models.SET_NULL, null=True, blank=True, related_name="children"
    )
    zone_kind = models.CharField("园区类型", max_length=20, blank=True)

    objects = ParkQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = False
        verbose_name = "园区"
        verbose_name_plural = "园区"
        constraints: ClassVar = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                name="park_is_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("pk")),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("parks:park", args=[self.pk])
