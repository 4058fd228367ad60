"""What an import replaced in rows that were there before, kept so that undoing the import gives it back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F

from projects.actions.retire import re_anchor
from projects.models import Article, Citation, ImportRun, Replaced

#: What a newer reading of the same words may change of a citation.
OBSERVED = ("quote", "raw_start", "raw_end", "qualifier", "confidence", "extractor_version")


def article_before(article: Article, columns: Iterable[str], run: ImportRun) -> Replaced:
    """What these columns of an article held before ``run``; unsaved."""
    return Replaced(run=run, article=article, before={column: getattr(article, column) for column in columns})


def citation_before(row: Citation, run: ImportRun) -> Replaced:
    """A citation as it was before ``run``, which has set it aside by now; unsaved."""
    kept: dict[str, Any] = {column: getattr(row, column) for column in OBSERVED}
    was_active = row.active or row.set_aside_by_id == run.pk
    kept |= {"active": was_active, "set_aside_by_id": None if was_active else row.set_aside_by_id}
    return Replaced(run=run, citation=row, before=kept)


def give_back(run: ImportRun) -> int:
    """Take out of history what ``run`` replaced; how many rows are now as they were before it.

    Where a later run has replaced the row again, that run's memory reaches back further instead. What people have
    judged or corrected since is left alone, and so are words that stand in the text no longer.
    """
    restored = 0
    rows = run.replaced.select_related("citation__article", "article")
    for kept in rows.order_by(F("article").asc(nulls_last=True), "pk"):  # texts before the words that stand in them
        later = Replaced.objects.filter(citation=kept.citation, article=kept.article, pk__gt=kept.pk)
        if (next_one := later.order_by("pk").first()) is not None:
            next_one.before = kept.before
            next_one.save(update_fields=["before"])
        elif kept.citation is not None:
            restored += _restore_citation(kept.citation, kept.before)
        elif kept.article is not None:
            restored += _restore_article(kept.article, kept.before)
    run.replaced.all().delete()
    return restored


def hand_over(run: ImportRun) -> None:
    """Citations that ``run`` made and a later one made again are the later one's."""
    for again in Replaced.objects.filter(citation__run=run).select_related("citation").order_by("citation", "pk"):
        if again.citation is not None and again.citation.run_id == run.pk:
            again.citation.run_id = again.run_id
            again.citation.save(update_fields=["run"])
            again.delete()


def _restore_citation(citation: Citation, columns: dict[str, Any]) -> bool:
    if citation.origin != Citation.Origin.MACHINE or citation.rejected_at is not None:
        return False
    for column, value in columns.items():
        setattr(citation, column, value)
    citation.active = citation.active and citation.stands
    citation.save(update_fields=[*OBSERVED, "active", "set_aside_by"])
    return True


def _restore_article(article: Article, columns: dict[str, Any]) -> bool:
    kept = {column: value for column, value in columns.items() if column not in article.edited}
    for column, value in kept.items():
        setattr(article, column, value)
    article.save(update_fields=kept)
    if "text" in kept:
        for citation in article.citations.judged():
            re_anchor(citation, [article])
    return True
