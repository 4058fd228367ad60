"""Make two records one, and two again; remember which ones are not the same.

What was said of the record that goes is said of the one that stays: citations keep their article and their words,
decisions keep their order. Everything is kept as it was in :attr:`Merge.before`.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from parks.models import Park
from projects.actions.columns import kind_of, read_anew
from projects.actions.indexing import index
from projects.actions.log import note
from projects.actions.resolve import resolve
from projects.actions.snapshot import industry_rows, put_back, record_rows, rows, same_but_time
from projects.models import Article, Candidate, Citation, Deed, Distinct, ImportRun, Merge, Project, Review
from projects.models.citation import Subject, subject_filter

#: Columns by which other records point at a park or a project.
_POINTERS: dict[str, tuple[tuple[type[Subject], str], ...]] = {
    "park": ((Park, "parent"), (Project, "park")),
    "project": ((Project, "phase_of"),),
}

#: What the judgement of a person on a citation consists of.
_JUDGEMENT = ("origin", "user_id", "active", "rejected_at", "rejected_by_id")


def model_of(kind: str) -> type[Subject]:
    """ "park" or "project" → the model."""
    return Park if kind == "park" else Project


def members(kind: str, pk: int) -> set[int]:
    """The keys of all records that live on in this one, itself included."""
    inside, fresh = {pk}, [pk]
    while fresh:
        fresh = list(Merge.objects.standing().filter(kind=kind, kept__in=fresh).values_list("gone", flat=True))
        inside.update(fresh)
    return inside


def set_apart_from(kind: str, pk: int) -> set[int]:
    """The records of which a person said that they are not this one, wherever both live on by now."""
    ours = members(kind, pk)
    judged = Distinct.objects.filter(Q(one__in=ours) | Q(other__in=ours), kind=kind).values_list("one", "other")
    return {Merge.objects.home_of(kind, key) for pair in judged for key in pair if key not in ours}


@transaction.atomic
def merge(kept: Subject, gone: Subject, *, user: User | None, reason: str = "") -> Merge:
    """Let ``gone`` live on in ``kept``. ValidationError for two kinds of record, one record, and two judged different."""
    kind = _refuse(kept, gone)
    for subject in sorted((kept, gone), key=lambda each: each.pk):
        read_anew(subject)
    moved, altered = _movable(kept, gone)
    reviews = list(Review.objects.about(gone).exclude(field="name").values_list("pk", flat=True))
    added = [name for name in gone.names if name not in kept.names]
    record = Merge.objects.create(
        kind=kind, kept=kept.pk, kept_name=kept.name, gone=gone.pk, gone_name=gone.name, gone_keys=gone.match_keys,
        gone_region=gone.region_id or "", gone_articles=list(gone.citations.values_list("article", flat=True).distinct()),
        reason=reason, user=user,
        before={
            "kept": record_rows(kept), "gone": record_rows(gone), "aliases": added,
            "moved": moved, "reviews": reviews, "altered": [pk for pk, _ in altered],
            "altered_rows": rows(Citation.objects.filter(pk__in=[pk for pk, _ in altered])),
            "citations": rows(gone.citations.exclude(pk__in=moved)),
            "other_reviews": rows(Review.objects.about(gone).exclude(pk__in=reviews)),
            "pointers": _pointers(kind, kept, gone),
        },
    )  # fmt: skip
    Citation.objects.filter(pk__in=moved).update(**subject_filter(kept))
    Review.objects.filter(pk__in=reviews).update(**subject_filter(kept))
    for pk, judgement in altered:
        Citation.objects.filter(pk=pk).update(**judgement)
    _point(record.before["pointers"], kept.pk)
    Candidate.objects.filter(Q(one=gone.pk) | Q(other=gone.pk), kind=kind).delete()
    model_of(kind)._base_manager.filter(pk=gone.pk).delete()
    kept.refresh_from_db()
    kept.aliases = [*kept.aliases, *added]
    kept.save()
    _settle(kept)
    note(user, Deed.Verb.MERGE, kept, new=record.gone_name, reason=reason)
    return record


def _refuse(kept: Subject, gone: Subject) -> str:
    if kept == gone:
        raise ValidationError("请选择两条不同的记录。")
    if kind_of(kept) != kind_of(gone):
        raise ValidationError("园区、项目与批次只能与同类合并。")
    if bool(kept.withheld) != bool(gone.withheld):
        raise ValidationError("一条已撤下，另一条是公开的：请先恢复公开或一并撤下，再合并。")
    kind = "park" if isinstance(kept, Park) else "project"
    if gone.pk in set_apart_from(kind, kept.pk):
        raise ValidationError("这两条（或已并入其中的记录）曾被判为不同，不能合并；如判断有误，请先撤销“判为不同”。")
    return kind


def _movable(kept: Subject, gone: Subject) -> tuple[list[int], list[tuple[int, dict[str, Any]]]]:
    """Citations that move; and of those that both have, the judgement that a person made on the one that goes."""
    same = {_words(citation): citation for citation in kept.citations.all()}
    moved: list[int] = []
    altered: list[tuple[int, dict[str, Any]]] = []
    for citation in gone.citations.all():
        twin = same.get(_words(citation))
        if twin is None:
            moved.append(citation.pk)
        elif _judged(citation) and not _judged(twin):
            altered.append((twin.pk, {column: getattr(citation, column) for column in _JUDGEMENT}))
    return moved, altered


def _words(citation: Citation) -> tuple[Any, ...]:
    return citation.field, citation.article_id, citation.start, citation.end, repr(citation.value)


def _judged(citation: Citation) -> bool:
    return citation.origin == Citation.Origin.EDITOR or citation.rejected_at is not None


def _pointers(kind: str, kept: Subject, gone: Subject) -> list[dict[str, Any]]:
    """Which rows point at ``gone``; ``kept`` itself does not turn to itself."""
    found = []
    for model, column in _POINTERS[kind]:
        keys = model._base_manager.filter(**{column: gone.pk}).values_list("pk", flat=True)
        own = kept.pk if model is type(kept) else None
        found.append({"model": model._meta.model_name, "column": column, "keys": [pk for pk in keys if pk != own]})
    return found


def _point(pointers: list[dict[str, Any]], at: int, *, only: int | None = None) -> None:
    for pointer in pointers:
        pointing = model_of(pointer["model"])._base_manager.filter(pk__in=pointer["keys"])
        if only is not None:
            pointing = pointing.filter(**{pointer["column"]: only})
        pointing.update(**{pointer["column"]: at})


@transaction.atomic
def unmerge(record: Merge, *, user: User | None) -> Subject:
    """Make two of one again: the record that went, as it was. What was added since stays with the one that was kept.

    ValidationError when it was undone before, or when the kept record has itself gone into another: undo that first.
    """
    record = Merge.objects.select_for_update().get(pk=record.pk)
    if record.undone_at:
        raise ValidationError("这次合并已经撤销。")
    kept = model_of(record.kind).objects.filter(pk=record.kept).first()
    if kept is None:
        raise ValidationError("保留的记录后来又并入了别的记录，请先撤销那一次合并。")
    read_anew(kept)
    before = record.before
    put_back(before["gone"]["record"])
    gone = model_of(record.kind).objects.get(pk=record.gone)
    put_back([*before["gone"]["industries"], *before["gone"]["involvements"]])
    here, there = subject_filter(kept), subject_filter(gone)
    Citation.objects.filter(pk__in=before["moved"], **here).update(**there)
    Review.objects.filter(pk__in=before["reviews"], **here).update(**there)
    put_back(_possible(before["citations"]))
    put_back(before["other_reviews"])
    present = set(Citation.objects.filter(pk__in=before["altered"], **here).values_list("pk", flat=True))
    put_back(_possible([row for row in before["altered_rows"] if row["pk"] in present]))
    _point(before["pointers"], gone.pk, only=kept.pk)
    record.undone_at, record.undone_by = timezone.now(), user
    record.save(update_fields=["undone_at", "undone_by"])
    _as_it_was(kept, before)
    _settle(gone)
    note(user, Deed.Verb.UNMERGE, kept, old=record.gone_name)
    return gone


def _possible(kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Citations whose article is still there; a run that was deleted is forgotten."""
    articles = set(
        Article.objects.filter(pk__in={row["fields"]["article"] for row in kept}).values_list("pk", flat=True)
    )
    runs = set(ImportRun.objects.filter(pk__in={row["fields"]["run"] for row in kept}).values_list("pk", flat=True))
    possible = [row for row in kept if row["fields"]["article"] in articles]
    for row in possible:
        if row["fields"]["run"] not in runs:
            row["fields"]["run"] = None
    return possible


