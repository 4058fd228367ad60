"""Every error in one shape (RFC 9457), in Chinese, with a list of what is wrong where."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import Http404
from django.urls import reverse
from rest_framework import exceptions
from rest_framework.response import Response

from projects.asked import Refused

MEDIA_TYPE = "application/problem+json"


class Kind(NamedTuple):
    """A kind of error: its anchor in the documentation, its name, what to do about it."""

    anchor: str
    title: str
    advice: str


KINDS = {
    400: Kind("invalid-parameters", "参数有误", "按 errors 逐个改正；参数表见本页各项。"),
    404: Kind("not-found", "没有这个地址", "检查地址与编号；记录可能已被删除。"),
    405: Kind("method-not-allowed", "只能读取", "接口只接受 GET 和 HEAD。"),
    410: Kind("gone", "已撤下", "这条记录经复核撤下，不再公开；以后可能恢复。"),
    429: Kind("too-many-requests", "请求太频繁", "等 Retry-After 头所说的秒数再试。"),
    503: Kind("too-slow", "检索超时", "缩小范围后再试，例如加上地区或年份。"),
}


class Gone(exceptions.APIException):
    """The record is there, but a reviewer took it off the site."""

    status_code = 410


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an error; None for what is our own fault, which Django logs and answers."""
    status, detail = _read(error)
    if not status:
        return None
    problems = error.problems if isinstance(error, Refused) else []
    kind = KINDS[status]
    body = {
        "type": f"{reverse('api:document')}#{kind.anchor}",
        "title": kind.title,
        "status": status,
        "detail": detail,
        "instance": context["request"].get_full_path(),
        "errors": [{"parameter": each.parameter, "detail": each.sentence} for each in problems],
    }
    headers = {"Retry-After": str(int(error.wait or 0) + 1)} if isinstance(error, exceptions.Throttled) else {}
    return Response(body, status=status, headers=headers, content_type=MEDIA_TYPE)


def _read(error: Exception) -> tuple[int, str]:
    """The status of an error and what happened; 0 for one that we do not expect."""
    if isinstance(error, Refused):
        return 400, str(error)
    if isinstance(error, SuspiciousOperation):
        return 400, "这个请求读不懂。"
    if isinstance(error, (Http404, exceptions.NotFound)):
        return 404, "这里没有内容。"
    if isinstance(error, Gone):
        return 410, "这条记录已撤下。"
    if isinstance(error, exceptions.MethodNotAllowed):
        return 405, "接口是只读的。"
    if isinstance(error, exceptions.Throttled):
        return 429, f"请在 {int(error.wait or 0) + 1} 秒后再试。"
    if isinstance(error, OperationalError) and "statement timeout" in str(error):
        return 503, "这个检索用时超过上限，已中止。"
    return 0, ""
