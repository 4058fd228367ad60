"""A record's facts as the JSON of observations and decisions, and back into its columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import ForeignKey

from parks.models import Industry, Park, Region
from projects.actions.told import about, key_of
from projects.fields import Field, fields_of, normalised
from projects.models import Involvement, Organisation, Project
from projects.models.citation import Subject


def kind_of(subject: Subject) -> str:
    """ "park", "project" or "batch"."""
    return "park" if isinstance(subject, Park) else subject.kind


def column_value(subject: Subject, field: Field) -> Any:
    """What the record shows for a field now, in the JSON form of observations and decisions; None when nothing."""
    column = field.column_of(kind_of(subject)) or ""
    if field.kind == "industries":
        return sorted(subject.industries.values_list("code", flat=True)) or None
    if field.kind == "organisations":
        pairs = subject.involvements.values_list("organisation__name", "role")
        return [{"name": name, "role": role} for name, role in sorted(pairs)] or None
    if field.kind == "record":
        related = getattr(subject, column)
        return {"id": related.pk, "name": related.name} if related else None
    if field.kind == "region":
        return subject.region_id
    if field.name == "investment_original":
        amount = normalised(field, subject.investment_original_amount)
        return None if amount is None else {"amount": amount, "currency": subject.investment_original_currency}
    return normalised(field, getattr(subject, column))


def read_anew(subject: Subject) -> None:
    """Lock the row until the transaction ends, and take over what it holds now."""
    if isinstance(subject, Park):
        subject.refresh_from_db(from_queryset=Park.objects.select_for_update())
    else:
        subject.refresh_from_db(from_queryset=Project.objects.select_for_update())


def read_all_anew(subjects: Sequence[Subject]) -> None:
    """:func:`read_anew` for several, in two queries and always in the same order, so that two never wait in a ring."""
    for model in (Park, Project):
        keys = [subject.pk for subject in subjects if isinstance(subject, model)]
        if not keys:
            continue
        rows = {row.pk: row for row in model._base_manager.select_for_update().filter(pk__in=keys).order_by("pk")}
        for subject in subjects:
            if isinstance(subject, model):
                if subject.pk not in rows:
                    raise model.DoesNotExist(f"{subject} 已被删除")
                _take_over(subject, rows[subject.pk])


def _take_over(subject: Subject, row: Subject) -> None:
    for column in subject._meta.concrete_fields:
        if isinstance(column, ForeignKey) and column.is_cached(subject):
            column.delete_cached_value(subject)
        setattr(subject, column.attname, getattr(row, column.attname))


def write_all(rows: Iterable[Subject], columns: Sequence[str] = ()) -> None:
    """What ``save`` does for many rows that exist, in a statement per model; ``columns``, if not all, are those to write."""
    given = list(rows)
    models: tuple[type[Any], ...] = (Park, Project)
    for model in models:
        mine = [row for row in given if isinstance(row, model)]
        if mine:
            every = [column.name for column in model._meta.concrete_fields if column.name not in ("id", "created_at")]
            made = [row.created_at for row in mine]
            for row in mine:
                row.keep_keys()
            model.objects.bulk_create(mine, update_conflicts=True, unique_fields=["pk"], update_fields=columns or every)
            for row, at in zip(mine, made, strict=True):  # which bulk_create takes for the time of writing
                row.created_at = at


def values_of(subject: Subject) -> dict[str, Any]:
    """Every fact that the record can state, by field name."""
    return {field.name: column_value(subject, field) for field in fields_of(kind_of(subject))}


def set_value(subject: Subject, field: Field, value: Any) -> None:
    """Put one value (None: nothing) into the record's columns, unsaved; a related record is given as its row."""
    column = field.column_of(kind_of(subject)) or ""
    if field.kind == "region":
        if value != subject.region_id:
            subject.region = Region.objects.filter(pk=value).first() if value else None
    elif field.kind == "record":
        setattr(subject, column, value)
    elif field.name == "investment_original":
        subject.investment_original_amount = _decimal(value["amount"]) if value else None
        subject.investment_original_currency = value["currency"] if value else ""
    elif field.kind in ("money", "area"):
        setattr(subject, column, _decimal(value))
    elif field.kind == "count":
        setattr(subject, column, value)
    else:
        setattr(subject, column, value or "")


def listed(field: Field, values: Iterable[Any]) -> list[Any] | None:
    """Several observed or decided values as :func:`column_value` gives them: each once, in order; None when none."""
    if field.kind == "industries":
        return sorted({value["code"] if isinstance(value, dict) else value for value in values}) or None
    pairs = {(value["name"], value["role"]) for value in values}
    return [{"name": name, "role": role} for name, role in sorted(pairs)] or None


def set_lists(field: Field, wanted: Mapping[Subject, list[Any]], filled: Collection[Subject]) -> None:
    """Make the rows behind a field of several values exactly these, for several records at once.

    The values are as :func:`listed` gives them; industries that the vocabulary no longer has are left out. ``filled``
    are the records that have such rows now.
    """
    if field.kind == "industries":
        codes = set(
            Industry.objects.filter(pk__in={c for all_ in wanted.values() for c in all_}).values_list("pk", flat=True)
        )
        models: tuple[type[Any], ...] = (Park, Project)
        for model in models:
            mine = {subject: values for subject, values in wanted.items() if isinstance(subject, model)}
            links = {(subject.pk, code) for subject, values in mine.items() for code in values if code in codes}
            columns = [f"{model._meta.model_name}_id", "industry_id"]
            _keep(model.industries.through, columns, links, [each for each in mine if each in filled])
        return
    ids = _organisations(wanted)
    parts = {(*key_of(subject), ids[told["name"]], told["role"]) for subject, all_ in wanted.items() for told in all_}
    columns = ["park_id", "project_id", "organisation_id", "role"]
    _keep(Involvement, columns, parts, [each for each in wanted if each in filled])


def _keep(rows: Any, columns: Sequence[str], wanted: set[tuple[Any, ...]], filled: Sequence[Subject]) -> None:
    """Let the rows with these values be the only ones of these records."""
    stored = rows.objects.filter(about(filled)).values_list("pk", *columns) if filled else ()
    present = {tuple(values): pk for pk, *values in stored}
    if gone := [pk for values, pk in present.items() if values not in wanted]:
        rows.objects.filter(pk__in=gone).delete()
    new = sorted(wanted - present.keys(), key=lambda values: tuple(value or 0 for value in values))
    rows.objects.bulk_create(rows(**dict(zip(columns, values, strict=True))) for values in new)


def _organisations(wanted: Mapping[Subject, list[dict[str, str]]]) -> dict[str, int]:
    """The key of each organisation, made where it was not known."""
    names = sorted({told["name"] for all_ in wanted.values() for told in all_})
    Organisation.objects.bulk_create([Organisation(name=name) for name in names], ignore_conflicts=True)
    return dict(Organisation.objects.filter(name__in=names).values_list("name", "pk"))


def lies_in(inner: Subject | None, outer: Subject) -> bool:
    """Whether ``inner`` is ``outer`` or a part of it, by 所属园区 or 所属整体项目: what must not become its whole."""
    seen: set[int] = set()
    while inner and inner.pk not in seen:
        if inner == outer:
            return True
        seen.add(inner.pk)
        inner = inner.parent if isinstance(inner, Park) else inner.phase_of
    return False


def _decimal(number: Any) -> Decimal | None:
    """An exact column value; going through text keeps 35333.34 what it says."""
    return None if number is None else Decimal(str(number))
