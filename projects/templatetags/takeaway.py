"""Tags of what is taken home: the reference to cite a page by."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from kbase.site import site_url
from parks.models import Park
from projects.models import Article, Project
from projects.references import Reference, reference_of

register = template.Library()


@register.simple_tag(takes_context=True)
def reference_to(context: dict[str, Any], cited: Article | Park | Project) -> Reference:
    """``{% reference_to article as reference %}``: how to cite it, read today."""
    return reference_of(cited, site_url(context["request"]), timezone.localdate())
