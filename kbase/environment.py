"""The environment, read strictly: what cannot be meant is refused by name, not taken for something else.

django-environ takes ``KBASE_HTTPS=ture`` for "no", and a wrong number for a fault of the program.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})


class Environment(environ.Env):
    """Variables by type; one that is empty is as good as none. Raises ImproperlyConfigured with what would be right."""

    def int(self, var: builtins.str, default: builtins.int) -> builtins.int:
        return self._read(var, default, builtins.int, "应为整数")

    def float(self, var: builtins.str, default: builtins.float) -> builtins.float:
        return self._read(var, default, builtins.float, "应为数字")

    def bool(self, var: builtins.str, default: builtins.bool) -> builtins.bool:
        return self._read(var, default, _flag, "应为 1 或 0")

    def choice(self, var: builtins.str, choices: tuple[builtins.str, ...]) -> builtins.str:
        """One of these, the first unless it is set."""
        return self.matching(var, choices[0], "|".join(map(re.escape, choices)), f"应为 {'、'.join(choices)} 之一")

    def matching(
        self, var: builtins.str, default: builtins.str, pattern: builtins.str, wanted: builtins.str
    ) -> builtins.str:
        """Text of a form; empty where the form allows it."""

        def checked(text: str) -> str:
            if not re.fullmatch(pattern, text):
                raise ValueError
            return text

        empty = "" if re.fullmatch(pattern, "") and self.str(var, default) == "" else default
        return self._read(var, empty, checked, wanted)

    def _read(self, var: builtins.str, default: Any, read: Callable[[str], Any], wanted: str) -> Any:
        text = self.str(var, "").strip()
        if not text:
            return default
        try:
            return read(text)
        except ValueError as error:
            raise ImproperlyConfigured(f"环境变量 {var} {wanted}，现为“{text[:40]}”。") from error


def _flag(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise ValueError
    return text.lower() in _YES
