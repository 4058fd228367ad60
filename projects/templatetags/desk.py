"""Filters of the admin's own pages."""

from __future__ import annotations

from django import template
from django.db.models import Model

register = template.Library()


@register.filter
def admin_urlname_of(row: Model) -> str:
    """The name of a row's page in the admin: a project → "admin:projects_project_change"."""
    return f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
