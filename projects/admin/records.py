"""Parks and projects: a changed value is a decision, recorded and kept through every import."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from parks.models import Industry, Park, Region
from projects.actions.columns import column_value
from projects.actions.remove import remove
from projects.actions.review import decide_all, rename
from projects.admin.base import ProvinceFilter, RunFilter, person
from projects.admin.citeform import CiteFormSet
from projects.admin.forms import ParkForm, ProjectForm, RecordForm
from projects.admin.inlines import CitationInline, CiteInline, ReviewInline
from projects.admin.publishing import PublishingAdmin, WithheldFilter
from projects.admin.values import show_value
from projects.fields import BY_NAME
from projects.models import Project, Review
from projects.models.citation import Subject


class IndustryFilter(admin.SimpleListFilter):
    """The top industries, each with its leaves."""

    title = "产业"
    parameter_name = "industry"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Industry.objects.filter(parent=None).values_list("code", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        return queryset.filter(industries__code__startswith=value).distinct() if value else queryset


class ReviewedFilter(admin.SimpleListFilter):
    """Whether a person has decided anything."""

    title = "人工核对"
    parameter_name = "reviewed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", "有"), ("0", "无")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(reviewed=self.value() == "1") if self.value() in ("0", "1") else queryset


class RecordAdmin(PublishingAdmin):
    """What both kinds of record share; each says by ``head`` which boxes stand above the figures."""

    head: Callable[[Any], tuple[str, ...]]
    change_form_template = "admin/projects/record_change_form.html"
    inlines = (CitationInline, CiteInline, ReviewInline)
    search_fields = ("name",)
    search_help_text = "名称、别名里的字，或拼音、首字母"
    list_filter: ClassVar[tuple[Any, ...]] = (
        "status",
        ReviewedFilter,
        WithheldFilter,
        RunFilter,
        IndustryFilter,
        ProvinceFilter,
    )
    list_select_related: ClassVar[tuple[str, ...]] = ("region",)
    save_on_top = True
    figures = (
        "status", ("started_on", "completes_on"), "investment_cny", "investment_original",
        "land_area_m2", "floor_area_m2", "annual_output_cny",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        subject = "park" if self.model is Park else "project"
        return rows.annotate(reviewed=Exists(Review.objects.filter(**{subject: OuterRef("pk")})))

    def get_inlines(self, request: HttpRequest, obj: Subject | None) -> tuple[Any, ...]:
        """Words can be linked to a record once it exists."""
        return self.inlines if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Subject | None = None) -> Any:
        head = (None, {"fields": self.head(obj)})
        figures = ("进度与数字", {"fields": self.figures})
        who = ("单位", {"fields": ("organisations",)})
        why = (None, {"fields": ("reason", "seen")})
        may_write = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [head, figures, who, *([why] if may_write else [])]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "region":
            kwargs["queryset"] = Region.objects.labelled()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Subject | None = None) -> bool:
        """Only what no article tells of, such as a record made by mistake; the others would come back."""
        unfounded = obj is None or not obj.citations.exists()
        return unfounded and super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        remove([obj])

    def save_model(self, request: HttpRequest, obj: Any, form: RecordForm, change: bool) -> None:
        """Decide what was typed instead of writing it into the row."""
        values = dict(form.typed)
        if not change:
            bare = type(obj)(name=obj.name, **({"kind": obj.kind} if isinstance(obj, Project) else {}))
            bare.save()
            obj.pk, obj._state.adding = bare.pk, False
        reason = form.cleaned_data.get("reason") or ""
        plain = {name: values.pop(name) for name in form.plain if name in values}
        obj.refresh_from_db()
        if values:
            decide_all(
                obj,
                {name: _as_decision(obj, name, v) for name, v in values.items()},
                user=person(request),
                reason=reason,
            )
        if "aliases" in plain:
            rename(obj, plain.pop("aliases"), user=person(request), reason=reason)
        if plain:
            type(obj).objects.filter(pk=obj.pk).update(**plain)

    def save_related(self, request: HttpRequest, form: RecordForm, formsets: Any, change: bool) -> None:
        """Only the new citations: the form's own relations were decided in :meth:`save_model`."""
        for formset in formsets:
            formset.new_objects = formset.cite(person(request)) if isinstance(formset, CiteFormSet) else []
            formset.changed_objects, formset.deleted_objects = [], []

    @admin.display(description="总投资", ordering="investment_cny")
    def investment(self, obj: Subject) -> str:
        return show_value("investment_cny", column_value(obj, BY_NAME["investment_cny"]))

    @admin.display(description="人工核对", boolean=True)
    def reviewed(self, obj: Any) -> bool:
        return obj.reviewed

    @admin.display(description="总投资（原币）")
    def investment_original(self, obj: Subject) -> str:
        return show_value("investment_original", column_value(obj, BY_NAME["investment_original"]))

    @admin.display(description="参与单位")
    def organisations(self, obj: Subject) -> str:
        return show_value("organisations", column_value(obj, BY_NAME["organisations"]))


def _as_decision(subject: Subject, name: str, value: Any) -> Any:
    """A form's value in the form of decisions: a related record by key and name."""
    if BY_NAME[name].kind != "record" or value is None:
        return value
    related = (Project if name == "phase_of" else Park).objects.get(pk=value)
    return {"id": related.pk, "name": related.name}


@admin.register(Park)
class ParkAdmin(RecordAdmin):
    searched = (("pk", Park),)
    form = ParkForm
    list_display = ("name", "region", "zone_kind", "investment", "status", "reviewed", "updated_at")
    autocomplete_fields = ("region", "parent", "industries")

    def head(self, obj: Subject | None) -> tuple[str, ...]:
        return ("name", "aliases", "zone_kind", "region", "parent", "industries")


@admin.register(Project)
class ProjectAdmin(RecordAdmin):
    searched = (("pk", Project),)
    form = ProjectForm
    list_display = ("name", "kind", "region", "park", "investment", "status", "reviewed", "updated_at")
    list_select_related: ClassVar[tuple[str, ...]] = ("region", "park")
    list_filter: ClassVar[tuple[Any, ...]] = ("kind", *RecordAdmin.list_filter)
    autocomplete_fields = ("region", "park", "phase_of", "industries")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A project never turns into a batch: an import would not find it again."""
        return ("kind",) if obj else ()

    def head(self, obj: Any) -> tuple[str, ...]:
        parts = ("phase_of", "project_count") if obj is None else ("project_count",)
        parts = ("phase_of",) if obj is not None and obj.kind == Project.Kind.PROJECT else parts
        return ("name", "kind", "aliases", "region", "park", *parts, "industries")