def _as_it_was(kept: Subject, before: dict[str, Any]) -> None:
    """Take the learned names off again and choose anew; exactly the old rows where nothing else has changed since."""
    added = set(before["aliases"])
    kept.aliases = [name for name in kept.aliases if name not in added]
    kept.save()
    pointer = "parent" if isinstance(kept, Park) else "phase_of"
    setattr(kept, f"{pointer}_id", before["kept"]["record"][0]["fields"][pointer])
    kept.save(update_fields=[pointer])
    _settle(kept)
    now = record_rows(kept)
    if all(same_but_time(now[name], before["kept"][name]) for name in before["kept"]):
        industry_rows(kept).delete()
        kept.involvements.all().delete()
        for name in ("record", "industries", "involvements"):
            put_back(before["kept"][name])


def _settle(subject: Subject) -> None:
    resolve(subject)
    transaction.on_commit(lambda: index([subject]))


@transaction.atomic
def set_apart(one: Subject, other: Subject, *, user: User | None, reason: str = "") -> Distinct:
    """Remember that two records are not the same. ValidationError for one record and for two kinds."""
    if one == other or type(one) is not type(other):
        raise ValidationError("请选择两条不同的同类记录。")
    first, second = sorted((one, other), key=lambda each: each.pk)
    kind = "park" if isinstance(one, Park) else "project"
    Candidate.objects.filter(kind=kind, one=first.pk, other=second.pk).delete()
    judged, _ = Distinct.objects.get_or_create(
        kind=kind, one=first.pk, other=second.pk,
        defaults={"names": f"{first.name} ≠ {second.name}", "reason": reason, "user": user},
    )  # fmt: skip
    note(user, Deed.Verb.APART, first, new=second.name, reason=reason)
    return judged
