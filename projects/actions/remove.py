"""Delete a record that nothing speaks of any more, and let the rest of its family count without it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from projects.actions.counting import phases_below
from projects.actions.indexing import index
from projects.models import Project
from projects.models.citation import Subject


@transaction.atomic
def remove(subjects: Sequence[Subject]) -> int:
    """Delete these parks and projects; the phases of a project that goes count for themselves again. How many."""
    phases = phases_below([subject.pk for subject in subjects if isinstance(subject, Project)])
    for subject in subjects:
        subject.delete()
    transaction.on_commit(lambda: index(Project.objects.filter(pk__in=phases)))
    return len(subjects)
