"""Keyset paging: the place after a row, written into a link, stays where it is while rows come and go."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, OrderBy, Q

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Key:
    """One column of an order; values that are missing come last either way: Key("investment_cny", descending=True)."""

    column: str
    descending: bool = False

    @classmethod
    def of(cls, column: Any) -> Key:
        """From what ``order_by`` takes: "-newest_source", F("investment_cny").desc(nulls_last=True)."""
        if isinstance(column, OrderBy):
            return cls(column.expression.name, column.descending)
        return cls(column.removeprefix("-"), column.startswith("-"))

    def ordering(self, *, backwards: bool) -> OrderBy:
        """For ``order_by``; backwards the missing values come first."""
        expression = F(self.column)
        if self.descending is not backwards:
            return expression.desc(nulls_first=True) if backwards else expression.desc(nulls_last=True)
        return expression.asc(nulls_first=True) if backwards else expression.asc(nulls_last=True)

    def beyond(self, value: Value, *, backwards: bool) -> Q:
        """The rows strictly behind ``value``, or before it."""
        missing = Q(**{f"{self.column}__isnull": True})
        if value is None:
            return ~missing if backwards else Q(pk__in=())
        further = Q(**{f"{self.column}__{'lt' if self.descending is not backwards else 'gt'}": value})
        return further if backwards else further | missing

    def same(self, value: Value) -> Q:
        """The rows with this very value."""
        return Q(**{f"{self.column}__isnull": True}) if value is None else Q(**{self.column: value})


def beyond(keys: Sequence[Key], values: Sequence[Value], *, backwards: bool = False) -> Q:
    """The rows behind the row with these values in this order (or before it); the last key must be unique."""
    found, equal = Q(pk__in=()), Q()
    for key, value in zip(keys, values, strict=True):
        found |= equal & key.beyond(value, backwards=backwards)
        equal &= key.same(value)
    return found


def written(row: Any, keys: Sequence[Key]) -> str:
    """The place of a row as short text for a link."""
    values = [getattr(row, key.column) for key in keys]
    plain = [str(value) if isinstance(value, Decimal) else value for value in values]
    packed = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read(text: str, keys: Sequence[Key]) -> list[Value] | None:
    """What :func:`written` wrote; None for anything else, and for the place of another order."""
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        return None
    if not isinstance(values, list) or len(values) != len(keys) or not isinstance(values[-1], int):
        return None
    fitting = all(value is None or (isinstance(value, str | int) and not isinstance(value, bool)) for value in values)
    return values if fitting and "\0" not in text and not any("\0" in str(value) for value in values) else None
