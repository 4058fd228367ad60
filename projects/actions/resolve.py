"""Choose, for every field of a record, the value that its page shows.

What a person decided comes first; among observations the rule of ``choice.py``. Observations are never changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from parks.models import Park
from projects.actions.choice import agree, choose, is_official, rank
from projects.actions.columns import column_value, kind_of, listed, read_all_anew, set_lists, set_value
from projects.actions.doubts import doubt_about, refresh
from projects.fields import Field, fields_of
from projects.models import Citation, Doubt, Involvement, Project, Review
from projects.models.citation import Subject, subject_filter

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


@dataclass(slots=True)
class _Told:
    """All that the choice for one record looks at."""

    decisions: dict[str, Review] = field(default_factory=dict)  # in force: not those taken back
    observations: dict[str, list[Citation]] = field(default_factory=dict)
    listed: dict[str, list[Any] | None] = field(default_factory=dict)


def resolve(subject: Subject) -> list[Change]:
    """Set every column of ``subject`` from its decisions and current observations; tell what changed."""
    return resolve_all([subject])


@transaction.atomic(savepoint=False)
def resolve_all(subjects: Sequence[Subject]) -> list[Change]:
    """:func:`resolve` for several different records, reading for all of them at once.

    The rows are locked and read anew first, so that an import and an editor, or two editors, never undo each other.
    """
    read_all_anew(subjects)
    changes: list[Change] = []
    for model in (Park, Project):
        told = _told({subject.pk: subject for subject in subjects if isinstance(subject, model)})
        chosen: set[int] = set()
        lists: dict[Field, dict[Subject, list[Any]]] = {}
        for subject, said in told:
            changes += _resolve(subject, said, chosen, lists)
        for many, wanted in lists.items():
            set_lists(many, wanted)
        seen = [c for _, said in told for citations in said.observations.values() for c in citations]
        about = [subject for subject, _ in told]
        _mark_chosen(about, seen, chosen)
        refresh(about, _doubts(told, chosen))
    return changes


def _doubts(told: list[tuple[Subject, _Told]], chosen: set[int]) -> Iterator[Doubt | None]:
    """What people should look at, now that the values are chosen."""
    for subject, said in told:
        for each in fields_of(kind_of(subject)):
            seen = said.observations.get(each.name, [])
            for citation in seen:
                citation.chosen = citation.pk in chosen
            yield doubt_about(subject, each, seen, said.decisions.get(each.name))


def _told(subjects: Mapping[int, Subject]) -> list[tuple[Subject, _Told]]:
    """What people and articles say about each of these parks, or of these projects."""
    told = {pk: _Told() for pk in subjects}
    if not subjects:
        return []
    (key,) = subject_filter(next(iter(subjects.values())))
    about = {f"{key}__in": list(subjects)}
    for review in Review.objects.filter(**about).order_by("pk"):  # the newest decision per field stays
        decisions = told[getattr(review, f"{key}_id")].decisions
        decisions[review.field] = review
        if review.kind == Review.Kind.WITHDRAWN:
            del decisions[review.field]
    citations = Citation.objects.filter(**about).current().select_related("article")
    for citation in citations.defer("article__text", "article__offsets"):
        said = told[getattr(citation, f"{key}_id")]
        said.observations.setdefault(citation.field, []).append(citation)
    model = type(next(iter(subjects.values())))
    industries = model._base_manager.filter(pk__in=subjects, industries__isnull=False)
    involvements = Involvement.objects.filter(**about).order_by("organisation__name", "role")
    for pk, code in industries.values_list("pk", "industries").order_by("pk", "industries"):
        told[pk].listed.setdefault("industries", []).append(code)  # type: ignore[union-attr]
    for pk, name, role in involvements.values_list(key, "organisation__name", "role"):
        told[pk].listed.setdefault("organisations", []).append({"name": name, "role": role})  # type: ignore[union-attr]
    return [(subject, told[pk]) for pk, subject in subjects.items()]


def _resolve(
    subject: Subject, told: _Told, chosen: set[int], lists: dict[Field, dict[Subject, list[Any]]]
) -> list[Change]:
    """Choose for one record: supporting observations join ``chosen``, lists that need writing ``lists``."""
    changes: list[Change] = []
    qualifiers: dict[str, str] = {}
    for each in fields_of(kind_of(subject)):
        old = told.listed.get(each.name) if each.many else column_value(subject, each)
        seen, decision = told.observations.get(each.name, []), told.decisions.get(each.name)
        if each.many:
            supporting, new = _settle_many(each, seen, decision)
            if new != old:
                lists.setdefault(each, {})[subject] = new or []
        else:
            supporting, qualifier = _settle(subject, each, seen, decision)
            new = column_value(subject, each)
            if qualifier != "exact":
                qualifiers[each.name] = qualifier
        chosen.update(citation.pk for citation in supporting)
        if old != new:
            changes.append(Change(kind_of(subject), subject.pk, subject.name, each.name, old, new))
    if changes or qualifiers != subject.qualifiers:
        subject.qualifiers = qualifiers
        subject.save()
    return changes


def _settle(
    subject: Subject, field: Field, seen: list[Citation], decision: Review | None
) -> tuple[list[Citation], str]:
    """Give one field its value: the citations that support it, and the qualifier that belongs to it."""
    if field.kind == "name" and decision is None:
        return seen, "exact"
    best = choose(field, seen) if seen and decision is None else None
    value = decision.new if decision else best and best.value
    set_value(subject, field, value, article=best.article if best else None)
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


def _mark_chosen(subjects: Sequence[Subject], seen: Sequence[Citation], chosen: set[int]) -> None:
    """Flag the observations that support what these records (all parks, or all projects) show, and no others."""
    if not subjects:
        return
    (key,) = subject_filter(subjects[0])
    about = Citation.objects.filter(**{f"{key}__in": subjects})
    about.filter(chosen=True).exclude(pk__in=chosen).update(chosen=False)
    fresh = [citation.pk for citation in seen if citation.pk in chosen and not citation.chosen]
    Citation.objects.filter(pk__in=fresh).update(chosen=True)
