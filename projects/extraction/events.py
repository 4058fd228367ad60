"""Dates of starting and completing: a date and the verb of stage that it belongs to.

「观海园已于2023年12月开工」 → started_on 2023-12; 「预计今年3月部分交付」 → completes_on. A date without such a verb is
nobody's start.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from projects.extraction.records import Mention

_FIELDS = {"event:start": "started_on", "event:end": "completes_on"}
_STOP = re.compile(r"[。；;！？!?\n]")
#: 「成立于2009年」 is the date of an institution, not of what it later builds.
_FOUNDED_BEFORE = re.compile(r"(?:成立|始建|创建|创立|设立|组建|创办)[于在]?$")
_FOUNDED_BEHIND = re.compile(r"[，,]?(?:正式)?(?:成立|创立|创办|注册|获批|被(?:认定|批准|评))")
#: 「昨日宣布」, 「记者近日获悉」 date the news, not what it tells.
_REPORTED = re.compile(
    r"[，,]?[^，,。；;、]{0,14}?(?:宣布|获悉|透露|介绍|公布|发布公告|披露|表示|报道|消息|从[^，,。；;]{2,20}?(?:获悉|了解到)|公告|会见|走访|调研|召开|发布(?!会))"
)
#: 「2023年首批50个重大项目」, 「2024年第二次集中开工活动」 are names.
_IN_NAME = re.compile(
    "(?:[首第][一二三四五六七八九十0-9]*[次轮期](?!工程)|[首第][一二三四五0-9]?批|度?重[点大]|新建|省级?重|市级?重)"
)
_CLAUSE = re.compile("[，,；;：:]")
#: 「4月2日举行集中开工仪式」 dates what the article then tells of it: 「此次开工项目5个」, 「还集中投产3个项目」.
_CEREMONY = re.compile(
    "仪式|活动|典礼|大会|推进会|集中(?:开工|竣工|投产|动工|开竣工)|项目(?:开工|奠基|投产|竣工)(?=[。，,])"
)
_OF_CEREMONY = re.compile(
    '(?:此次|这次|本次|本批|此批|活动|仪式|当天|当日|现场|会场|共|集中|同时)[^，,。；;、]{0,12}$|(?:^|[，,。；;、：:(（“”"\n]|其中)$'
)
_TOGETHER = re.compile("[集新同]")
_COUNTED = re.compile("[^，,。；;、]{0,8}?(?:项目[有共达]{0,2}[0-9]|[0-9]+[多余]?[个家]|项目(?:包括|有|为|是|分别))")
_REACH = 60
_REACH_BACK = 4


def find(
    text: str, dates: Sequence[Mention], stages: Sequence[Mention], published: str | None = None
) -> Iterator[Mention]:
    """started_on and completes_on for the ``dates`` and ``stages`` of a text (from ``dates.find``, ``stages.find``).

    The mention's span holds the date and its verb, so that the citation shows both. What a ceremony is said of later
    (「此次开工项目5个」) has the ceremony's span and its own verb as anchor, and the flag ``ceremony``; a ceremony
    without a day (「62个项目集中开工」) is news, of the month in which it was ``published``, and has the flag ``undated``.
    """
    dated = list(_dated(text, dates, stages))
    yield from dated
    taken = {event.anchor for event in dated}
    carried = list(_of_ceremonies(text, list(_ceremonies(text, dates)), taken, stages))
    yield from carried
    if published and not carried:
        yield from _undated(published, taken, stages)


def _undated(published: str, taken: Set[tuple[int, int] | None], stages: Sequence[Mention]) -> Iterator[Mention]:
    """「62个项目集中开工」 where no day is told."""
    for verb in stages:
        field = _field(verb)
        if field and verb.cue.startswith("集中") and "future" not in verb.flags and (verb.start, verb.end) not in taken:
            yield replace(verb, field=field, value=published[:7], flags=verb.flags | {"undated"})


def _ceremonies(text: str, dates: Sequence[Mention]) -> Iterator[Mention]:
    """Days (or 「近日」) on which something was held, up to the word that says so."""
    for date in dates:
        if len(str(date.value)) < len("2024-01") or date.flags & {"future", "since", "before"} or _is_told(text, date):
            continue
        stop = _STOP.search(text, date.end, date.end + _REACH)
        held = _CEREMONY.search(text, date.end, stop.start() if stop else date.end + _REACH)
        if held:
            yield replace(date, end=held.end())


def _of_ceremonies(
    text: str, held: Sequence[Mention], taken: Set[tuple[int, int] | None], stages: Sequence[Mention]
) -> Iterator[Mention]:
    """The date of the last ceremony for the verbs that speak of it without a date of their own."""
    at = 0
    for verb in stages:
        while at < len(held) and held[at].start <= verb.start:
            at += 1
        field = _field(verb)
        if not at or not field or "future" in verb.flags or (verb.start, verb.end) in taken:
            continue
        before = text[max(0, verb.start - 14) : verb.start]
        counted = _COUNTED.match(text, verb.end) and (_TOGETHER.match(verb.cue) or _OF_CEREMONY.search(before))
        if counted or _CEREMONY.match(text[verb.end : verb.end + 4].lstrip(")）")) or _CEREMONY.match(verb.cue):
            day = held[at - 1]
            flags = day.flags | verb.flags | {"ceremony"}
            yield replace(day, field=field, anchor=(verb.start, verb.end), cue=verb.cue, flags=flags)


def _dated(text: str, dates: Sequence[Mention], stages: Sequence[Mention]) -> Iterator[Mention]:
    """Verbs with a date of their own."""
    verbs = [(stage, _field(stage)) for stage in stages if _field(stage)]
    at = 0
    for i, date in enumerate(dates):
        if any(flag.startswith("excluded") for flag in date.flags) or "since" in date.flags:
            continue
        if _is_told(text, date) or _IN_NAME.match(text, date.end):
            continue
        limit = _limit(text, date, dates[i + 1 :])
        while at < len(verbs) and verbs[at][0].start < date.start - _REACH_BACK - 6:
            at += 1
        for verb, field in verbs[at:]:
            if verb.start >= limit:
                break
            behind = verb.end <= date.start and re.fullmatch(r"(?:时间)?[于在为]?", text[verb.end : date.start])
            if verb.start < date.end and not behind:
                continue
            flags = date.flags | verb.flags
            yield replace(
                date,
                field=field,
                start=min(date.start, verb.start),
                end=max(date.end, verb.end),
                cue=verb.cue,
                flags=flags,
                anchor=(verb.start, verb.end),
            )
            break


def _is_told(text: str, date: Mention) -> bool:
    """Whether it is the day of a report or of an institution's beginning."""
    founded = _FOUNDED_BEFORE.search(text[max(0, date.start - 6) : date.start]) or _FOUNDED_BEHIND.match(text, date.end)
    return bool(founded or _REPORTED.match(text, date.end))


def _field(stage: Mention) -> str:
    if stage.flags & {"hypothetical", "negated"}:
        return ""
    return next((field for flag, field in _FIELDS.items() if flag in stage.flags), "")


def _limit(text: str, date: Mention, following: Sequence[Mention]) -> int:
    """How far behind a date its verb may stand: to the sentence's end, the next date that is as precise (「近日举行2023年一季度
    开工」), or any date of a further clause (「昨日签约,预计明年投产」)."""
    stop = _STOP.search(text, date.end, date.end + _REACH)
    limit = stop.start() if stop else date.end + _REACH
    for other in following:
        if other.start >= limit:
            break
        if other.start > date.end and (
            len(str(other.value)) >= len(str(date.value))
            or ("future" in other.flags and _CLAUSE.search(text, date.end, other.start))
        ):
            return other.start
    return limit
