"""Choose, for every field of a record, the value that its page shows.

What a person decided comes first; among observations the rule of ``choice.py``. Observations are never changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from projects.actions.choice import agree, choose, is_official, rank
from projects.actions.columns import column_value, kind_of, listed, read_all_anew, set_lists, set_value, write_all
from projects.actions.doubts import doubt_about, refresh
from projects.actions.related import Related, Wish
from projects.actions.told import Told, about, told_of
from projects.fields import FIELDS, Field, fields_of
from projects.models import Citation, Doubt, Review
from projects.models.citation import Subject

__all__ = ["Change", "agree", "choose", "column_value", "is_official", "kind_of", "rank", "resolve", "resolve_all"]


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one record that is about to show another value."""

    kind: str
    key: int
    name: str
    field: str
    old: Any
    new: Any


def resolve(subject: Subject) -> list[Change]:
    """Set every column of ``subject`` from its decisions and current observations; tell what changed."""
    return resolve_all([subject])


@transaction.atomic(savepoint=False)
def resolve_all(
    subjects: Sequence[Subject], created: Collection[Subject] = (), said: Iterable[Citation] = ()
) -> list[Change]:
    """:func:`resolve` for several different records, reading for all of them at once.

    The rows are locked and read anew first, so that an import and an editor, or two editors, never undo each other.
    Of those just ``created``, in this very transaction, nothing is read: ``said`` are all observations of them.
    """
    known = [subject for subject in subjects if subject not in created]
    read_all_anew(known)
    told = told_of(subjects, created, said)
    related = Related(_wishes(told), subjects)
    settled = [_resolve(each, related) for each in told]
    write_all(each.subject for each in settled if each.altered)
    for many in FIELDS:
        if wanted := {each.subject: each.lists[many] for each in settled if many in each.lists}:
            set_lists(many, wanted, [each.subject for each in told if each.listed.get(many.name)])
    _mark_chosen(told, {citation.pk for each in settled for citation in each.chosen}, known)
    refresh(subjects, _doubts(told), created)
    return [change for each in settled for change in each.changes]


def _wishes(told: Iterable[Told]) -> Iterator[Wish]:
    """The related records that observations name, where these decide."""
    for each in told:
        for known in fields_of(kind_of(each.subject)):
            seen = each.observations.get(known.name)
            if known.kind == "record" and seen and known.name not in each.decisions:
                best = choose(known, seen)
                yield each.subject, known, best.value, best.article


def _doubts(told: Iterable[Told]) -> Iterator[Doubt | None]:
    """What people should look at, now that the values are chosen."""
    for each in told:
        for known in fields_of(kind_of(each.subject)):
            seen = each.observations.get(known.name, [])
            yield doubt_about(each.subject, known, seen, each.decisions.get(known.name))


@dataclass(slots=True)
class _Settled:
    """A record whose columns are set and not yet saved: what changed, which observations support what it shows, and
    the fields of several values that are to be written."""

    subject: Subject
    changes: list[Change] = field(default_factory=list)
    chosen: list[Citation] = field(default_factory=list)
    lists: dict[Field, list[Any]] = field(default_factory=dict)
    altered: bool = False


def _resolve(told: Told, related: Related) -> _Settled:
    """Choose for one record."""
    subject, settled = told.subject, _Settled(told.subject)
    qualifiers: dict[str, str] = {}
    for each in fields_of(kind_of(subject)):
        old = (told.listed.get(each.name) or None) if each.many else column_value(subject, each)
        seen, decision = told.observations.get(each.name, []), told.decisions.get(each.name)
        if each.many:
            supporting, new = _settle_many(each, seen, decision)
            if new != old:
                settled.lists[each] = new or []
        else:
            supporting, qualifier = _settle(subject, each, seen, decision, related)
            new = column_value(subject, each)
            if qualifier != "exact":
                qualifiers[each.name] = qualifier
        settled.chosen += supporting
        if old != new:
            settled.changes.append(Change(kind_of(subject), subject.pk, subject.name, each.name, old, new))
    settled.altered = bool(settled.changes) or qualifiers != subject.qualifiers
    subject.qualifiers = qualifiers
    return settled


def _settle(
    subject: Subject, field: Field, seen: list[Citation], decision: Review | None, related: Related
) -> tuple[list[Citation], str]:
    """Give one field its value: the citations that support it, and the qualifier that belongs to it."""
    if field.kind == "name" and decision is None:
        return seen, "exact"
    best = choose(field, seen) if seen and decision is None else None
    value = decision.new if decision else best and best.value
    if field.kind == "record":
        row = related.find(subject, field, value, best.article if best else None) if value else None
        set_value(subject, field, row)
    else:
        set_value(subject, field, value)
    supporting = [citation for citation in seen if citation.value == value or _names_it(value, citation.value)]
    if decision is not None and supporting:  # a decision that words support keeps their 约
        best = choose(field, supporting)
    return supporting, best.qualifier if best else "exact"


def _settle_many(
    field: Field, seen: list[Citation], decision: Review | None
) -> tuple[list[Citation], list[Any] | None]:
    """All values of a field, and the citations that support them."""
    values = (decision.new or []) if decision else [citation.value for citation in seen]
    return [each for each in seen if decision is None or _supports(each.value, values)], listed(field, values)


def _supports(value: Any, decided: list[Any]) -> bool:
    return value in decided or (isinstance(value, dict) and value.get("code") in decided)


def _names_it(decided: Any, told: Any) -> bool:
    """Whether a citation's park name is the park that was decided on."""
    return isinstance(decided, dict) and decided.get("name") == told


def _mark_chosen(told: Sequence[Told], chosen: set[int], known: Sequence[Subject]) -> None:
    """Flag the observations that support what these records show, and no others."""
    seen = [citation for each in told for citation in each.citations]
    if known:
        Citation.objects.filter(about(known), chosen=True).exclude(pk__in=chosen).update(chosen=False)
    Citation.objects.filter(pk__in=[c.pk for c in seen if c.pk in chosen and not c.chosen]).update(chosen=True)
    for citation in seen:
        citation.chosen = citation.pk in chosen
