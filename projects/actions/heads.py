"""Correct what is known about an article: title, publisher, date, address."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction

from projects.actions.indexing import index
from projects.actions.log import note
from projects.actions.resolve import resolve
from projects.models import Article, Citation, Deed
from projects.models.citation import Subject


@transaction.atomic
def correct_head(article: Article, columns: Iterable[str], *, user: User | None = None) -> None:
    """Save the corrected ``columns`` of ``article``; no import sets them again.

    Which source is official and which is newer decides between conflicting values, so the records that the
    article tells of are chosen anew.
    """
    corrected = list(columns)
    before = Article.objects.values(*corrected).get(pk=article.pk)
    for column in corrected:
        note(user, Deed.Verb.HEAD, article, field=column, old=before[column], new=getattr(article, column))
    article.edited = sorted({*article.edited, *corrected})
    article.save(update_fields=[*corrected, "edited"])
    told = Citation.objects.filter(article=article).select_related("park", "project")
    subjects: list[Subject] = list(dict.fromkeys(citation.subject for citation in told))
    for subject in subjects:
        resolve(subject)
    transaction.on_commit(lambda: index([*subjects, article]))
