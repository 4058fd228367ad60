"""Form fields whose text is read by ``typed``: what was typed stays in the box until it can be read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget

from projects.admin import typed
from projects.models import Involvement


class TypedField(forms.CharField):
    """A text box with a reader (text → value, raises TypedError) and a writer (value → text)."""

    read: Callable[[str], Any]
    show: Callable[[Any], str] = staticmethod(str)
    empty_value: Any

    def __init__(self, *, empty_value: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", AdminTextInputWidget)
        super().__init__(empty_value=empty_value, **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not isinstance(text, str) or text == self.empty_value:
            return self.empty_value
        if "\x00" in text:
            raise forms.ValidationError("含有看不见的控制字符，请删去后重填。")
        try:
            return type(self).read(text)
        except typed.TypedError as error:
            raise forms.ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        """The text in the box: as typed when it comes back from a form, else as the writer writes it."""
        return value if value in (None, "") or isinstance(value, str) else type(self).show(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another value was typed; other words for the same are no change."""
        try:
            return self.to_python(data) != (initial or self.empty_value)
        except forms.ValidationError:
            return True


class MoneyField(TypedField):
    """Yuan: 「15亿元」."""

    read, show = staticmethod(typed.read_money), staticmethod(typed.show_money)


class ForeignMoneyField(TypedField):
    """Amount and currency: 「2.5亿美元」."""

    read, show = staticmethod(typed.read_foreign_money), staticmethod(typed.show_foreign_money)


class AreaField(TypedField):
    """Square metres: 「53亩」."""

    read, show = staticmethod(typed.read_area), staticmethod(typed.show_area)


class DateField(TypedField):
    """A day, a month or a year: 「2023年2月」."""

    read = staticmethod(typed.read_date)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(empty_value="", **kwargs)


class LinesField(TypedField):
    """Names, one per line."""

    read, show = staticmethod(typed.read_lines), staticmethod(typed.show_lines)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(empty_value=[], widget=AdminTextareaWidget(attrs={"rows": 3}), **kwargs)


class OrganisationsField(TypedField):
    """Organisations and their roles, one per line: 「示范科技有限公司（建设单位）」."""

    read = staticmethod(partial(typed.read_organisations, roles=dict(Involvement.Role.choices)))
    show = staticmethod(partial(typed.show_organisations, roles=dict(Involvement.Role.choices)))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=AdminTextareaWidget(attrs={"rows": 4}), **kwargs)
