"""Parks, projects, batches and organisations."""

from __future__ import annotations

from itertools import count
from typing import Any

from parks.models import Park
from projects.models import Involvement, Organisation, Project
from projects.models.citation import Subject, subject_filter

_NUMBERS = count(1)


def park(name: str = "", **columns: Any) -> Park:
    """A park; without a name it gets a new one: 「示范产业园1号」."""
    return Park.objects.create(name=name or f"示范产业园{next(_NUMBERS)}号", **columns)


def project(name: str = "", **columns: Any) -> Project:
    """A project; without a name it gets a new one: 「示范生产基地1号」."""
    return Project.objects.create(name=name or f"示范生产基地{next(_NUMBERS)}号", **columns)


def batch(name: str = "", project_count: int | None = 12, **columns: Any) -> Project:
    """A statement about a group of projects."""
    name = name or f"第{next(_NUMBERS)}批集中开工项目"
    return Project.objects.create(name=name, kind=Project.Kind.BATCH, project_count=project_count, **columns)


def organisation(subject: Subject, name: str = "示范科技有限公司", role: str = "developer") -> Organisation:
    """A company that takes part in a record."""
    row, _ = Organisation.objects.get_or_create(name=name)
    Involvement.objects.create(organisation=row, role=role, **subject_filter(subject))
    return row
