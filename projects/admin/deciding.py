"""What an editor types about one field, as a decision; and the same as what words state."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from parks.models import Park
from projects.admin.values import read_value
from projects.fields import Field
from projects.models import Project


def read_decision(field: Field, text: str) -> Any:
    """The typed text as a decision: 「15亿元」 → 1500000000; a list has one value per line; a park by its name.

    Raises ValidationError in words for the editor.
    """
    if field.many:
        lines = [line for line in text.splitlines() if line.strip()]
        return [read_value(field, line) for line in lines]
    value = read_value(field, text)
    return related(field, value) if field.kind == "record" else value


def related(field: Field, name: str) -> dict[str, Any]:
    """The one park (or whole project) of that name, by key. ValidationError when there is none or more than one."""
    rows = Project.objects.singles() if field.name == "phase_of" else Park.objects.all()
    found = list(rows.filter(Q(name=name) | Q(aliases__contains=[name]))[:2])
    if len(found) != 1:
        problem = "有多个" if found else "没有"
        raise ValidationError(f"{problem}名为“{name[:30]}”的记录，请在记录页选定。")
    return {"id": found[0].pk, "name": found[0].name}
