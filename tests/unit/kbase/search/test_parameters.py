"""Parameters are read leniently, and what is left out is said."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.http import QueryDict

from kbase.search.parameters import amount_filter, read, values_filter
from projects.models import SearchDocument


def parameters(query: str) -> tuple[object, object, list[str]]:
    """The values of ``code``, of ``size``, and the problems."""
    filters = {"code": values_filter("代码", r"\d{2}"), "size": amount_filter("大小")}
    cleaned, problems = read(filters, QueryDict(query), SearchDocument.objects.none())
    return cleaned.get("code", ()), cleaned.get("size"), problems


@pytest.mark.parametrize(
    ("query", "code", "size", "problems"),
    [
        ("", (), None, []),
        ("code=02&code=01&code=02", ("01", "02"), None, []),
        ("code=", (), None, []),
        ("code=01&code=x", ("01",), None, ["代码没有“x”这一项，已忽略。"]),
        ("size=1,500.5", (), Decimal("1500.5"), []),
        ("size=１５", (), Decimal(15), []),
        ("size=abc", (), None, ["大小“abc”不是数字，已忽略。"]),
        ("size=NaN", (), None, ["大小“NaN”不是数字，已忽略。"]),
        ("size=1e9", (), None, ["大小“1e9”不是数字，已忽略。"]),
        ("size=99999999999999", (), None, ["大小“99999999999999”不是数字，已忽略。"]),
    ],
)
def test_reading(query: str, code: object, size: object, problems: list[str]) -> None:
    assert parameters(query) == (code, size, problems)
