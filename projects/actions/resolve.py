"""Choose, for every field of a record, the value that its page shows.

The rule, in order: what an editor decided > an official source > the newer article > the more precise value >
the higher confidence. A vague value never displaces a precise one that it agrees with (2023 and 2023-02-08;
山东省 and 崂山区; 约15亿 and 15.2亿). Values are chosen among observations; observations are never changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from parks.models import region_prefix
from projects.actions.columns import column_value, kind_of, read_anew, set_value, set_values
from projects.fields import Field, fields_of
from projects.models import Citation, Review
from projects.models.citation import Subject

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


def _decisions(subject: Subject) -> dict[str, Review]:
    """The newest decision per field."""
    return {review.field: review for review in Review.objects.about(subject)}


@transaction.atomic(savepoint=False)
def resolve(subject: Subject) -> list[Change]:
    """Set every column of ``subject`` from its decisions and current observations; tell what changed.

    The row is locked and read anew first, so that an import and an editor, or two editors, never undo each other.
    """
    read_anew(subject)
    decisions = _decisions(subject)
    observations: dict[str, list[Citation]] = {}
    told = (
        Citation.objects.about(subject).current().select_related("article").defer("article__text", "article__offsets")
    )
    for citation in told:
        observations.setdefault(citation.field, []).append(citation)
    changes: list[Change] = []
    chosen: set[int] = set()
    qualifiers: dict[str, str] = {}
    for field in fields_of(kind_of(subject)):
        old = column_value(subject, field)
        supporting, qualifier = _settle(subject, field, observations.get(field.name, []), decisions.get(field.name))
        chosen.update(citation.pk for citation in supporting)
        if qualifier != "exact":
            qualifiers[field.name] = qualifier
        new = column_value(subject, field)
        if old != new:
            changes.append(Change(kind_of(subject), subject.name, field.name, old, new))
    if changes or qualifiers != subject.qualifiers:
        subject.qualifiers = qualifiers
        subject.save()
    _mark_chosen(subject, chosen)
    return changes


def _settle(
    subject: Subject, field: Field, seen: list[Citation], decision: Review | None
) -> tuple[list[Citation], str]:
    """Give one field its value: the citations that support it, and the qualifier that belongs to it."""
    if field.kind == "name" and decision is None:
        return seen, "exact"
    if field.many:
        values = (decision.new or []) if decision else [citation.value for citation in seen]
        set_values(subject, field, values)
        return [citation for citation in seen if decision is None or _supports(citation.value, values)], "exact"
    best = choose(field, seen) if seen and decision is None else None
    value = decision.new if decision else best and best.value
    set_value(subject, field, value, article=best.article if best else None)
    supporting = [citation for citation in seen if citation.value == value or _names_it(value, citation.value)]
    return supporting, best.qualifier if best else "exact"


def _supports(value: Any, decided: list[Any]) -> bool:
    return value in decided or (isinstance(value, dict) and value.get("code") in decided)


def _names_it(decided: Any, told: Any) -> bool:
    """Whether a citation's park name is the park that was decided on."""
    return isinstance(decided, dict) and decided.get("name") == told


def _mark_chosen(subject: Subject, chosen: set[int]) -> None:
    about = Citation.objects.about(subject)
    about.filter(chosen=True).exclude(pk__in=chosen).update(chosen=False)
    about.filter(chosen=False, pk__in=chosen).update(chosen=True)
