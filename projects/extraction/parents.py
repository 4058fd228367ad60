"""Which park a record lies in: the one that attachment found, or the park that the name itself begins with."""

from __future__ import annotations

from collections.abc import Sequence

from projects.extraction.attach import Attached
from projects.extraction.context import Context
from projects.extraction.subjects import Subject


def park_of(subject: Subject, attached: Sequence[Attached], context: Context) -> Attached | None:
    """The likeliest park among ``attached`` that is not the subject itself."""
    own = {name.text for name in subject.names}
    found = [
        a for a in attached if a.fact.field == "park" and a.fact.value not in own and not _is_self(a, subject, context)
    ]
    return max(found, key=lambda a: a.probability) if found else None


def _is_self(item: Attached, subject: Subject, context: Context) -> bool:
    """Whether the park named there is the subject (or the whole of which it is a phase) under another name."""
    return any(
        context.subject(name) is subject
        for name in context.names
        if name.start == item.fact.start and name.end == item.fact.end
    )
