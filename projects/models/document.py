"""The indexed row of one record: what search and facets read, apart from the facts themselves."""

from __future__ import annotations

from functools import cache
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kbase.search.document import LAYOUT, IndexedDocument
from kbase.search.facets import UNKNOWN
from kbase.text.tokens import Analyser
from parks import vocabulary
from projects.models.citation import ONE_SUBJECT, Subject


@cache
def analyser() -> Analyser:
    """The one analyser of records and queries: jieba's words and those of our vocabularies."""
    return Analyser(vocabulary.load().words())


def index_version() -> str:
    """What today's rows are made with: layout, analyser and its words. A row of another version is stale."""
    return f"{LAYOUT}-{analyser().version}"


def _codes(length: int) -> ArrayField:
    return ArrayField(models.CharField(max_length=length), default=list)


class SearchDocument(IndexedDocument):
    """One row per park, project and batch; rebuilt from the record by ``projects/actions/indexing.py``.

    The facet columns hold values ready to be counted: "none" where the record does not tell, and for regions and
    industries the whole path, so that a province counts what lies in its cities: ["370000", "370200", "370212"].
    """

    park = models.OneToOneField(
        "parks.Park", on_delete=models.CASCADE, null=True, blank=True, related_name="search_document"
    )
    project = models.OneToOneField(
        "projects.Project", on_delete=models.CASCADE, null=True, blank=True, related_name="search_document"
    )
    kind = models.CharField(max_length=8)
    regions = _codes(6)
    industries = _codes(8)
    years = _codes(4)
    status = models.CharField(max_length=12, default=UNKNOWN)
    investment_cny = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    land_area_m2 = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    newest_source = models.CharField(max_length=10, blank=True)
    source_count = models.PositiveIntegerField(default=0)

    class Meta(IndexedDocument.Meta):
        abstract = False
        verbose_name = "检索文档"
        verbose_name_plural = "检索文档"
        constraints: ClassVar = [models.CheckConstraint(name="searchdocument_has_one_subject", condition=ONE_SUBJECT)]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> Subject:
        """The park or project it stands for."""
        return self.park or self.project  # type: ignore[return-value]
