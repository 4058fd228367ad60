"""The parks and wholes that records name, found for many records at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from parks.models import Park
from parks.record import match_keys
from projects.actions.columns import lies_in
from projects.actions.matching import find_park
from projects.actions.namesakes import Namesakes
from projects.fields import Field
from projects.models import Article, Citation, Merge, Project
from projects.models.citation import Subject

#: A name that a record gives in one of its columns, and the article that says so.
Wish = tuple[Subject, Field, str, Article]


class Related:
    """The rows that these wishes can mean.

    ``subjects`` stand for themselves, with what was set on them and is not yet saved.
    """

    def __init__(self, wishes: Iterable[Wish], subjects: Sequence[Subject]) -> None:
        given = list(wishes)
        _link(subjects)
        named = [(name, article) for _, field, name, article in given if field.name != "phase_of"]
        self._parks = Namesakes.parks_called(named, subjects)
        self._projects = {row.pk: row for row in subjects if isinstance(row, Project)}
        self._wholes = [(subject, name) for subject, field, name, _ in given if field.name == "phase_of"]
        self._together: set[tuple[int, int]] = set()
        if self._wholes:
            self._read_wholes()

    def _read_wholes(self) -> None:
        """The single projects of these names that some article tells of together with who wishes for them."""
        names = match_keys(name for _, name in self._wholes)
        namesakes = Project.objects.singles().filter(match_keys__overlap=names)
        self._projects = {row.pk: row for row in namesakes} | self._projects
        phases = {subject.pk for subject, _ in self._wholes}
        told = Citation.objects.filter(project__in=self._projects, article__citations__project__in=phases)
        self._together = set(told.order_by().values_list("article__citations__project", "project").distinct())

    def find(self, subject: Subject, field: Field, value: Any, article: Article | None) -> Park | Project | None:
        """The row that a name (which ``article`` gives) or a decision ({"id": …}) means.

        None where that is unknown or withheld, or would make the subject a part of itself.
        """
        found: Park | Project | None
        if isinstance(value, dict):
            model = Project if field.name == "phase_of" else Park
            found = model.objects.filter(pk=Merge.objects.home_of(model._meta.model_name or "", value["id"])).first()
        elif field.name == "phase_of":
            found = self._whole(subject, value)
        else:
            found = find_park(value, subject.region_id, article=article, known=self._parks)
        return None if found is None or found.withheld or lies_in(found, subject) else found

    def _whole(self, phase: Subject, name: str) -> Project | None:
        """The project called ``name``, now or before, in an article that tells of ``phase``."""
        keys = set(match_keys([name]))
        others = [
            row
            for row in self._projects.values()
            if row != phase
            and row.kind == Project.Kind.PROJECT
            and (phase.pk, row.pk) in self._together
            and not keys.isdisjoint(row.match_keys)
        ]
        return min(
            others, key=lambda whole: (whole.name != name, whole.phase_of_id is not None, whole.pk), default=None
        )


def _link(subjects: Sequence[Subject]) -> None:
    """Let these records point at each other's very rows."""
    parks = {row.pk: row for row in subjects if isinstance(row, Park)}
    projects = {row.pk: row for row in subjects if isinstance(row, Project)}
    for row in subjects:
        if isinstance(row, Park):
            if row.parent_id in parks:
                row.parent = parks[row.parent_id]
            continue
        if row.park_id in parks:
            row.park = parks[row.park_id]
        if row.phase_of_id in projects:
            row.phase_of = projects[row.phase_of_id]
