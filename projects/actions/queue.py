"""The review queue: the next doubt, the worst first, and what a person can say about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from projects.actions.choice import rank
from projects.actions.cite import cite, reject
from projects.actions.columns import read_anew
from projects.actions.review import accept, decide, field_of
from projects.fields import BY_NAME, Field
from projects.models import Article, Citation, Doubt, Review
from projects.models.citation import Subject

#: Where a person stands in the queue: weight and key of the doubt before.
Place = tuple[int, int]

#: So many doubts are accepted at once at most: a person has seen them all on one page.
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Step:
    """One doubt with its evidence, the best first, and the decision that it shakes, if there is one."""

    doubt: Doubt
    subject: Subject
    field: Field
    citations: list[Citation]
    decision: Review | None

    @property
    def values(self) -> list[Any]:
        """The different values that are told, the best first."""
        told: list[Any] = []
        for citation in self.citations:
            if citation.value not in told:
                told.append(citation.value)
        return told


def waiting(*, reason: str = "", field: str = "", kind: str = "") -> QuerySet[Doubt]:
    """The queue or a part of it, the worst first; ``kind`` is "park" or "project"."""
    rows = Doubt.objects.order_by("-weight", "-pk")
    if reason in Doubt.Reason.values:
        rows = rows.filter(reason=reason)
    if field in BY_NAME:
        rows = rows.filter(field=field)
    return rows.filter(**{f"{kind}__isnull": False}) if kind in ("park", "project") else rows


def behind(rows: QuerySet[Doubt], place: Place | None) -> QuerySet[Doubt]:
    """The rows that come after ``place``: no page numbers, so the queue may grow and shrink meanwhile."""
    if place is None:
        return rows
    weight, key = place
    return rows.filter(weight__lte=weight).filter(Q(weight__lt=weight) | Q(pk__lt=key))


def next_step(rows: QuerySet[Doubt]) -> Step | None:
    """The first doubt of the rows with all that its page shows, in two queries (three when a decision is shaken)."""
    about = ("park__region__parent__parent", "park__parent", "project__region__parent__parent", "project__park")
    doubt = rows.select_related(*about, "project__phase_of").first()
    return None if doubt is None else step_of(doubt)


def step_of(doubt: Doubt) -> Step:
    """A doubt with its evidence."""
    subject, field = doubt.subject, BY_NAME[doubt.field]
    citations = Citation.objects.about(subject).current().filter(field=doubt.field).select_related("article", "user")
    best_first = sorted(citations.defer("article__offsets"), key=lambda c: (c.chosen, rank(field, c)), reverse=True)
    decision = None
    if Doubt.Reason.STALE in doubt.reasons:
        decision = Review.objects.about(subject).filter(field=doubt.field).select_related("user").last()
    return Step(doubt, subject, field, best_first, decision)


def accept_all(doubts: Iterable[Doubt], *, user: User | None) -> int:
    """Confirm what each of these shows; how many. A value that can no longer be confirmed is passed over."""
    accepted = 0
    for doubt in doubts:
        try:
            with transaction.atomic():
                accept(doubt.subject, doubt.field, user=user, reason="批量确认")
        except ValidationError:
            continue
        accepted += 1
    return accepted


@transaction.atomic
def correct(
    subject: Subject,
    name: str,
    value: Any,
    *,
    user: User | None,
    reason: str = "",
    words: tuple[Article, int, int] | None = None,
    qualifier: str = "exact",
) -> Review:
    """Decide on another value; ``words`` (article, start, end) that state it are cited with it.

    Machine links of the same words to another value of this field are judged not to hold. ValidationError as for
    ``decide`` and ``cite``.
    """
    read_anew(subject)
    field = field_of(subject, name)
    if words and not field.many:
        article, start, end = words
        told = value["name"] if field.kind == "record" and isinstance(value, dict) else value
        same = Citation.objects.about(subject).current().filter(field=name, article=article, start=start, end=end)
        reject(list(same.exclude(value=told)), user=user)
        standing = same.filter(value=told).first()
        if standing is None:
            cite(article, start, end, subject=subject, field=name, value=told, user=user, qualifier=qualifier)
        elif standing.origin == Citation.Origin.MACHINE:
            Citation.objects.filter(pk=standing.pk).update(origin=Citation.Origin.EDITOR, user=user)
    return decide(subject, name, value, user=user, reason=reason)


@transaction.atomic
def no_basis(subject: Subject, name: str, *, user: User | None) -> int:
    """「文中无据」: none of the words that were linked to this field state it; how many links that judges.

    The field empties. Other words, of this or a later article, may state it: nothing is decided.
    """
    field_of(subject, name)
    return reject(
        Citation.objects.about(subject).current().filter(field=name).select_related("park", "project"), user=user
    )
