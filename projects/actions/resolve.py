"""Choose, for every field of a record, the value that its page shows.

The rule, in order: what an editor decided > an official source > the newer article > the more precise value >
the higher confidence. A vague value never displaces a precise one that it agrees with (2023 and 2023-02-08;
山东省 and 崂山区; 约15亿 and 15.2亿). Values are chosen among observations; observations are never changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from parks.models import Industry, Park, Region, region_prefix
from projects.actions.matching import find_park
from projects.fields import Field, fields_of, normalised
from projects.models import Citation, Involvement, Organisation, Project, Review
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


def kind_of(subject: Subject) -> str:
    """ "park", "project" or "batch"."""
    return "park" if isinstance(subject, Park) else subject.kind


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


def _names(relation: Any) -> list[str]:
    return sorted(relation)


def column_value(subject: Subject, field: Field) -> Any:
    """What the record shows for a field now, in the JSON form of observations and decisions."""
    column = field.column_of(kind_of(subject)) or ""
    if field.kind == "industries":
        return _names(subject.industries.values_list("code", flat=True)) or None
    if field.kind == "organisations":
        pairs = subject.involvements.values_list("organisation__name", "role")
        return [{"name": name, "role": role} for name, role in sorted(pairs)] or None
    if field.kind == "record":
        related = getattr(subject, column)
        return {"id": related.pk, "name": related.name} if related else None
    if field.kind == "region":
        return subject.region_id
    if field.name == "investment_original":
        amount = normalised(field, subject.investment_original_amount)
        return amount and {"amount": amount, "currency": subject.investment_original_currency}
    return normalised(field, getattr(subject, column))


def _related(subject: Subject, field: Field, value: Any) -> Park | Project | None:
    """The park or whole project that a citation (a name) or a decision ({"id": …}) points at."""
    if isinstance(value, dict):
        model = Project if field.name == "phase_of" else Park
        return model.objects.filter(pk=value["id"]).first()
    if field.name == "phase_of":
        articles = subject.citations.values("article")
        same = Project.objects.filter(name=value, citations__article__in=articles)
        return same.exclude(pk=subject.pk).first()
    park = find_park(value, subject.region_id)
    return None if park == subject else park


def _decimal(number: Any) -> Decimal | None:
    """An exact column value; going through text keeps 35333.34 what it says."""
    return None if number is None else Decimal(str(number))


def _set_column(subject: Subject, field: Field, value: Any) -> None:
    column = field.column_of(kind_of(subject)) or ""
    if field.kind == "region":
        subject.region = Region.objects.filter(pk=value).first() if value else None
    elif field.kind == "record":
        setattr(subject, column, _related(subject, field, value) if value else None)
    elif field.name == "investment_original":
        subject.investment_original_amount = _decimal(value["amount"]) if value else None
        subject.investment_original_currency = value["currency"] if value else ""
    elif field.kind in ("money", "area"):
        setattr(subject, column, _decimal(value))
    elif field.kind == "count":
        setattr(subject, column, value)
    else:
        setattr(subject, column, value or "")


def _set_many(subject: Subject, field: Field, values: list[Any]) -> None:
    if field.kind == "industries":
        codes = {value["code"] if isinstance(value, dict) else value for value in values}
        subject.industries.set(Industry.objects.filter(pk__in=codes))
        return
    wanted = {(value["name"], value["role"]) for value in values}
    present = {(i.organisation.name, i.role): i for i in subject.involvements.select_related("organisation")}
    for key in present.keys() - wanted:
        present[key].delete()
    for name, role in sorted(wanted - present.keys()):
        organisation, _ = Organisation.objects.get_or_create(name=name)
        Involvement.objects.create(organisation=organisation, role=role, **subject_filter(subject))


def _decisions(subject: Subject) -> dict[str, Review]:
    """The newest decision per field."""
    return {review.field: review for review in Review.objects.about(subject)}


def resolve(subject: Subject) -> list[Change]:
    """Set every column of ``subject`` from its decisions and current observations; tell what changed."""
    decisions = _decisions(subject)
    observations: dict[str, list[Citation]] = {}
    for citation in Citation.objects.about(subject).current().select_related("article"):
        observations.setdefault(citation.field, []).append(citation)
    changes: list[Change] = []
    chosen: set[int] = set()
    qualifiers: dict[str, str] = {}
    for field in fields_of(kind_of(subject)):
        seen = observations.get(field.name, [])
        decision = decisions.get(field.name)
        if field.kind == "name" and decision is None:
            chosen.update(citation.pk for citation in seen)
            continue
        old = column_value(subject, field)
        if field.many:
            values = (decision.new or []) if decision else [citation.value for citation in seen]
            _set_many(subject, field, values)
            supporting = seen if decision is None else [c for c in seen if _supports(c.value, values)]
        else:
            best = choose(field, seen) if seen and decision is None else None
            value = decision.new if decision else best and best.value
            _set_column(subject, field, value)
            supporting = [c for c in seen if c.value == value or _names_it(value, c.value)]
            if best and best.qualifier != "exact":
                qualifiers[field.name] = best.qualifier
        chosen.update(citation.pk for citation in supporting)
        new = column_value(subject, field)
        if old != new:
            changes.append(Change(kind_of(subject), subject.name, field.name, old, new))
    subject.qualifiers = qualifiers
    subject.save()
    _mark_chosen(subject, chosen)
    return changes


def _supports(value: Any, decided: list[Any]) -> bool:
    return value in decided or (isinstance(value, dict) and value.get("code") in decided)


def _names_it(decided: Any, told: Any) -> bool:
    """Whether a citation's park name is the park that was decided on."""
    return isinstance(decided, dict) and decided.get("name") == told


def _mark_chosen(subject: Subject, chosen: set[int]) -> None:
    about = Citation.objects.about(subject)
    about.filter(chosen=True).exclude(pk__in=chosen).update(chosen=False)
    about.filter(chosen=False, pk__in=chosen).update(chosen=True)
