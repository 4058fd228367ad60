"""Mail with what is new in saved searches: one per person, sent at least once, by one sender at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from projects.actions.saved import claimed, people_due, remember
from projects.collections import COLLECTIONS, conditions, mistakes
from projects.models import SavedSearch
from projects.news import Moment, news
from projects.search import RecordSearch
from projects.telling import Told, tell

logger = logging.getLogger(__name__)

#: Records of one search in a mail; how many more there are is told, with the page that has them all.
MOST = 50
_SALT = "projects.digests"
_NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"


class NotConfigured(Exception):
    """Nothing can be sent: the message says in Chinese what is missing."""


@dataclass(slots=True)
class Report:
    """Mails sent, people of whose searches there was nothing to tell, and those whose mail could not be sent."""

    sent: int = 0
    quiet: int = 0
    failed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Section:
    """The news of one search: the first of them, how many there are, and what was asked."""

    saved: SavedSearch
    conditions: str
    url: str
    records: list[Told]
    total: int
    stop_url: str

    @property
    def further(self) -> int:
        """How many are not listed."""
        return self.total - len(self.records)


def send_digests(
    frequency: str | None = None,
    *,
    dry_run: bool = False,
    now: datetime | None = None,
    say: Callable[[str], None] = lambda _text: None,
) -> Report:
    """Send to everyone whose day has come, or to all of a frequency, what is new since their last mail.

    NotConfigured without a server to send by and an address for the links. A dry run tells, sends and remembers nothing.
    """
    _check_settings(dry_run=dry_run)
    now = now or timezone.now()
    report = Report()
    for user in people_due(frequency, now):
        try:
            _send_one(user, frequency, now, report, say, dry_run=dry_run)
        except Exception as error:  # whatever went wrong with one mail, the others are sent
            logger.exception("cannot send the digest of user %s", user)
            report.failed.append(f"{User.objects.get(pk=user)}：{error or type(error).__name__}")
    return report


def _check_settings(*, dry_run: bool) -> None:
    if not settings.SITE_URL:
        raise NotConfigured("未设置 KBASE_SITE_URL（本站网址，如 https://kb.example.cn），邮件中的链接无从写起。")
    if settings.EMAIL_BACKEND == _NO_MAIL and not dry_run:
        raise NotConfigured("未设置 EMAIL_URL（发信服务器），无法发送邮件。说明见 .env.example。")


def _send_one(
    user: int, frequency: str | None, now: datetime, report: Report, say: Callable[[str], None], *, dry_run: bool
) -> None:
    """Send, then remember: a crash in between sends the same news again rather than never."""
    with claimed(user, frequency, now) as due:
        searches = [
            saved for saved in due if not mistakes(_search(saved))
        ]  # /saved/ says what is wrong with the others
        until = Moment.now()
        sections = {saved.pk: section for saved in searches if (section := _section(saved, until))}
        if sections:
            message = compose(searches[0].user, list(sections.values()))
            say(f"{message.to[0]}：{message.subject}")
            if not dry_run:
                message.send()
            report.sent += 1
        elif searches:
            report.quiet += 1
        for saved in searches if not dry_run else ():
            remember(saved, until, mailed=saved.pk in sections)


def _search(saved: SavedSearch) -> RecordSearch:
    return COLLECTIONS[saved.scope].search(saved.query)


def _section(saved: SavedSearch, until: Moment) -> Section | None:
    since, search = Moment.from_json(saved.seen), _search(saved)
    rows = news(search.rows, since, until).defer("vector", "folded_names")
    records = tell(list(rows[:MOST]), since.at)
    if not records:
        return None
    url = COLLECTIONS[saved.scope].url(saved.query)
    return Section(saved, conditions(search), url, records, rows.count(), stop_url("search", saved.pk))


def compose(user: User, sections: Sequence[Section]) -> EmailMultiAlternatives:
    """The mail: text and HTML, with a way to end it that needs no password (RFC 8058)."""
    total = sum(section.total for section in sections)
    stop = stop_url("user", user.pk)
    context = {"sections": sections, "site": settings.SITE_URL, "stop_url": stop, "total": total}
    names = "、".join(section.saved.name for section in sections)
    message = EmailMultiAlternatives(
        subject=f"园区知识库：{names[:60]}有 {total} 条新内容",
        body=render_to_string("follow/digest.txt", context),
        to=[user.email],
        headers={
            "List-Unsubscribe": f"<{settings.SITE_URL}{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string("follow/digest.html", context), "text/html")
    return message


Target = Literal["user", "search"]


def stop_url(what: Target, key: int) -> str:
    """The path that ends all mail to a person, or that of one search, for whoever holds the mail."""
    return reverse("saved:stop", args=[signing.dumps([what, key], salt=_SALT)])


def read_stop(token: str) -> tuple[Target, int] | None:
    """What a token of :func:`stop_url` is for; None for any other text."""
    try:
        what, key = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return what, key
