"""Decisions of people: they outrank every observation, and no import changes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from projects.actions.columns import column_value, kind_of, read_anew
from projects.actions.indexing import index
from projects.actions.resolve import resolve
from projects.fields import BY_NAME, normalised
from projects.models import Review
from projects.models.citation import Subject, subject_filter

#: The key of reviews of 别名, which are no fact with citations: a list of names before and after.
ALIASES = "aliases"


def decide(subject: Subject, field: str, value: Any, *, user: User | None, reason: str = "") -> Review:
    """Set ``field`` of ``subject`` to ``value`` for good; ``None`` decides that it is not known.

    ``value`` is in the form of observations (yuan, m², adcode, list of codes; ``{"id": …, "name": …}`` for a park).
    Raises ValidationError for a field that the record cannot state, and for a record without a name.
    """
    return decide_all(subject, {field: value}, user=user, reason=reason)[0]


@transaction.atomic
def decide_all(subject: Subject, values: Mapping[str, Any], *, user: User | None, reason: str = "") -> list[Review]:
    """Decide several fields of one record at once: one review each, in the order given. See :func:`decide`."""
    read_anew(subject)
    reviews = [_decision(subject, name, value, user, reason) for name, value in values.items()]
    if "name" in values:
        _keep_old_name(subject, values["name"])
    resolve(subject)
    transaction.on_commit(lambda: index([subject]))
    return reviews


def _decision(subject: Subject, name: str, value: Any, user: User | None, reason: str) -> Review:
    field = BY_NAME.get(name)
    if field is None or field.column_of(kind_of(subject)) is None:
        raise ValidationError(f"这类记录没有“{field.label if field else name}”一栏。")
    if field.kind == "name" and not value:
        raise ValidationError("名称不能为空。")
    return Review.objects.create(
        **subject_filter(subject),
        field=name,
        old=column_value(subject, field),
        new=normalised(field, value),
        reason=reason,
        user=user,
    )


def _keep_old_name(subject: Subject, name: str) -> None:
    """A renamed record stays findable under its old name, so that no article makes a second record of it."""
    if subject.name != name:
        subject.aliases = [*dict.fromkeys([*(a for a in subject.aliases if a != name), subject.name])]
        subject.save(update_fields=["aliases", "match_keys", "name_key", "updated_at"])


@transaction.atomic
def rename(subject: Subject, aliases: list[str], *, user: User | None, reason: str = "") -> Review | None:
    """Set the other names of a record; one taken away is not learned again. None when nothing changes."""
    read_anew(subject)
    old, new = subject.aliases, list(dict.fromkeys(name for name in aliases if name != subject.name))
    if old == new:
        return None
    subject.aliases = new
    subject.save(update_fields=["aliases", "match_keys", "name_key", "updated_at"])
    transaction.on_commit(lambda: index([subject]))
    return Review.objects.create(**subject_filter(subject), field=ALIASES, old=old, new=new, reason=reason, user=user)


def refused_names(subject: Subject) -> set[str]:
    """Names that people took off the record and did not put back."""
    refused: set[str] = set()
    for review in Review.objects.about(subject).filter(field=ALIASES):
        refused = (refused | set(review.old or [])) - set(review.new or [])
    return refused
