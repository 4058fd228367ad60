"""The values of a filter as list items.

A search page prints a hundred and more of them, each with two links and two sentences. A template for every one took
half of the page's time; written here they take a twentieth of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django import template
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kbase.search.results import FacetValue

register = template.Library()


@register.simple_tag
def facet_values(values: Sequence[FacetValue], *, nested: bool = False) -> SafeString:
    """``{% facet_values facet.values %}``: an item for each; ``nested`` puts a value's children into a list below it.

    A value is a link that turns it on or off, with its count, and beside it the link that leaves it out.
    """
    return mark_safe(_items(values, get_language() or "", nested))  # noqa: S308 - _value escapes what it is given


class Said(NamedTuple):
    """A value's name and what is said of its links, escaped: 青岛市, 去掉 青岛市, 不再排除 青岛市, 排除 青岛市."""

    label: str
    drop: str
    allow: str
    leave_out: str


@lru_cache(maxsize=10_000)
def said(label: str, language: str) -> Said:
    """The same labels come again on every page; ``language`` is the active one."""
    sentences = ("%(label)s", _("去掉 %(label)s"), _("不再排除 %(label)s"), _("排除 %(label)s"))
    return Said(*(sentence % {"label": escape(_(label))} for sentence in sentences))


def _items(values: Sequence[FacetValue], language: str, nested: bool) -> str:
    return "".join(
        f"<li>{_value(value, said(value.label, language))}{_below(value.children, language) if nested else ''}</li>"
        for value in values
    )


def _below(children: Sequence[FacetValue], language: str) -> str:
    return f"<ul>{_items(children, language, nested=True)}</ul>" if children else ""


def _value(value: FacetValue, say: Said) -> str:
    how = _chosen if value.selected else _excluded if value.excluded else _offered
    return f'<span class="with-minus">{how(value, say)}</span>'


def _chosen(value: FacetValue, say: Said) -> str:
    link = f'<a class="value" href="{escape(value.url)}" aria-current="true" aria-label="{say.drop}">'
    icon = f'<svg class="icon" aria-hidden="true"><use href="{static("icons.svg")}#close"></use></svg>'
    return f"{link}{say.label}{icon}</a>"


def _excluded(value: FacetValue, say: Said) -> str:
    link = f'<a class="value out" href="{escape(value.exclude_url)}" aria-current="true" aria-label="{say.allow}">'
    return f'{link}{say.label} <span class="n">{value.count:,}</span></a>'


def _offered(value: FacetValue, say: Said) -> str:
    shade = "value" if value.count else "value zero"
    link = f'<a class="{shade}" href="{escape(value.url)}">{say.label} <span class="n">{value.count:,}</span></a>'
    out = f'href="{escape(value.exclude_url)}" aria-label="{say.leave_out}" title="{say.leave_out}"'
    return f'{link}<a class="minus" {out}>−</a>' if value.count else link
