"""Reprints of one story: found when they come in, put right by people, and counted as one source.

Of the articles that tell a story in the same words the one that was stored first is its head; the others point at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from kbase.text.reprints import is_reprint, sketch
from projects.actions.indexing import index
from projects.actions.log import note
from projects.models import Article, Citation, Deed

#: The name under which ``Article.edited`` remembers that people decided.
_COLUMN = "story"

#: Hashes that a text shares with one of which it could be a reprint, and such texts that are read.
_SHARED, _READ = 8, 8

#: Articles that :func:`group_all` settles at once.
BATCH = 200


class _Shared(Func):
    """How many elements two arrays have in common."""

    template = "cardinality(ARRAY(SELECT unnest(%(expressions)s)))"
    arg_joiner = ") INTERSECT SELECT unnest("
    output_field = IntegerField()


def group(articles: Iterable[Article]) -> list[Article]:
    """Let each of these articles point at the story that it reprints, if it does; those of which that changed.

    What people decided stays, and so does a story to which others have joined.
    """
    changed = []
    for article in articles:
        if _COLUMN in article.edited or article.reprints.exists():
            continue
        head = _reprinted(article)
        if article.story_id != (head.pk if head else None):
            article.story = head
            article.save(update_fields=["story"])
            changed.append(article)
    return changed


def _reprinted(article: Article) -> Article | None:
    """The head of the story that an earlier article told in the same words."""
    if not article.sketch:
        return None
    sought = Cast(Value(article.sketch), ArrayField(IntegerField()))
    alike = (
        Article.objects.filter(sketch__overlap=article.sketch, pk__lt=article.pk)
        .annotate(shared=_Shared(F("sketch"), sought))
        .filter(shared__gte=min(_SHARED, len(article.sketch)))
        .order_by("-shared", "pk")
        .select_related("story")
        .defer("offsets", "story__text", "story__offsets")
    )
    return next((each.story or each for each in alike[:_READ] if is_reprint(article.text, each.text)), None)


@transaction.atomic
def join(articles: Sequence[Article], *, user: User | None) -> Article:
    """Make one story of the stories of these articles; its head. ValidationError where they are one already.

    No import parts them again, nor joins others of them elsewhere.
    """
    whole = _story(articles)
    head = min(whole, key=lambda each: each.pk)
    if len({each.told_first for each in whole}) < 2:
        raise ValidationError("请选择两篇以上、还不属于同一报道的文章。")
    _point(whole, head)
    for article in whole:
        if article != head:
            note(user, Deed.Verb.STORY, article, field=_COLUMN, new=head.heading)
    _reindex(whole)
    return head


@transaction.atomic
def part(articles: Sequence[Article], *, user: User | None) -> int:
    """Let each of these articles be a story of its own; how many were not. No import joins them again."""
    whole = _story(articles)
    apart = [each for each in whole if each in articles and (each.story_id or each.reprints.exists())]
    if not apart:
        raise ValidationError("所选文章本来就各自独立。")
    _release(apart)
    Article.objects.filter(pk__in=[each.pk for each in apart]).update(story=None)
    for article in whole:
        _decided(article)
    for article in apart:
        note(user, Deed.Verb.STORY, article, field=_COLUMN, old="转载")
    _reindex(whole)
    return len(apart)


def let_go(articles: QuerySet[Article]) -> None:
    """Before articles are deleted: their reprints follow the oldest of those that stay."""
    _release(list(articles.filter(reprints__isnull=False).distinct().only("pk")))


def group_all() -> Iterator[int]:
    """Look at every article in turn, those stored before reprints were known too; yields how many of each batch joined."""
    last = 0
    while batch := list(Article.objects.filter(pk__gt=last).order_by("pk").defer("offsets")[:BATCH]):
        with transaction.atomic():
            for article in batch:
                article.sketch = sketch(article.text)
            Article.objects.bulk_update(batch, ["sketch"])
            changed = group(batch)
            _reindex(changed)
        yield len(changed)
        last = batch[-1].pk


def _story(articles: Iterable[Article]) -> list[Article]:
    """These articles with all others of their stories, locked."""
    heads = {article.told_first for article in articles}
    rows = Article.objects.select_for_update(of=("self",)).filter(Q(pk__in=heads) | Q(story__in=heads))
    return list(rows.order_by("pk").defer("offsets"))


def _release(leaving: Sequence[Article]) -> None:
    """Give the reprints of each of these a new head: the oldest of them that is not leaving too."""
    gone = [each.pk for each in leaving]
    for article in leaving:
        heirs = list(article.reprints.exclude(pk__in=gone).order_by("pk").values_list("pk", flat=True))
        if heirs:
            Article.objects.filter(pk__in=heirs).update(story=Case(When(pk=heirs[0], then=None), default=heirs[0]))


def _point(articles: Iterable[Article], head: Article) -> None:
    for article in articles:
        article.story = None if article == head else head
        article.save(update_fields=["story"])
        _decided(article)


def _decided(article: Article) -> None:
    """Remember that people looked at the story of an article."""
    article.edited = sorted({*article.edited, _COLUMN})
    article.save(update_fields=["edited"])


def _reindex(articles: Iterable[Article]) -> None:
    """Count the sources of the records anew that these articles tell of."""
    told = Citation.objects.current().filter(article__in=list(articles)).select_related("park", "project")
    subjects: dict[Any, None] = dict.fromkeys(citation.subject for citation in told)
    transaction.on_commit(lambda: index(list(subjects)))
