"""What people and articles say about records, read for many records at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from parks.models import Park
from projects.models import Article, Citation, Involvement, Project, Review
from projects.models.citation import Subject


@dataclass(slots=True)
class Told:
    """All that the choice of a record's values looks at; decisions, observations and lists by field name."""

    subject: Subject
    decisions: dict[str, Review] = field(default_factory=dict)  # in force: not those taken back
    observations: dict[str, list[Citation]] = field(default_factory=dict)
    listed: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def citations(self) -> list[Citation]:
        """The observations of all fields."""
        return [citation for citations in self.observations.values() for citation in citations]


def told_of(
    subjects: Sequence[Subject], created: Collection[Subject] = (), said: Iterable[Citation] = ()
) -> list[Told]:
    """What is said of each subject, parks first. Of those just ``created`` it is what ``said`` holds: nothing is read."""
    told = {key_of(subject): Told(subject) for subject in sorted(subjects, key=lambda each: not isinstance(each, Park))}
    known = [subject for subject in subjects if subject not in created]
    # The newest decision per field stays. Django would build a query about nobody before it found that it asks nothing.
    for review in Review.objects.filter(about(known)).order_by("pk") if known else ():
        decisions = told[review.park_id, review.project_id].decisions
        decisions[review.field] = review
        if review.kind == Review.Kind.WITHDRAWN:
            del decisions[review.field]
    fresh = {key_of(subject) for subject in created}
    ours = [citation for citation in said if (citation.park_id, citation.project_id) in fresh]
    for citation in sorted([*_citations(known), *ours], key=lambda c: (c.article_id, c.start, c.pk)):
        seen = told[citation.park_id, citation.project_id].observations
        seen.setdefault(citation.field, []).append(citation)
    for key, name, value in _lists(known):
        told[key].listed.setdefault(name, []).append(value)
    return list(told.values())


def about(subjects: Collection[Subject]) -> Q:
    """The condition on rows that are about one of these parks and projects."""
    parks = [subject.pk for subject in subjects if isinstance(subject, Park)]
    projects = [subject.pk for subject in subjects if isinstance(subject, Project)]
    if parks and projects:
        return Q(park__in=parks) | Q(project__in=projects)
    return Q(park__in=parks) if parks else Q(project__in=projects)


_Key = tuple[int | None, int | None]


def key_of(subject: Subject) -> _Key:
    """What names a subject among rows about both kinds: its columns park_id and project_id."""
    return (subject.pk, None) if isinstance(subject, Park) else (None, subject.pk)


def _citations(known: Collection[Subject]) -> list[Citation]:
    """The current observations with their articles' heads."""
    if not known:
        return []
    citations = list(Citation.objects.filter(about(known)).current().order_by())
    heads = Article.objects.only("publisher", "published", "url").in_bulk({c.article_id for c in citations})
    for citation in citations:
        citation.article = heads[citation.article_id]
    return citations


def _lists(known: Collection[Subject]) -> Iterable[tuple[_Key, str, Any]]:
    """Key, field and value of every industry and every organisation's part, in order."""
    if not known:
        return
    parks = Park._base_manager.filter(pk__in=[each.pk for each in known if isinstance(each, Park)])
    projects = Project._base_manager.filter(pk__in=[each.pk for each in known if isinstance(each, Project)])
    for pk, code in parks.exclude(industries=None).order_by("pk", "industries").values_list("pk", "industries"):
        yield (pk, None), "industries", code
    for pk, code in projects.exclude(industries=None).order_by("pk", "industries").values_list("pk", "industries"):
        yield (None, pk), "industries", code
    parts = Involvement.objects.filter(about(known)).order_by("organisation__name", "role")
    for park, project, name, role in parts.values_list("park", "project", "organisation__name", "role"):
        yield (park, project), "organisations", {"name": name, "role": role}
