"""System checks: the list of facts and the columns of the models must say the same."""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, register
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from parks.models import Park
from projects.fields import FIELDS, Field
from projects.models import Citation, Project, Review

#: What may stand behind each kind of fact.
COLUMN_TYPES: dict[str, tuple[type[Any], ...]] = {
    "name": (models.CharField,),
    "region": (models.ForeignKey,),
    "record": (models.ForeignKey,),
    "industries": (models.ManyToManyField,),
    "money": (models.DecimalField,),
    "area": (models.DecimalField,),
    "count": (models.IntegerField,),
    "status": (models.CharField,),
    "date": (models.CharField,),
    "organisations": (models.ManyToOneRel,),
}


@register()
def check_fields(app_configs: Any = None, **kwargs: Any) -> list[Error]:
    """Every fact has its column on each model that can state it, of a type that holds its kind."""
    problems = [
        problem
        for field in FIELDS
        for kind, model in (("park", Park), ("project", Project), ("batch", Project))
        if (problem := _wrong_column(field, kind, model))
    ]
    return problems + _too_long()


def _wrong_column(field: Field, kind: str, model: type[models.Model]) -> Error | None:
    column = field.column_of(kind)
    if column is None:
        return None
    try:
        found = model._meta.get_field(column)
    except FieldDoesNotExist:
        return Error(
            f"FIELDS 中的“{field.name}”在 {model.__name__} 上没有对应的列 {column}。",
            hint="请补上该列与迁移，或修改 projects/fields.py。",
            id="projects.E001",
        )
    if not isinstance(found, COLUMN_TYPES[field.kind]):
        return Error(
            f"FIELDS 中的“{field.name}”（{field.kind}）与 {model.__name__}.{column}（{type(found).__name__}）的类型不符。",
            id="projects.E002",
        )
    return None


def _too_long() -> list[Error]:
    """Names of facts are stored with each citation and review, and must fit."""
    return [
        Error(f"FIELDS 中的“{field.name}”比 {model.__name__}.field 的上限长。", id="projects.E003")
        for field in FIELDS
        for model in (Citation, Review)
        if len(field.name) > (model._meta.get_field("field").max_length or 0)
    ]
