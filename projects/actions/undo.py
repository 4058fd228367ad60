"""Take back what one import added, and nothing that people did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from parks.models import Park
from projects.actions.indexing import index
from projects.actions.log import note
from projects.actions.merge import model_of
from projects.actions.remove import remove
from projects.actions.replaced import give_back, hand_over
from projects.actions.resolve import resolve_all
from projects.actions.review import ALIASES
from projects.actions.stories import let_go
from projects.models import Article, Citation, Deed, ImportRun, Merge, Project, SourceDocument
from projects.models.citation import Subject

_ORIGIN = Citation.Origin


@transaction.atomic
def undo_run(run: ImportRun, *, user: User | None) -> Counter[str]:
    """Remove the run's observations, files, names and records; how many of each.

    What people decided, vouched for, rejected or linked stays, with the article that it stands in. What the run had
    set aside comes back where its words still stand. ValidationError for a run that is at work or undone before.
    """
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.busy:
        raise ValidationError("这个批次正在导入，不能撤销。")
    if run.state == ImportRun.State.UNDONE:
        raise ValidationError("这个批次已经撤销。")
    counts: Counter[str] = Counter()
    touched = _subjects(Citation.objects.filter(Q(run=run) | Q(set_aside_by=run) | Q(replaced__run=run)))
    read = list(SourceDocument.objects.filter(articles__citations__replaced__run=run).values_list("pk", flat=True))
    read += SourceDocument.objects.filter(articles__citations__set_aside_by=run).values_list("pk", flat=True)
    hand_over(run)
    added = Citation.objects.filter(run=run, origin=_ORIGIN.MACHINE, rejected_at=None)
    counts["citations"] = added.count()
    added.delete()
    counts["documents"] = _remove_documents(run)
    counts["restored"] = give_back(run)
    set_aside = run.set_aside.filter(active=False, origin=_ORIGIN.MACHINE, rejected_at=None).select_related("article")
    standing = [citation.pk for citation in set_aside if citation.stands]
    counts["restored"] += Citation.objects.filter(pk__in=standing).update(active=True, set_aside_by=None)
    SourceDocument.objects.filter(pk__in=read).update(extractor_version="")
    counts["names"] = sum(_forget_names(learned) for learned in run.learned)
    left = [subject for subject in touched if not _unfounded(subject)]
    counts["records"] = remove([subject for subject in touched if subject not in left])
    resolve_all(left)
    transaction.on_commit(lambda: index(left))
    run.state = ImportRun.State.UNDONE
    run.save(update_fields=["state"])
    note(user, Deed.Verb.UNDO, run, old=dict(counts))
    return counts


def _subjects(citations: Iterable[Citation]) -> list[Subject]:
    """Parks and projects that these speak of, in the one order in which rows are locked."""
    keys = Citation.objects.filter(pk__in=[citation.pk for citation in citations])
    parks = Park.objects.filter(pk__in=keys.filter(park__isnull=False).order_by().values("park"))
    projects = Project.objects.filter(pk__in=keys.filter(project__isnull=False).order_by().values("project"))
    return [*parks.order_by("pk"), *projects.order_by("pk")]


def _remove_documents(run: ImportRun) -> int:
    """Delete the files that the run brought, but for the articles in which something still stands."""
    articles = Article.objects.filter(document__run=run, citations=None, edited=[])
    let_go(articles)
    articles.delete()
    empty = SourceDocument.objects.filter(run=run, articles=None)
    count = empty.count()
    empty.delete()
    SourceDocument.objects.filter(run=run).update(extractor_version="")
    return count


def _forget_names(learned: dict[str, Any]) -> int:
    """Take the names off that the run gave to a record, unless people have looked at its names since."""
    records: QuerySet[Any] = model_of(learned["kind"])._default_manager.all()
    subject = records.filter(pk=learned["key"]).first()
    if subject is None or subject.reviews.filter(field=ALIASES).exists():
        return 0
    names = set(learned["names"])
    kept = [name for name in subject.aliases if name not in names]
    gone = len(subject.aliases) - len(kept)
    subject.aliases = kept
    subject.save()
    return gone


def _unfounded(subject: Subject) -> bool:
    """Whether neither an article nor a person speaks of a record any more."""
    kind = "park" if isinstance(subject, Park) else "project"
    if subject.withheld or subject.citations.exists() or subject.reviews.exists():
        return False
    if Merge.objects.standing().filter(kind=kind, kept=subject.pk).exists():
        return False
    return not Deed.objects.filter(kind=kind, key=subject.pk).exists()
