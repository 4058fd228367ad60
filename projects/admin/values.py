"""Fact values as text for people, and text as the value of a citation."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from parks import vocabulary
from parks.models import Industry, Park, Region
from parks.record import Status
from projects.admin import typed
from projects.fields import BY_NAME, Field, normalised
from projects.models import Involvement, Project

_ROLES = dict(Involvement.Role.choices)
_STATUS = dict(Status.choices)
MOST_COUNT = 2_147_483_647


def label_of(name: str) -> str:
    """The Chinese name of a field of citations and reviews."""
    return "别名" if name == "aliases" else BY_NAME[name].label if name in BY_NAME else name


def show_value(name: str, value: Any) -> str:
    """A value of observations and decisions as people read it, without a query: 1500000000 → 「15亿元」."""
    if value in (None, "", []):
        return "（无）"
    if isinstance(value, list):
        return "、".join(show_value(name, one) for one in value)
    kind = BY_NAME[name].kind if name in BY_NAME else ""
    if isinstance(value, dict):
        return _show_object(value)
    if kind == "money" and isinstance(value, int | float):
        return typed.show_money(Decimal(str(value)))
    if kind == "area" and isinstance(value, int | float):
        return typed.show_area(Decimal(str(value)))
    if kind == "region":
        return "".join(term.name for term in _region_path(str(value))) or str(value)
    if kind == "industries":
        term = vocabulary.load().industries.get(str(value))
        return term.name if term else str(value)
    return str(_STATUS.get(value, value)) if kind == "status" else str(value)


def _region_path(adcode: str) -> list[vocabulary.RegionTerm]:
    words = vocabulary.load()
    return words.region_path(adcode) if adcode in words.regions else []


def _show_object(value: dict[str, Any]) -> str:
    if "currency" in value:
        return typed.show_foreign_money(value)
    if "role" in value:
        return typed.show_organisations([value], _ROLES)
    return str(value.get("name") or value.get("term") or value.get("code") or value.get("id") or value)


def read_value(field: Field, text: str) -> Any:
    """What an editor says that a quote states, in the form of observations. Raises ValidationError."""
    text = text.strip()
    try:
        match field.kind:
            case "money" if field.name == "investment_original":
                return typed.read_foreign_money(text)
            case "money":
                return normalised(field, typed.read_money(text))
            case "area":
                return normalised(field, typed.read_area(text))
            case "date":
                return typed.read_date(text)
            case "organisations":
                return _one(typed.read_organisations(text, _ROLES))
    except typed.TypedError as error:
        raise ValidationError(str(error)) from error
    readers = {"count": _count, "status": _status, "region": _region, "industries": _industry}
    if field.kind == "record":
        return _record(field, text)
    return readers.get(field.kind, _name)(text)


def _one(organisations: list[dict[str, str]]) -> dict[str, str]:
    if len(organisations) != 1:
        raise ValidationError("一处引文请只填一个单位，例如 示范科技有限公司（建设单位）。")
    return organisations[0]


def _name(text: str) -> str:
    if not 0 < len(text) <= typed.MOST_NAME:
        raise ValidationError(f"名称请填 1 到 {typed.MOST_NAME} 个字。")
    return text


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text[:11]) > MOST_COUNT:
        raise ValidationError("请填整数，例如 62。")
    return int(text)


def _status(text: str) -> str:
    for key, label in _STATUS.items():
        if text in (key, label):
            return key
    raise ValidationError(f"进度请填：{'、'.join(str(label) for label in _STATUS.values())}。")


def _region(text: str) -> str:
    found = list(Region.objects.labelled().filter(Q(pk=text[:6]) | Q(name=text) | Q(label=text))[:5])
    if len(found) > 1:
        choices = "；".join(f"{region.pk} {region}" for region in found)
        raise ValidationError(f"有多个“{text}”，请填六位代码：{choices}。")
    if not found:
        raise ValidationError("没有这个行政区划，请填六位代码或全称，例如 370212 或 崂山区。")
    return found[0].pk


def _industry(text: str) -> str:
    found = Industry.objects.filter(Q(pk=text[:8]) | Q(name=text) | Q(synonyms__contains=[text])).first()
    if found is None:
        raise ValidationError("没有这个产业，请填产业代码或名称（见“产业”列表）。")
    return found.pk


def _record(field: Field, text: str) -> str:
    rows = Project.objects.singles() if field.name == "phase_of" else Park.objects.all()
    if not rows.filter(Q(name=text) | Q(aliases__contains=[text])).exists():
        raise ValidationError(f"没有名为“{text[:30]}”的记录，请先新建。")
    return text
