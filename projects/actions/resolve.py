"""Choose, for every field of a record, the value that its page shows.

The rule, in order: what an editor decided > an official source > the newer article > the more precise value >
the higher confidence. A vague value never displaces a precise one that it agrees with (2023 and 2023-02-08;
山东省 and 崂山区; 约15亿 and 15.2亿). Values are chosen among observations; observations are never changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from parks.models import Park, region_prefix
from projects.actions.columns import column_value, kind_of, listed, read_all_anew, set_lists, set_value
from projects.fields import Field, fields_of
from projects.models import Citation, Involvement, Project, Review
from projects.models.citation import Subject, subject_filter

_OFFICIAL_URL = re.compile(r"^https?://([^/]+\.)?gov\.cn(/|:|$)", re.IGNORECASE)
_OFFICIAL_PUBLISHER = re.compile(
    r"政府|管委会|管理委员会|发改委|发展和改革|工信局|工业和信息化|商务局|投资促进局|新华社|新华网|人民日报|人民网"
)

#: Numbers that differ by no more agree when one of them is only 约.
_ABOUT = 0.05


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one record that is about to show another value."""

    kind: str
    name: str
    field: str
    old: Any
    new: Any


def is_official(citation: Citation) -> bool:
    """Whether the article comes from a government body or a central state medium."""
    article = citation.article
    return bool(_OFFICIAL_URL.match(article.url) or _OFFICIAL_PUBLISHER.search(article.publisher))


def _precision(field: Field, citation: Citation) -> int:
    if field.kind in ("date", "region"):
        value = str(citation.value)
        return len(region_prefix(value) if field.kind == "region" else value)
    return int(citation.qualifier == "exact")


def rank(field: Field, citation: Citation) -> tuple[Any, ...]:
    """The key by which observations of one field compete; the greatest is chosen."""
    return (
        citation.origin == Citation.Origin.EDITOR,
        is_official(citation),
        citation.article.published,
        _precision(field, citation),
        citation.confidence,
        -citation.pk,
    )


def agree(field: Field, one: Any, other: Any, *, vague: bool = False) -> bool:
    """Whether two values of a field can both be true: equal, or one a less precise way to say the other."""
    if one == other:
        return True
    if field.kind in ("date", "region"):
        short, long = sorted((str(one), str(other)), key=len)
        if field.kind == "region":
            short, long = sorted((region_prefix(short), region_prefix(long)), key=len)
        return long.startswith(short)
    if field.kind in ("money", "area") and vague and not isinstance(one, dict):
        return abs(one - other) <= _ABOUT * max(abs(one), abs(other))
    return False


def _refines(field: Field, citation: Citation, chosen: Citation) -> bool:
    vague = "exact" not in (citation.qualifier, chosen.qualifier) or citation.qualifier != chosen.qualifier
    return _precision(field, citation) > _precision(field, chosen) and agree(
        field, citation.value, chosen.value, vague=vague
    )


def choose(field: Field, observations: list[Citation]) -> Citation:
    """The observation whose value is shown; ``observations`` is not empty."""
    ranked = sorted(observations, key=lambda citation: rank(field, citation), reverse=True)
    best = ranked[0]
    if best.origin == Citation.Origin.EDITOR:
        return best
    return next((citation for citation in ranked if _refines(field, citation, best)), best)


@dataclass(slots=True)
class _Told:
    """All that the choice for one record looks at."""

    decisions: dict[str, Review] = field(default_factory=dict)
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
        _mark_chosen([subject for subject, _ in told], seen, chosen)
    return changes


def _told(subjects: Mapping[int, Subject]) -> list[tuple[Subject, _Told]]:
    """What people and articles say about each of these parks, or of these projects."""
    told = {pk: _Told() for pk in subjects}
    if not subjects:
        return []
    (key,) = subject_filter(next(iter(subjects.values())))
    about = {f"{key}__in": list(subjects)}
    for review in Review.objects.filter(**about).order_by("pk"):  # the newest decision per field stays
        told[getattr(review, f"{key}_id")].decisions[review.field] = review
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
            changes.append(Change(kind_of(subject), subject.name, each.name, old, new))
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
