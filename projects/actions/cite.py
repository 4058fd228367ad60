"""People link words to facts, and say which of the machine's links do not hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from projects.actions.columns import kind_of
from projects.actions.indexing import index
from projects.actions.log import note
from projects.actions.resolve import resolve
from projects.fields import BY_NAME, normalised
from projects.models import Article, Citation, Deed
from projects.models.citation import Subject, subject_filter


def find_quote(article: Article, quote: str, *, occurrence: int | None = None) -> tuple[int, int]:
    """The span of ``quote`` in the article's cleaned text; its ``occurrence``-th (from 1) where it stands more often.

    Raises ValidationError, in words for the editor, when the quote is not verbatim or not certain.
    """
    starts = _starts(article.text, quote)
    if not starts:
        raise ValidationError("文章中没有与引文逐字相同的文字，请从文章页面复制原文（包括标点）。")
    if occurrence is None and len(starts) > 1:
        raise ValidationError(
            f"这段文字在文章中出现了 {len(starts)} 次，请多选一些上下文，或在“第几处”中填 1 到 {len(starts)}。"
        )
    if occurrence is not None and not 1 <= occurrence <= len(starts):
        raise ValidationError(f"这段文字在文章中只出现了 {len(starts)} 次，没有第 {occurrence} 处。")
    start = starts[(occurrence or 1) - 1]
    return start, start + len(quote)


def _starts(text: str, quote: str) -> list[int]:
    """Where ``quote`` begins, every time, overlaps included."""
    starts: list[int] = []
    at = text.find(quote) if quote.strip() else -1
    while at >= 0:
        starts.append(at)
        at = text.find(quote, at + 1)
    return starts


@transaction.atomic
def cite(
    article: Article,
    start: int,
    end: int,
    *,
    subject: Subject,
    field: str,
    value: Any,
    user: User | None,
    qualifier: str = "exact",
) -> Citation:
    """Link words of an article to a fact of a record.

    Raises ValidationError for a span that holds no words, a field that the record cannot state, and a link that
    exists. One that was set aside or rejected is taken over: now a person vouches for it.
    """
    if not 0 <= start < end <= len(article.text):
        raise ValidationError("所选位置不在文章之内。")
    if field not in BY_NAME or BY_NAME[field].column_of(kind_of(subject)) is None:
        raise ValidationError("这类记录没有这一栏。")
    raw_start, raw_end = article.mapped.map.raw_span(start, end)
    same = {
        **subject_filter(subject),
        "field": field,
        "value": normalised(BY_NAME[field], value),
        "article": article,
        "start": start,
        "end": end,
    }
    citation = Citation.objects.filter(**same).first() or Citation(**same)
    if citation.pk and citation.active:
        raise ValidationError("这处引文已经关联到这条记录的同一栏。")
    citation.raw_start, citation.raw_end = raw_start, raw_end
    citation.quote, citation.qualifier = article.text[start:end], qualifier
    citation.origin, citation.user = Citation.Origin.EDITOR, user
    citation.active, citation.rejected_at, citation.rejected_by = True, None, None
    citation.full_clean()
    citation.save()
    note(user, Deed.Verb.CITE, subject, field=field, new=citation.value, reason=f"“{citation.quote[:200]}”")
    _settle([subject])
    return citation


@transaction.atomic
def reject(citations: Iterable[Citation], *, user: User | None) -> int:
    """Say that these words do not state this: the links stay on file, support nothing, and are not made again."""
    standing = [citation for citation in citations if citation.rejected_at is None]
    for citation in standing:
        citation.active, citation.chosen = False, False
        citation.rejected_at, citation.rejected_by = timezone.now(), user
        citation.save(update_fields=["active", "chosen", "rejected_at", "rejected_by"])
        words = f"“{citation.quote[:200]}”"
        note(user, Deed.Verb.REJECT, citation.subject, field=citation.field, old=citation.value, reason=words)
    _settle(citation.subject for citation in standing)
    return len(standing)


@transaction.atomic
def withdraw(citation: Citation, *, user: User | None = None) -> None:
    """Delete a link that a person made. Raises ValidationError for one of the machine's: reject that.

    One that the machine had found before a person vouched for it is the machine's again.
    """
    if citation.origin != Citation.Origin.EDITOR:
        raise ValidationError("机器抽取的引文不能删除，请改用“标记为不成立”。")
    words = f"“{citation.quote[:200]}”"
    note(user, Deed.Verb.UNCITE, citation.subject, field=citation.field, old=citation.value, reason=words)
    if citation.extractor_version:
        citation.origin, citation.user = Citation.Origin.MACHINE, None
        citation.save(update_fields=["origin", "user"])
    else:
        citation.delete()
    _settle([citation.subject])


def _settle(subjects: Iterable[Subject]) -> None:
    """Choose anew what these records show, in one order for everybody, so that two never wait for each other."""
    touched = sorted(dict.fromkeys(subjects), key=lambda subject: (type(subject).__name__, subject.pk))
    for subject in touched:
        resolve(subject)
    transaction.on_commit(lambda: index(touched))
