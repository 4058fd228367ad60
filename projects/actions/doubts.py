"""Which facts a person should look at, and why: kept as rows, so that the queue is read in one indexed query."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from projects.actions.choice import agree
from projects.actions.told import about
from projects.fields import Field
from projects.models import Citation, Doubt, Review
from projects.models.citation import Subject, subject_filter

#: An observation of a smaller confidence is worth a look (calibrated: about every fourth of them is wrong).
SURE = 0.75

#: Money from which on a person should look whatever the machine says: 10亿元.
LARGE = 1_000_000_000

_STALE, _CONFLICT, _UNSURE, _LARGE = 50, 30, 10, 5

#: Kinds of facts of which two different values cannot both be true.
_ONE_VALUE = ("money", "area", "count", "date", "region")


def told_key(field: Field, value: Any) -> str:
    """What makes two observed values the same one: 「智算」 and 「云计算」 both tell of industry 0102.

    >>> told_key(BY_NAME["industries"], {"code": "0102", "term": "智算"})
    '"0102"'
    """
    if isinstance(value, dict):
        value = value.get("code") or (value.get("id") and value.get("name")) or value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def told(field: Field, seen: Iterable[Citation]) -> list[str]:
    """The different values that these observations state, as keys."""
    return sorted({told_key(field, citation.value) for citation in seen})


def is_stale(field: Field, seen: Sequence[Citation], decision: Review) -> bool:
    """Whether articles say something else than they did when it was decided, that the decision does not cover.

    A value that agrees with the decision makes nothing stale: the extractor has learned. Nor does silence, as long as
    words that a person vouched for still support what was decided.
    """
    if field.kind == "name":
        return False  # other names are aliases
    decided = decision.new if field.many else [decision.new]
    fresh = [citation for citation in seen if told_key(field, citation.value) not in decision.evidence]
    if any(not _covered(field, citation, decided or []) for citation in fresh):
        return True
    if not decision.evidence or decision.new in (None, []):
        return False
    return not any(
        told_key(field, citation.value) in decision.evidence or _covered(field, citation, decided or [])
        for citation in seen
    )


def _covered(field: Field, citation: Citation, decided: Sequence[Any]) -> bool:
    key = told_key(field, citation.value)
    if any(told_key(field, value) == key for value in decided):
        return True
    if field.many or not decided or decided[0] is None or field.kind not in _ONE_VALUE:
        return False
    return agree(field, citation.value, decided[0], vague=citation.qualifier != "exact")


def doubt_about(subject: Subject, field: Field, seen: Sequence[Citation], decision: Review | None) -> Doubt | None:
    """Why a person should look at a field, or None when there is no reason."""
    if decision is not None:
        stale = is_stale(field, seen, decision)
        reasons: dict[str, int] = {Doubt.Reason.STALE: _STALE + _money(field, decision.new)} if stale else {}
    else:
        reasons = _machine_reasons(field, [citation for citation in seen if citation.origin == Citation.Origin.MACHINE])
    if not reasons:
        return None
    ordered = sorted(reasons, key=lambda reason: -reasons[reason])
    return Doubt(
        **subject_filter(subject), field=field.name, reason=ordered[0], reasons=ordered, weight=sum(reasons.values())
    )


def _machine_reasons(field: Field, seen: Sequence[Citation]) -> dict[str, int]:
    """Why the machine's choice should be looked at; nothing when a person vouches for the chosen words."""
    chosen = [citation for citation in seen if citation.chosen]
    if not chosen:
        return {}
    reasons: dict[str, int] = {}
    if field.kind in _ONE_VALUE and any(not _compatible(field, chosen[0], other) for other in seen):
        reasons[Doubt.Reason.CONFLICT] = _CONFLICT
    surest = max(citation.confidence for citation in chosen)
    if surest < SURE:
        reasons[Doubt.Reason.UNSURE] = _UNSURE + round((SURE - surest) * 40)
    if weight := _money(field, chosen[0].value):
        reasons[Doubt.Reason.LARGE] = weight
    return reasons


def _compatible(field: Field, one: Citation, other: Citation) -> bool:
    vague = {one.qualifier, other.qualifier} != {"exact"}
    return agree(field, one.value, other.value, vague=vague)


def _money(field: Field, value: Any) -> int:
    """5 for 10亿元, 10 for 100亿元, 15 for 1000亿元."""
    if field.name != "investment_cny" or not isinstance(value, int | float) or value < LARGE:
        return 0
    return round(_LARGE * (1 + math.log10(value / LARGE)))


def refresh(subjects: Sequence[Subject], found: Iterable[Doubt | None], created: Collection[Subject] = ()) -> None:
    """Make the queue say about these records exactly what was found; those just ``created`` are not in it yet."""
    wanted = {(doubt.park_id, doubt.project_id, doubt.field): doubt for doubt in found if doubt}
    older = [subject for subject in subjects if subject not in created]
    known: Mapping[tuple[int | None, int | None, str], Doubt] = {
        (doubt.park_id, doubt.project_id, doubt.field): doubt
        for doubt in (Doubt.objects.filter(about(older)).select_for_update() if older else ())
    }
    if gone := [doubt.pk for place, doubt in known.items() if place not in wanted]:
        Doubt.objects.filter(pk__in=gone).delete()
    changed = [
        _take_over(known[place], doubt)
        for place, doubt in wanted.items()
        if place in known and (known[place].weight, known[place].reasons) != (doubt.weight, list(doubt.reasons))
    ]
    if changed:
        Doubt.objects.bulk_update(changed, ["weight", "reason", "reasons"])
    Doubt.objects.bulk_create([doubt for place, doubt in wanted.items() if place not in known])


def _take_over(known: Doubt, found: Doubt) -> Doubt:
    known.weight, known.reason, known.reasons = found.weight, found.reason, found.reasons
    return known
