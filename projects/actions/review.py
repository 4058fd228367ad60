"""Decisions of people: they outrank every observation, and no import changes them.

Each is a new row; also one that confirms what the machine chose, and one that takes a decision back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from projects.actions.columns import column_value, kind_of, read_anew
from projects.actions.doubts import told
from projects.actions.indexing import index
from projects.actions.log import note
from projects.actions.resolve import resolve
from projects.fields import BY_NAME, Field, normalised
from projects.models import Citation, Deed, Review
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
    seen = _seen(subject, values)
    reviews = [_decision(subject, name, value, user, reason, seen[name]) for name, value in values.items()]
    for review in reviews:
        _note(Deed.Verb.DECIDE, review)
    if "name" in values:
        _keep_old_name(subject, values["name"])
    resolve(subject)
    transaction.on_commit(lambda: index([subject]))
    return reviews


def _seen(subject: Subject, names: Iterable[str]) -> dict[str, list[Citation]]:
    """The observations of these fields that stand now."""
    seen: dict[str, list[Citation]] = {name: [] for name in names}
    for citation in Citation.objects.about(subject).current().filter(field__in=list(seen)):
        seen[citation.field].append(citation)
    return seen


def field_of(subject: Subject, name: str) -> Field:
    """The fact of that name; ValidationError when such a record cannot state it."""
    field = BY_NAME.get(name)
    if field is None or field.column_of(kind_of(subject)) is None:
        raise ValidationError(f"这类记录没有“{field.label if field else name}”一栏。")
    return field


def _decision(
    subject: Subject, name: str, value: Any, user: User | None, reason: str, seen: Sequence[Citation]
) -> Review:
    field = field_of(subject, name)
    if field.kind == "name" and not value:
        raise ValidationError("名称不能为空。")
    return Review.objects.create(
        **subject_filter(subject),
        field=name,
        old=column_value(subject, field),
        new=normalised(field, value),
        evidence=told(field, seen),
        reason=reason,
        user=user,
    )


@transaction.atomic
def accept(subject: Subject, name: str, *, user: User | None, seen: Any = ..., reason: str = "") -> Review:
    """Confirm the value that a field shows: it stays, and the words that support it are vouched for.

    Raises ValidationError when it is no longer the value ``seen`` (where given): somebody else was quicker.
    """
    read_anew(subject)
    field = field_of(subject, name)
    value = column_value(subject, field)
    if seen is not ... and seen != value:
        raise ValidationError("这一栏的值刚刚被他人或一次导入改动，请看过新值再确认。")
    supporting = Citation.objects.about(subject).current().filter(field=name, chosen=True)
    observed = told(field, _seen(subject, [name])[name])
    supporting.filter(origin=Citation.Origin.MACHINE).update(origin=Citation.Origin.EDITOR, user=user)
    review = Review.objects.create(
        **subject_filter(subject), field=name, kind=Review.Kind.ACCEPTED, old=value, new=value,
        evidence=observed, reason=reason, user=user,
    )  # fmt: skip
    _note(Deed.Verb.ACCEPT, review)
    resolve(subject)
    transaction.on_commit(lambda: index([subject]))
    return review


@transaction.atomic
def take_back(subject: Subject, name: str, *, user: User | None, reason: str = "") -> Review:
    """End the decision on a field: it shows again what articles state. ValidationError where there is none.

    Words that were vouched for with it, and that the machine had found, are the machine's again.
    """
    read_anew(subject)
    field = field_of(subject, name)
    newest = Review.objects.about(subject).filter(field=name).last()
    if newest is None or newest.kind == Review.Kind.WITHDRAWN:
        raise ValidationError("这一栏没有可以撤回的人工核对。")
    vouched = Citation.objects.about(subject).filter(field=name, origin=Citation.Origin.EDITOR)
    vouched.exclude(extractor_version="").update(origin=Citation.Origin.MACHINE, user=None)
    shown = column_value(subject, field)
    if field.kind == "name":
        _call_it_as_before(subject)
    review = Review.objects.create(
        **subject_filter(subject), field=name, kind=Review.Kind.WITHDRAWN, old=shown,
        reason=reason, user=user,
    )  # fmt: skip
    _note(Deed.Verb.TAKE_BACK, review)
    resolve(subject)
    transaction.on_commit(lambda: index([subject]))
    return review


def _note(verb: Deed.Verb, review: Review) -> None:
    subject = review.park or review.project
    if subject is not None:
        note(review.user, verb, subject, field=review.field, old=review.old, new=review.new, reason=review.reason)


def _call_it_as_before(subject: Subject) -> None:
    """Give a record the name that it had before people named it: no citation decides on names."""
    given = Review.objects.about(subject).filter(field="name")
    taken_back = given.filter(kind=Review.Kind.WITHDRAWN).last()
    first = given.filter(pk__gt=taken_back.pk if taken_back else 0).first()
    if first and first.old and first.old != subject.name:
        _keep_old_name(subject, first.old)
        subject.name = first.old
        subject.save(update_fields=["name", "aliases", "match_keys", "name_key", "updated_at"])


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
    note(user, Deed.Verb.RENAME, subject, field=ALIASES, old=old, new=new, reason=reason)
    return Review.objects.create(**subject_filter(subject), field=ALIASES, old=old, new=new, reason=reason, user=user)


def refused_names(subject: Subject) -> set[str]:
    """Names that people took off the record and did not put back."""
    refused: set[str] = set()
    for review in Review.objects.about(subject).filter(field=ALIASES):
        refused = (refused | set(review.old or [])) - set(review.new or [])
    return refused
