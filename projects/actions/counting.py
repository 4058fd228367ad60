"""Whose investment adds to a sum: of a whole and its phases one side only, of a batch nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from parks.models import Park
from projects.models import Project
from projects.models.document import Money


def money_of(record: Any, covered: Collection[int]) -> Money:
    """How a park, project or batch counts; ``covered`` are the projects with a stated whole above them.

    >>> money_of(Project(kind="batch", investment_cny=30_600_000_000), covered=())
    Money.BATCH
    """
    if isinstance(record, Park):
        return Money.PARK
    if record.kind == Project.Kind.BATCH:
        return Money.BATCH
    if record.pk in covered:
        return Money.PHASE
    if record.investment_cny is not None:
        return Money.COUNTED
    return Money.UNKNOWN if record.investment_original_amount is None else Money.FOREIGN


def covered(projects: Iterable[Project]) -> set[int]:
    """Those of these projects above which some whole states its investment; a query per level of wholes."""
    wanted = {project.pk: project.phase_of_id for project in projects}
    parents: dict[int, int | None] = dict(wanted)
    stated: set[int] = set()
    fresh = {above for above in wanted.values() if above}
    while fresh:
        rows = Project.objects.filter(pk__in=fresh).values_list("pk", "phase_of", "kind", "investment_cny")
        fresh = set()
        for pk, above, kind, investment in rows:
            parents[pk] = above
            if kind == Project.Kind.PROJECT and investment is not None:
                stated.add(pk)
            if above and above not in parents:
                fresh.add(above)
    return {pk for pk in wanted if not stated.isdisjoint(_above(pk, parents))}


def _above(pk: int, parents: Mapping[int, int | None]) -> list[int]:
    """The wholes above a project, nearest first. Where they run in a ring, its oldest record is the whole."""
    path = [pk]
    while (above := parents.get(path[-1])) is not None and above not in path:
        path.append(above)
    if above is not None:
        path = path[: path.index(min(path[path.index(above) :])) + 1]
    return path[1:]


def phases_below(projects: Collection[int]) -> set[int]:
    """The phases of these projects, and theirs, without the projects themselves; a query per level."""
    found: set[int] = set()
    fresh = set(projects)
    while fresh:
        fresh = set(Project.objects.filter(phase_of__in=fresh).values_list("pk", flat=True)) - found - {*projects}
        found |= fresh
    return found
