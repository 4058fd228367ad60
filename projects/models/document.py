"""The indexed row of one record: what search and facets read, apart from the facts themselves."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from projects.models.citation import ONE_SUBJECT


class SearchDocument(models.Model):
    """One row per park, project and batch; rebuilt from the record by ``projects/actions/indexing.py``."""

    park = models.OneToOneField(
        "parks.Park", on_delete=models.CASCADE, null=True, blank=True, related_name="search_document"
    )
    project = models.OneToOneField(
        "projects.Project", on_delete=models.CASCADE, null=True, blank=True, related_name="search_document"
    )
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=400)
    region_code = models.CharField(max_length=6, blank=True)
    industry_codes = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    investment_cny = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    land_area_m2 = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    status = models.CharField(max_length=12, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    newest_source = models.CharField(max_length=10, blank=True)
    source_count = models.PositiveIntegerField(default=0)
    body = models.TextField(blank=True)
    vector = SearchVectorField(null=True)
    analyser_version = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = "检索文档"
        verbose_name_plural = "检索文档"
        constraints: ClassVar = [models.CheckConstraint(name="searchdocument_has_one_subject", condition=ONE_SUBJECT)]
        indexes: ClassVar = [GinIndex(fields=["vector"], name="searchdocument_vector")]
