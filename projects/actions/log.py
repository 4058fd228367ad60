"""Write the audit log."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model

from projects.models import Deed


def note(
    user: User | None,
    verb: Deed.Verb,
    about: Model,
    *,
    field: str = "",
    old: Any = None,
    new: Any = None,
    reason: str = "",
) -> Deed:
    """Add a line: who did what to which row, with the values before and after."""
    return Deed.objects.create(
        user=user, verb=verb, kind=about._meta.model_name or "", key=about.pk, name=str(about)[:300],
        field=field, old=old, new=new, reason=reason,
    )  # fmt: skip
