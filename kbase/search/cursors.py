"""Keyset paging: the place after a row, written into a link, stays where it is while rows come and go."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django.db.models import DecimalField, F, IntegerField, Model, OrderBy, Q

_AMOUNT = re.compile(r"\d{1,20}(\.\d{1,6})?")
_SURROGATE = re.compile("[\ud800-\udfff]")

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
            return cls(cast(Any, column.expression).name, column.descending)
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


def read(text: str, keys: Sequence[Key], model: type[Model]) -> list[Value] | None:
    """What :func:`written` wrote; None for anything else, and for the place of another order."""
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    if not isinstance(values, list) or len(values) != len(keys):
        return None
    pairs = zip(keys, values, strict=True)
    return values if all(_fits(model, key, value) for key, value in pairs) else None


def _fits(model: type[Model], key: Key, value: Any) -> bool:
    """Whether the column may hold this value; links can be forged."""
    field = model._meta.pk if key.column == "pk" else model._meta.get_field(key.column)
    if value is None:
        return bool(field and field.null)
    if isinstance(field, IntegerField):
        return type(value) is int and abs(value) < 2**31
    if isinstance(field, DecimalField):
        return isinstance(value, str) and bool(_AMOUNT.fullmatch(value))
    return isinstance(value, str) and "\0" not in value and not _SURROGATE.search(value)
