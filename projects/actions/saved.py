"""Everything that is written about saved searches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from projects.models import SavedSearch
from projects.news import Moment

#: Searches of one person.
MOST = 50
#: Characters of a query string; an index holds it.
LONGEST = 2000
#: With the number of a person, the lock that one mail at a time is made for them under.
_LOCK = 0x6B6D
_DAYS = {SavedSearch.Frequency.DAILY: 1, SavedSearch.Frequency.WEEKLY: 7}


@transaction.atomic
def save_search(*, user: User, name: str, scope: str, query: str, frequency: str) -> SavedSearch:
    """Keep a search; what is there already is no news of it. ValidationError in words for what cannot be kept."""
    if len(query) > LONGEST:
        raise ValidationError("检索条件太长，无法保存，请减少条件。")
    User.objects.select_for_update().get(pk=user.pk)  # two clicks at once make one search, not fifty-one
    mine = SavedSearch.objects.filter(user=user)
    if mine.filter(scope=scope, query=query).exists():
        raise ValidationError("这个检索已经保存过了。")
    if mine.count() >= MOST:
        raise ValidationError(f"最多保存 {MOST} 个检索，请先删除不用的。")
    now = Moment.now()
    saved = SavedSearch(
        user=user, name=_named(name), scope=scope, query=query, frequency=frequency,
        seen=now.to_json(), before=now.to_json(), checked_at=now.at,
    )  # fmt: skip
    saved.full_clean(exclude=["user"])
    saved.save()
    return saved


def change_search(saved: SavedSearch, *, name: str, frequency: str) -> None:
    """Another name, another rhythm. ValidationError for a name or rhythm that cannot be."""
    saved.name, saved.frequency = _named(name), frequency
    saved.clean_fields(exclude=["user"])
    saved.save(update_fields=["name", "frequency"])


def pause_search(saved: SavedSearch) -> None:
    """No more mail of it, until it is resumed."""
    SavedSearch.objects.filter(pk=saved.pk).update(paused=True)


def pause_all(user: User) -> None:
    """No more mail to this person."""
    SavedSearch.objects.filter(user=user).update(paused=True)


def resume_search(saved: SavedSearch) -> None:
    """Mail again, of what is new from now on: nobody who comes back wants all that they had asked not to get."""
    now = Moment.now().to_json()
    SavedSearch.objects.filter(pk=saved.pk, paused=True).update(paused=False, seen=now, before=now)


def forget_search(saved: SavedSearch) -> None:
    """Delete it."""
    SavedSearch.objects.filter(pk=saved.pk).delete()


def _named(name: str) -> str:
    name = " ".join(name.replace("\0", "").split())[:80]
    if not name:
        raise ValidationError("请填写名称。")
    return name


def people_due(frequency: str | None, now: datetime) -> list[int]:
    """The keys of those whose mail is due; see :func:`claimed`."""
    return sorted({saved.user_id for saved in SavedSearch.objects.running() if _due(saved, frequency, now)})


@contextmanager
def claimed(user: int, frequency: str | None, now: datetime) -> Iterator[list[SavedSearch]]:
    """The searches of one person that are due, nobody else's until the block ends: two senders never send one mail twice.

    Empty where another sender is at work on them. Those of ``frequency``, or without one all whose day has come. What
    the block has remembered stands if it ends well; if it doesn't, the same news are sent again.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, user % 2**31])
            (free,) = cursor.fetchone()
        searches = SavedSearch.objects.running().filter(user=user) if free else SavedSearch.objects.none()
        yield [saved for saved in searches.select_related("user") if _due(saved, frequency, now)]


def _due(saved: SavedSearch, frequency: str | None, now: datetime) -> bool:
    if frequency:
        return saved.frequency == frequency
    days = _DAYS[SavedSearch.Frequency(saved.frequency)]
    return timezone.localdate(now) - timezone.localdate(saved.checked_at) >= timedelta(days=days)


def remember(saved: SavedSearch, until: Moment, *, mailed: bool) -> None:
    """All up to a moment is told. The start of the last mail is kept, so that its news can still be looked at."""
    told = {"before": saved.seen, "mailed_at": until.at} if mailed else {}
    SavedSearch.objects.filter(pk=saved.pk).update(seen=until.to_json(), checked_at=until.at, **told)
