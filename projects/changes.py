"""Recent changes: what newer articles and editors changed, and what imports brought, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Literal

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from parks.models import Park
from projects.fields import BY_NAME, Field
from projects.models import Citation, ImportRun, Project, Review
from projects.models.citation import CitationQuerySet, Subject
from projects.values import show

#: So many of each kind are read; older ones wait on the next page.
PER_KIND = 40
#: Only so many of the newest observations are looked through.
WINDOW = 20_000

ChangeKind = Literal["editor", "article", "import"]


@dataclass(frozen=True, slots=True)
class Change:
    """One event: a value that an editor or a newer article changed, or an import (then without a record).

    ``key`` names it for good: "editor/12".
    """

    kind: ChangeKind
    key: str
    at: datetime
    record: Subject | None = None
    label: str = ""
    old: str = ""
    new: str = ""
    note: str = ""
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """The changes of one day, in the site's time zone."""

    day: date
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of changes; ``older`` is the moment where the next page begins, None at the end."""

    days: list[Day]
    older: datetime | None


def changes(before: datetime | None = None) -> Changes:
    """What changed before a moment (now), in a fixed number of queries."""
    until = Q(created_at__lt=before) if before else Q()
    started = Q(started_at__lt=before) if before else Q()
    public = Q(project__withheld="") | Q(park__withheld="")
    kinds = [
        list(_decisions(Review.objects.filter(until, public))),
        list(_corrections(Citation.objects.filter(until, public))),
        list(_imports(ImportRun.objects.filter(started))),
    ]
    # A kind that is cut off says nothing of what is older than its last row, so the page ends there for all.
    cuts = [each[-1].at for each in kinds if len(each) >= PER_KIND]
    older = max(cuts, default=None)
    shown = sorted((each for kind in kinds for each in kind if older is None or each.at >= older), key=_newest)
    return Changes([Day(day, list(found)) for day, found in groupby(shown, _day)], older)


def _newest(change: Change) -> float:
    return -change.at.timestamp()


def _day(change: Change) -> date:
    return timezone.localtime(change.at).date()


def _decisions(reviews: QuerySet[Review]) -> Iterator[Change]:
    rows = list(reviews.select_related("park", "project").order_by("-created_at", "-pk")[:PER_KIND])
    hidden = _hidden(rows)
    for each in rows:
        if any((each.field, key) in hidden for key in _named(each)):
            continue  # the record it names was withheld
        subject = each.park or each.project
        if subject and (known := BY_NAME.get(each.field)):
            old, new = (_words(subject, known, value) for value in (each.old, each.new))
            note = "；".join(filter(None, [_(each.get_kind_display()), each.reason]))
            yield Change("editor", f"editor/{each.pk}", each.created_at, subject, known.label, old, new, note)


def _named(review: Review) -> list[int]:
    """The keys of the parks or projects that the values of a decision are."""
    return [value["id"] for value in (review.old, review.new) if isinstance(value, dict) and "id" in value]


def _hidden(reviews: Sequence[Review]) -> set[tuple[str, int]]:
    """Field and key of those that decisions name and reviewers withheld."""
    found: set[tuple[str, int]] = set()
    for field, model in (("park", Park), ("phase_of", Project)):
        if keys := {key for each in reviews if each.field == field for key in _named(each)}:
            withheld = model._default_manager.filter(pk__in=keys).exclude(withheld="")
            found |= {(field, key) for key in withheld.values_list("pk", flat=True)}
    return found


def _corrections(citations: CitationQuerySet) -> Iterator[Change]:
    """Values in force that were told later than another article's value: the record has moved."""
    same = Q(park=OuterRef("park")) | Q(project=OuterRef("project"))
    earlier = Citation.objects.filter(same, field=OuterRef("field"), created_at__lt=OuterRef("created_at"))
    earlier = earlier.exclude(value=OuterRef("value")).exclude(article=OuterRef("article"))
    earlier = earlier.filter(rejected_at__isnull=True)
    single = [name for name, each in BY_NAME.items() if not each.many and name != "name"]
    newest = Citation.objects.aggregate(newest=Max("pk"))["newest"] or 0
    moved = (
        citations.current()
        .filter(pk__gt=newest - WINDOW)
        .filter(chosen=True, field__in=single, origin=Citation.Origin.MACHINE)
    )
    moved = moved.filter(Exists(earlier)).annotate(
        before=Subquery(earlier.order_by("-created_at", "-pk").values("value")[:1])
    )
    rows = moved.select_related("park", "project", "article").defer("article__text", "article__offsets")
    seen: set[tuple[Subject, str]] = set()
    for each in rows.order_by("-created_at", "-pk")[:PER_KIND]:
        if (each.subject, each.field) in seen:
            continue  # an article often says the same in several places
        seen.add((each.subject, each.field))
        known = BY_NAME[each.field]
        old, new = (_words(each.subject, known, value) for value in (each.before, each.value))
        if old != new:
            yield Change(
                "article", f"article/{each.pk}", each.created_at, each.subject, known.label, old, new, "", each
            )


def _imports(runs: QuerySet[ImportRun]) -> Iterator[Change]:
    """Imports that brought something."""
    counted = runs.annotate(articles=Count("documents__articles")).filter(articles__gt=0)
    for each in counted.order_by("-started_at", "-pk")[:PER_KIND]:
        yield Change(
            "import",
            f"import/{each.pk}",
            each.started_at,
            label=str(each),
            note=_("收录文章 %(n)s 篇") % {"n": f"{each.articles:,}"},
        )


def _words(subject: Subject, field: Field, value: Any) -> str:
    """A value in words, several joined; "" for none."""
    if value in (None, "", []):
        return ""
    values = value if isinstance(value, list) else [value]
    return "、".join(show(subject, field, each).text for each in values)
