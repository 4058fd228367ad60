"""Where the bitmaps of the search rest between processes; all of it is derived from the search documents.

A generation is everything as it was at one moment: its columns, its postings. What changed since stands in
``SearchChange``, written by a trigger, so no writer of documents can forget it. See docs/decisions/0008.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kbase.search.bitmaps.store import Tables
from projects.models.document import SearchDocument


class SearchGeneration(models.Model):
    """One whole index; the newest is in use. ``snapshot`` tells what it has seen (pg_snapshot), ``system`` which server that was."""

    layout = models.CharField(max_length=64)
    snapshot = models.TextField()
    system = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    built = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "检索索引"
        verbose_name_plural = "检索索引"

    def __str__(self) -> str:
        return f"{self.pk}（{self.size} 条）"


class SearchColumn(models.Model):
    """One array of a generation, by the number of the row in it."""

    generation = models.ForeignKey(SearchGeneration, on_delete=models.CASCADE, related_name="columns")
    name = models.CharField(max_length=60)
    data = models.BinaryField()

    class Meta:
        verbose_name = "检索索引列"
        verbose_name_plural = "检索索引列"
        constraints: ClassVar = [models.UniqueConstraint(fields=["generation", "name"], name="searchcolumn_once")]

    def __str__(self) -> str:
        return self.name


class SearchPosting(models.Model):
    """A block of postings of the keys from ``first`` up to that of the next block."""

    pk = models.CompositePrimaryKey("generation_id", "first")
    generation = models.ForeignKey(SearchGeneration, on_delete=models.CASCADE, related_name="+", db_index=False)
    first = models.BigIntegerField()
    data = models.BinaryField()

    class Meta:
        verbose_name = "检索索引块"
        verbose_name_plural = "检索索引块"

    def __str__(self) -> str:
        return str(self.first)


class SearchChange(models.Model):
    """A document that was written or deleted, and by which transaction at last."""

    document_id = models.BigIntegerField(primary_key=True)
    changed_in = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = "检索文档变动"
        verbose_name_plural = "检索文档变动"

    def __str__(self) -> str:
        return str(self.document_id)


TABLES = Tables(SearchDocument, SearchGeneration, SearchColumn, SearchPosting, SearchChange)
