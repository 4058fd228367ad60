"""Dates of starting and completing: a date and the verb of stage that it belongs to.

「观海园已于2023年12月开工」 → started_on 2023-12; 「预计今年3月部分交付」 → completes_on. A date without such a verb is
nobody's start.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
#: 「2023年首批50个重大项目」 is a name.
_IN_NAME = re.compile("(?:[首第][一二三四五0-9]?批|度?重[点大]|新建|省级?重|市级?重)")
_CLAUSE = re.compile("[，,；;：:]")
_REACH = 60
_REACH_BACK = 4


def find(text: str, dates: Sequence[Mention], stages: Sequence[Mention]) -> Iterator[Mention]:
    """started_on and completes_on for the ``dates`` and ``stages`` of a text (from ``dates.find``, ``stages.find``).

    The mention's span holds the date and its verb, so that the citation shows both.
    """
    verbs = [(stage, _field(stage)) for stage in stages if _field(stage)]
    at = 0
    for i, date in enumerate(dates):
        if any(flag.startswith("excluded") for flag in date.flags) or "since" in date.flags:
            continue
        if _FOUNDED_BEFORE.search(text[max(0, date.start - 6) : date.start]) or _FOUNDED_BEHIND.match(text, date.end):
            continue
        if _REPORTED.match(text, date.end) or _IN_NAME.match(text, date.end):
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
