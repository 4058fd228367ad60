"""The indexed row of one record: what search and facets read, apart from the facts themselves."""

from __future__ import annotations

from functools import cache
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kbase.search.document import LAYOUT, IndexedDocument
from kbase.search.selections import UNKNOWN
from kbase.text.tokens import Analyser
from parks import vocabulary
from projects.models.article import Article
from projects.models.citation import Subject

#: What a row can stand for; the column of the same name leads there.
Searched = Subject | Article
_ONE = ("park", "project", "article")


@cache
def analyser() -> Analyser:
    """The one analyser of records and queries: jieba's words and those of our vocabularies."""
    return Analyser(vocabulary.load().words())


def index_version() -> str:
    """What today's rows are made with: layout, analyser and its words. A row of another version is stale."""
    return f"{LAYOUT}-{analyser().version}"


def _codes(length: int) -> ArrayField:
    return ArrayField(models.CharField(max_length=length), default=list)


def _only(column: str) -> Q:
    return Q(**{f"{name}__isnull": name != column for name in _ONE})


class Money(models.TextChoices):
    """How a record's investment stands to a sum; "counted" ones add up, and no yuan of them is another's."""

    COUNTED = "counted", "计入合计"
    PHASE = "phase", "属于整体项目"
    BATCH = "batch", "项目批次"
    FOREIGN = "foreign", "外币"
    UNKNOWN = "unknown", "未披露"
    PARK = "park", "园区自身"


class SearchDocument(IndexedDocument):
    """One row per park, project, batch and article; rebuilt by ``projects/actions/indexing.py``.

    The facet columns hold values ready to be counted: "none" where the record does not tell, and whole paths where
    values contain each other, so that a province counts what lies in its cities, and a year its months:
    ["370000", "370200", "370212"], ["2023", "2023Q1", "2023-02"]. An article lies where its records lie.

    ``parks`` are the keys of the parks around a record and of itself, ``evidence`` says how well it is sourced,
    ``review`` who vouches for it; an article has neither of the last two. ``money`` says whether its investment is
    part of a sum, and if not, why (``projects/actions/counting.py``); an article has none.

    ``told`` is a fingerprint of what a reader learns from the record (``projects/actions/fingerprint.py``). When it
    changes, the database itself sets ``changed_at`` and ``changed_in``, the number of the transaction; see docs/decisions/0014.
    """

    park = models.OneToOneField(
        "parks.Park", on_delete=models.CASCADE, null=True, blank=True, related_name="search_document"
    )
    project = models.OneToOneField(
        "projects.Project", on_delete=models.CASCADE, null=True, blank=True, related_name="search_document"
    )
    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, null=True, blank=True, related_name="search_document"
    )
    kind = models.CharField(max_length=8)
    regions = _codes(6)
    industries = _codes(8)
    years = _codes(7)
    parks = _codes(12)
    publishers = _codes(100)
    review = _codes(8)
    evidence = _codes(12)
    status = models.CharField(max_length=12, default=UNKNOWN)
    investment_cny = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    money = models.CharField(max_length=8, blank=True)
    land_area_m2 = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    newest_source = models.CharField(max_length=10, blank=True)
    source_count = models.PositiveIntegerField(default=0)
    told = models.CharField(max_length=32, blank=True, editable=False)
    changed_at = models.DateTimeField(null=True, editable=False)
    changed_in = models.BigIntegerField(null=True, editable=False)

    class Meta(IndexedDocument.Meta):
        abstract = False
        verbose_name = "检索文档"
        verbose_name_plural = "检索文档"
        indexes: ClassVar = [
            *IndexedDocument.Meta.indexes,
            models.Index(
                models.F("changed_at").desc(nulls_last=True), models.F("id").desc(), name="searchdocument_changes"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="searchdocument_has_one_subject", condition=_only("park") | _only("project") | _only("article")
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> Searched:
        """The park, project or article it stands for."""
        return self.park or self.project or self.article  # type: ignore[return-value]
