"""Tags that put data for machines into a page: a block that browsers neither show nor run."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from kbase.site import site_url
from parks.models import Industry, Region
from projects import structured
from projects.facts import FactSheet
from projects.models import Article
from projects.models.citation import Subject

register = template.Library()

#: Nothing in the data may end the block or begin a comment; inside strings these mean the same.
_ESCAPED = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def block(data: structured.Data) -> SafeString:
    """The element that holds the data."""
    written = json.dumps(data, ensure_ascii=False).translate(_ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{written}</script>')  # noqa: S308 - escaped above


def _site(context: Context) -> str:
    request: Any = context.get("request")
    return site_url(request)


@register.simple_tag(takes_context=True)
def record_data(context: Context, subject: Subject, sheet: FactSheet) -> SafeString:
    """``{% record_data record sheet %}``: a park, project or batch with who said what."""
    return block(structured.record(subject, sheet, _site(context)))


@register.simple_tag(takes_context=True)
def article_data(context: Context, article: Article, entries: Iterable[Any]) -> SafeString:
    """``{% article_data article reading.entries %}``: an article and what it mentions."""
    return block(structured.article(article, [entry.record for entry in entries], _site(context)))


@register.simple_tag(takes_context=True)
def region_data(context: Context, region: Region) -> SafeString:
    """``{% region_data region %}``: a division and the way there."""
    return block(structured.region(region, _site(context)))


@register.simple_tag(takes_context=True)
def industry_data(context: Context, industry: Industry) -> SafeString:
    """``{% industry_data industry %}``: the way to an industry."""
    return block(structured.industry(industry, _site(context)))


@register.simple_tag(takes_context=True)
def dataset_data(context: Context, total: int) -> SafeString:
    """``{% dataset_data overview.total %}``: everything as a collection of data."""
    return block(structured.dataset(total, _site(context)))
