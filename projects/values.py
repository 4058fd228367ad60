"""Values of facts, as observed (JSON: yuan, m², adcode, codes) → as readers see them, with the page they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kbase.templatetags.formats import Amount, area, figure_html, floor, money, other_areas, qualified
from parks.record import Status
from parks.vocabulary import load
from projects.fields import Field
from projects.models import Involvement, Project
from projects.models.citation import Subject


@dataclass(frozen=True, slots=True)
class Shown:
    """A value in words; ``url`` is the page of the thing named, ``note`` the same in other units or a role."""

    text: str
    html: SafeString
    url: str = ""
    note: str = ""
    figure: bool = False


def show(subject: Subject, field: Field, value: Any, qualifier: str | None = None) -> Shown:
    """A value of ``field``, of the subject's own column or of any observation of it."""
    amount = _amount(field, value)
    if amount is not None:
        text = qualified(str(amount), qualifier)
        note = other_areas(value) if field.name == "land_area_m2" else ""
        return Shown(text, figure_html(amount, qualifier), note=note, figure=True)
    text, url, note = _words(subject, field, value)
    return Shown(text, format_html("{}", text), url, note)


def _amount(field: Field, value: Any) -> Amount | None:
    if field.name == "investment_original":
        return money(value["amount"], value["currency"])
    if field.kind == "money":
        return money(value)
    if field.kind == "area":
        return area(value) if field.name == "land_area_m2" else floor(value)
    if field.kind == "count":
        return Amount(f"{value:,}", "个")
    return None


def _words(subject: Subject, field: Field, value: Any) -> tuple[str, str, str]:
    """Text, link and note of a value that is no figure."""
    if field.kind == "region":
        return region_name(value), reverse("parks:region", args=[value]), ""
    if field.kind == "status":
        return str(dict(Status.choices).get(value, value)), "", ""
    if field.kind == "industries":
        return _industry(subject, value)
    if field.kind == "organisations":
        return value["name"], "", str(dict(Involvement.Role.choices).get(value["role"], value["role"]))
    if field.kind == "record" and isinstance(value, dict):
        page = "projects:project" if field.name == "phase_of" else "parks:park"
        return value["name"], reverse(page, args=[value["id"]]), ""
    return str(value), "", ""


def region_name(adcode: str) -> str:
    """All names from the province down; the code itself when the vocabulary does not have it."""
    if adcode not in load().regions:
        return adcode
    names = [term.name for term in load().region_path(adcode)]
    return "".join(dict.fromkeys(names))


def _industry(subject: Subject, value: Any) -> tuple[str, str, str]:
    code = value["code"] if isinstance(value, dict) else value
    term = load().industries.get(code)
    page = "projects:project_list" if isinstance(subject, Project) else "projects:park_list"
    return term.name if term else code, f"{reverse(page)}?industry={code}", ""
