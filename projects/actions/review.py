"""Decisions of people: they outrank every observation, and no import changes them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from projects.actions.indexing import index
from projects.actions.resolve import column_value, resolve
from projects.fields import BY_NAME, normalised
from projects.models import Article, Citation, Review
from projects.models.citation import Subject, subject_filter


@transaction.atomic
def decide(subject: Subject, field: str, value: Any, *, user: AbstractBaseUser | None, reason: str = "") -> Review:
    """Set ``field`` of ``subject`` to ``value`` for good; ``None`` decides that it is not known.

    ``value`` is in the form of observations (yuan, m², adcode, list of codes; ``{"id": …, "name": …}`` for a park).
    """
    review = Review.objects.create(
        **subject_filter(subject),
        field=field,
        old=column_value(subject, BY_NAME[field]),
        new=normalised(BY_NAME[field], value),
        reason=reason,
        user=user,
    )
    resolve(subject)
    transaction.on_commit(lambda: index([subject]))
    return review


@transaction.atomic
def cite(
    article: Article, start: int, end: int, *, subject: Subject, field: str, value: Any, user: AbstractBaseUser | None
) -> Citation:
    """Link words of an article to a fact of a record. Raises ValidationError for a span that holds no words."""
    raw_start, raw_end = article.mapped.map.raw_span(start, end) if 0 <= start < end <= len(article.text) else (0, 0)
    citation = Citation(
        **subject_filter(subject),
        field=field,
        value=normalised(BY_NAME[field], value),
        article=article,
        start=start,
        end=end,
        raw_start=raw_start,
        raw_end=raw_end,
        quote=article.text[start:end],
        origin=Citation.Origin.EDITOR,
        user=user,
    )
    citation.full_clean()
    citation.save()
    resolve(subject)
    transaction.on_commit(lambda: index([subject]))
    return citation
