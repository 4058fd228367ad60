"""Wrong variables are refused by name; empty ones are none."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from kbase.environment import Environment

env = Environment()


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (lambda: env.int("X", 7), "12", 12),
        (lambda: env.int("X", 7), "", 7),
        (lambda: env.float("X", 1.5), "0.5", 0.5),
        (lambda: env.bool("X", True), "0", False),
        (lambda: env.bool("X", False), "True", True),
        (lambda: env.bool("X", True), " ", True),
        (lambda: env.choice("X", ("local", "production")), "production", "production"),
        (lambda: env.choice("X", ("local", "production")), "", "local"),
        (lambda: env.matching("X", "15s", r"\d+(ms|s|min)?", "应如 15s"), "2min", "2min"),
        (lambda: env.matching("X", "15s", r"\d+(ms|s|min)?", "应如 15s"), "", "15s"),
        (lambda: env.matching("X", "9/min", r"|\d+/min", "应如 9/min"), "", ""),
    ],
)
def test_what_is_meant_is_read(monkeypatch: pytest.MonkeyPatch, read: Any, text: str, value: Any) -> None:
    monkeypatch.setenv("X", text)
    assert read() == value


@pytest.mark.parametrize(
    ("read", "text", "words"),
    [
        (lambda: env.int("X", 7), "viele", "X 应为整数，现为“viele”"),
        (lambda: env.float("X", 1.5), "1,5", "X 应为数字"),
        (lambda: env.bool("X", True), "ture", "X 应为 1 或 0"),
        (lambda: env.choice("X", ("local", "production")), "prodution", "X 应为 local、production 之一"),
        (lambda: env.matching("X", "15s", r"\d+(ms|s|min)?", "应如 15s"), "abc", "X 应如 15s，现为“abc”"),
    ],
)
def test_what_cannot_be_meant_is_refused(monkeypatch: pytest.MonkeyPatch, read: Any, text: str, words: str) -> None:
    monkeypatch.setenv("X", text)
    with pytest.raises(ImproperlyConfigured, match=words):
        read()


def test_what_is_not_set_is_the_default() -> None:
    assert env.int("KBASE_NOT_SET", 3) == 3
