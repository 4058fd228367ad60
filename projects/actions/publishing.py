"""What the public sees: every record, but those that a reviewer withheld.

A withheld record has no row in the search index, so lists, counts, sums, feeds and exports do not know of it; its page
says that it was withheld; and no other record points at it. Everything it holds stays, and imports go on feeding it.
"""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from parks.models import Park
from projects.actions.columns import read_anew
from projects.actions.indexing import index
from projects.actions.log import note
from projects.actions.resolve import resolve_all
from projects.models import Deed, Project
from projects.models.citation import Subject


@transaction.atomic
def withhold(subject: Subject, reason: str, *, user: User | None) -> None:
    """Take a record off the site. ValidationError without a reason, and for one that is withheld already."""
    if not reason.strip():
        raise ValidationError("请写明撤下的理由。")
    read_anew(subject)
    if subject.withheld:
        raise ValidationError("这条记录已经撤下。")
    note(user, Deed.Verb.WITHHOLD, subject, reason=reason.strip()[:300])
    _set(subject, reason.strip()[:300])


@transaction.atomic
def publish(subject: Subject, *, user: User | None, reason: str = "") -> None:
    """Put a withheld record back. ValidationError for one that is public."""
    read_anew(subject)
    if not subject.withheld:
        raise ValidationError("这条记录本来就是公开的。")
    note(user, Deed.Verb.PUBLISH, subject, old=subject.withheld, reason=reason[:300])
    _set(subject, "")


def _set(subject: Subject, withheld: str) -> None:
    """Let the records that name this one point at it, or no longer, as :func:`resolve_all` decides."""
    naming = _naming(subject)
    subject.withheld = withheld
    subject.save(update_fields=["withheld", "updated_at"])
    resolve_all(naming)
    transaction.on_commit(lambda: index([subject, *naming]))


def _naming(subject: Subject) -> list[Subject]:
    """Records that point at this one, or would if it were public: told of in its articles, or decided by people."""
    articles = subject.citations.values("article")
    if isinstance(subject, Park):
        parks = Park.objects.filter(Q(parent=subject) | _named("park", subject, articles)).exclude(pk=subject.pk)
        projects = Project.objects.filter(Q(park=subject) | _named("park", subject, articles))
        return [*parks.distinct().order_by("pk"), *projects.distinct().order_by("pk")]
    phases = Project.objects.filter(Q(phase_of=subject) | _named("phase_of", subject, articles))
    return list(phases.exclude(pk=subject.pk).distinct().order_by("pk"))


def _named(field: str, subject: Subject, articles: object) -> Q:
    told = Q(citations__field=field, citations__active=True, citations__article__in=articles)
    return told | Q(reviews__field=field, reviews__new__id=subject.pk)
