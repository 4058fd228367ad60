"""Tags about the address of a page."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def without(url: str, *names: str) -> str:
    """The query of ``url`` without some parameters: ("?q=园区&sort=name", "q") → "?sort=name"."""
    return "?" + urlencode([pair for pair in parse_qsl(url.partition("?")[2]) if pair[0] not in names])


@register.simple_tag
def kept(url: str, *names: str) -> SafeString:
    """Hidden inputs for the parameters of ``url`` except ``names``, so that a form changes only its own.

    ``{% kept "?q=园区&region=370000" "q" %}`` → one input, region=370000.
    """
    pairs = parse_qsl(url.partition("?")[2])
    return format_html_join(
        "", '<input type="hidden" name="{}" value="{}">', (pair for pair in pairs if pair[0] not in names)
    )
