"""Query parameters, read by django-filter: nothing raises, what is wrong is left out and said in a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django_filters import Filter, FilterSet

MAX_VALUES = 50
_PLAIN_NUMBER = re.compile(r"\d{1,9}(\.\d{1,6})?")


class ValuesField(forms.Field):
    """The values of a repeated parameter that look right, sorted, each once; any string in, never an error."""

    widget = forms.SelectMultiple

    def __init__(self, pattern: str, **options: Any) -> None:
        super().__init__(**options | {"required": False})
        self.pattern = re.compile(pattern)

    def clean(self, value: Any) -> tuple[str, ...]:
        return tuple(sorted({item for item in value or () if self.pattern.fullmatch(item)}))[:MAX_VALUES]


class AmountField(forms.CharField):
    """A number that a person types, without its unit: 「1,500.5」, 「１５」 → Decimal; None if empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"required": False})

    def clean(self, value: Any) -> Decimal | None:
        typed = str(value or "").strip()
        plain = unicodedata.normalize("NFKC", typed).replace(",", "").replace(" ", "")
        if not plain:
            return None
        try:
            return Decimal(_PLAIN_NUMBER.fullmatch(plain)[0])  # type: ignore[index]
        except (TypeError, InvalidOperation) as error:
            raise ValidationError(f"{self.label}“{typed[:20]}”不是数字，已忽略。") from error


def values_filter(label: str, pattern: str) -> Filter:
    """A parameter that may be repeated: ``region=370000&region=320000``."""
    repeated = Filter(label=label, pattern=pattern)
    repeated.field_class = ValuesField
    return repeated


def amount_filter(label: str) -> Filter:
    """One end of a range."""
    end = Filter(label=label)
    end.field_class = AmountField
    return end


def read(filters: Mapping[str, Filter], params: QueryDict, rows: Any) -> tuple[dict[str, Any], list[str]]:
    """The valid values by parameter, of those that were given; the sentences about what was left out."""
    given = {name: each for name, each in filters.items() if name in params}  # few of many, and each costs a form field
    declared: type[FilterSet] = type("Parameters", (FilterSet,), dict(given))
    form = declared(params, queryset=rows).form
    form.is_valid()
    problems = [sentence for name in given for sentence in form.errors.get(name, ())]
    for name, field in form.fields.items():
        if isinstance(field, ValuesField):
            problems += _left_out(str(field.label), params.getlist(name), form.cleaned_data.get(name, ()))
    return form.cleaned_data, problems


def _left_out(label: str, given: Iterable[str], kept: Iterable[str]) -> list[str]:
    wrong = [value for value in dict.fromkeys(given) if value and value not in set(kept)]
    if not wrong:
        return []
    shown = "、".join(f"“{value[:20]}”" for value in wrong[:3])
    return [f"{label}没有{shown}这一项，已忽略。"]
