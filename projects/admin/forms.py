"""Forms of records: what an editor changed is what differs from what the editor saw, field by field.

The hidden field ``seen`` holds the values that the form was opened with. A value that somebody else changed since
and that this editor leaves alone is not touched; one that both changed comes back with a message, the typed text
kept, and a second save overrules knowingly.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone

from parks.models import Park
from projects.actions.columns import column_value, kind_of, lies_in
from projects.admin.formfields import (
    AreaField,
    DateField,
    ForeignMoneyField,
    LinesField,
    MoneyField,
    OrganisationsField,
)
from projects.admin.values import label_of, show_value
from projects.fields import BY_NAME, Field, fields_of, normalised
from projects.models import Project, Review
from projects.models.citation import Subject

#: Facts whose box in the form is not called like their column.
_BOXES = ("investment_original", "organisations")


def box_of(name: str, kind: str) -> str:
    """The form field that holds a fact (or another value) of a record."""
    if name in _BOXES or name not in BY_NAME:
        return name
    return BY_NAME[name].column_of(kind) or name


class RecordForm(forms.ModelForm):
    """What parks and projects have in common. After ``is_valid()``, ``typed`` holds the values to decide."""

    plain: ClassVar[tuple[str, ...]] = ("aliases",)  # values that are no facts with citations

    aliases = LinesField(label="别名", required=False, help_text="每行一个；删去的别名不会再被自动加回。")
    investment_cny = MoneyField(label="总投资", required=False, help_text="例如 15亿元、35000万元。")
    investment_original = ForeignMoneyField(label="总投资（原币）", required=False, help_text="例如 2.5亿美元。")
    land_area_m2 = AreaField(label="用地面积", required=False, help_text="例如 53亩、3.5公顷。")
    floor_area_m2 = AreaField(label="建筑面积", required=False, help_text="例如 18万平方米。")
    annual_output_cny = MoneyField(label="年产值", required=False, help_text="例如 30亿元。")
    started_on = DateField(label="开工时间", required=False, help_text="例如 2023、2023年2月、2023-02-08。")
    completes_on = DateField(label="建成时间", required=False)
    organisations = OrganisationsField(
        label="参与单位", required=False, help_text="每行一个，括号写明角色，例如 示范科技有限公司（建设单位）。"
    )
    reason = forms.CharField(label="修改理由", required=False, max_length=300, help_text="可不填；与修改一并存档。")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed: dict[str, Any] = {}
        if self.instance.pk:
            now = self._values_now(self.instance)
            self.initial["seen"] = json.dumps(now)
            self.initial["organisations"] = now["organisations"]
            self.initial["investment_original"] = now["investment_original"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        wanted = self._wanted(cleaned)
        if self.instance.pk:
            locked = type(self.instance)._base_manager.select_for_update().get(pk=self.instance.pk)
            now, seen = self._values_now(locked), self._seen(cleaned)
            self.typed = {name: value for name, value in wanted.items() if value != seen.get(name)}
            self._refuse_conflicts(seen, now)
            self._refuse_circles(cleaned)
        else:
            self.typed = {name: value for name, value in wanted.items() if value is not None and value != []}
        return cleaned

    def _kind(self) -> str:
        return kind_of(self.instance)

    def _values_now(self, subject: Subject) -> dict[str, Any]:
        """Every editable value as JSON; a related record by its key, for a new name is no new value."""
        facts = {field.name: _by_key(column_value(subject, field)) for field in fields_of(kind_of(subject))}
        return facts | {name: getattr(subject, name) for name in self.plain}

    def _wanted(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        kind = self._kind()
        facts = {field.name: _as_value(field, cleaned.get(box_of(field.name, kind))) for field in fields_of(kind)}
        return facts | {name: cleaned.get(name) for name in self.plain}

    def _seen(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        try:
            seen = json.loads(cleaned.get("seen") or "")
        except (ValueError, RecursionError):
            seen = None
        if not isinstance(seen, dict):
            raise forms.ValidationError("表单不完整，请复制您的修改，重新打开本页再试。")
        return seen

    def _refuse_conflicts(self, seen: dict[str, Any], now: dict[str, Any]) -> None:
        """Say which values somebody else changed meanwhile; from then on they count as seen."""
        both = [name for name in self.typed if now[name] not in (seen.get(name), self.typed[name])]
        for name in both:
            seen[name] = now[name]
            value = show_value(name, now[name])
            message = f"在您打开表单之后，{self._who_changed(name)}改成了“{value}”。您填的仍保留在框中；再次保存则以您的为准。"
            self.add_error(box_of(name, self._kind()), message)
        if both:
            data = cast(QueryDict, self.data).copy()
            data[self.add_prefix("seen")] = json.dumps(seen)
            self.data = data

    def _who_changed(self, name: str) -> str:
        review = Review.objects.about(self.instance).filter(field=name).select_related("user").last()
        if review is None or review.user is None:
            return "这一栏已被重新导入的文章"
        return f"{review.user} 于 {timezone.localtime(review.created_at):%m月%d日 %H:%M} 把这一栏"

    def _refuse_circles(self, cleaned: dict[str, Any]) -> None:
        for box in ("parent", "phase_of"):
            if box in self.fields and cleaned.get(box) and lies_in(cleaned[box], self.instance):
                self.add_error(box, "不能选自己，也不能选自己下属的记录。")


def _by_key(value: Any) -> Any:
    return value["id"] if isinstance(value, dict) and "id" in value else value


def _as_value(field: Field, cleaned: Any) -> Any:
    """What a form field gave, in the form of observations; a related record as its key."""
    if field.kind == "industries":
        return sorted(industry.pk for industry in cleaned or ()) or None
    if field.kind in ("region", "record"):
        return cleaned.pk if cleaned else None
    return normalised(field, cleaned)


class ParkForm(RecordForm):
    plain = ("aliases", "zone_kind")

    class Meta:
        model = Park
        fields = (
            "name", "aliases", "zone_kind", "region", "parent", "industries", "status", "started_on", "completes_on",
            "investment_cny", "land_area_m2", "floor_area_m2", "annual_output_cny",
        )  # fmt: skip


class ProjectForm(RecordForm):
    class Meta:
        model = Project
        fields = (
            "name", "kind", "aliases", "region", "park", "phase_of", "industries", "project_count", "status",
            "started_on", "completes_on", "investment_cny", "land_area_m2", "floor_area_m2", "annual_output_cny",
        )  # fmt: skip

    def _kind(self) -> str:
        return self.instance.kind if self.instance.pk else self.cleaned_data.get("kind", Project.Kind.PROJECT)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("project_count", "phase_of"):
            if cleaned.get(name) is not None and BY_NAME[name].column_of(self._kind()) is None:
                kinds = "项目批次" if name == "project_count" else "单个项目"
                self.add_error(name, f"只有{kinds}才填“{label_of(name)}”。")
        return cleaned
