"""Same or different: candidates with their reasons, two records side by side, and the way back."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.safestring import SafeString

from kbase.templatetags.formats import qualified
from parks.models import Park
from projects.actions.candidates import alike, likeness
from projects.actions.columns import kind_of, values_of
from projects.actions.merge import merge, model_of, set_apart, unmerge
from projects.admin.base import ReadOnlyAdmin, link, person
from projects.admin.values import show_value
from projects.admin.workbench import find_records
from projects.fields import fields_of
from projects.models import Candidate, Distinct, Merge
from projects.models.citation import Subject


@admin.register(Candidate)
class CandidateAdmin(ReadOnlyAdmin):
    """Pairs that may be one, the likeliest first."""

    list_display = ("score", "kind", "first", "second", "why", "compare_")
    list_display_links = None
    list_filter = ("kind",)

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("compare/", wrap(self.compare), name="projects_candidate_compare"),
            path("alike/", wrap(self.alike), name="projects_candidate_alike"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidate]:
        rows = super().get_queryset(request)
        names = {
            f"{column}_{kind}": Subquery(model_of(kind)._base_manager.filter(pk=OuterRef(column)).values("name")[:1])
            for column in ("one", "other")
            for kind in ("park", "project")
        }
        return rows.annotate(**names)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Whether the person may join and part records."""
        return request.user.has_perm("projects.add_merge")

    @admin.display(description="其一")
    def first(self, pair: Any) -> str:
        return (pair.one_park if pair.kind == "park" else pair.one_project) or "（已不存在）"

    @admin.display(description="其二")
    def second(self, pair: Any) -> str:
        return (pair.other_park if pair.kind == "park" else pair.other_project) or "（已不存在）"

    @admin.display(description="理由")
    def why(self, pair: Candidate) -> str:
        return "；".join(pair.reasons)

    @admin.display(description="")
    def compare_(self, pair: Candidate) -> SafeString:
        return link(compare_url(pair.kind, pair.one, pair.other), "比较")

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """A pair is looked at side by side."""
        pair = self.get_object(request, object_id)
        if pair is None:
            raise Http404
        return HttpResponseRedirect(compare_url(pair.kind, pair.one, pair.other))

    def alike(self, request: HttpRequest) -> HttpResponse:
        """What one record (``?kind=…&pk=…``) may be the same as, and a search by name (``q``)."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        subject = _record(request.GET.get("kind", ""), request.GET.get("pk", ""))
        name = request.GET.get("q", "").replace("\0", "").strip()[:100]
        others = [other for other in find_records(name) if kind_of(other) == kind_of(subject)] if name else []
        found = [likeness(subject, other, shared_articles=0) for other in others if other != subject]
        kind = _kind(subject)
        rows = [(each, compare_url(kind, subject.pk, each.other.pk)) for each in (found if name else alike(subject))]
        context = {
            **self.admin_site.each_context(request), "title": f"与“{subject.name}”相似的记录", "opts": self.opts,
            "subject": subject, "kind": kind, "rows": rows, "q": name,
        }  # fmt: skip
        return TemplateResponse(request, "admin/projects/candidate/alike.html", context)

    def compare(self, request: HttpRequest) -> HttpResponse:
        """Two records side by side; a POST joins them or says that they are different."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        kind = request.GET.get("kind", "")
        one, other = (_record(kind, request.GET.get(name, "")) for name in ("one", "other"))
        if request.method == "POST":
            if not self.has_merge_permission(request):
                raise PermissionDenied
            if answer := self._judge(request, one, other):
                return answer
        shared = (
            one.citations.filter(article__in=other.citations.values("article")).values("article").distinct().count()
        )
        context = {
            **self.admin_site.each_context(request), "title": "是同一个吗？", "opts": self.opts, "one": one,
            "other": other, "like": likeness(one, other, shared_articles=shared), "rows": _rows(one, other),
            "may_merge": self.has_merge_permission(request),
        }  # fmt: skip
        return TemplateResponse(request, "admin/projects/candidate/compare.html", context)

    def _judge(self, request: HttpRequest, one: Subject, other: Subject) -> HttpResponse | None:
        """Do what the button says; None, with a message, when it cannot be done."""
        reason, verb = request.POST.get("reason", "")[:300], request.POST.get("verb", "")
        try:
            if verb == "apart":
                set_apart(one, other, user=person(request), reason=reason)
                messages.success(request, "已记为不同，不再提示。")
                return HttpResponseRedirect(reverse("admin:projects_candidate_changelist"))
            kept, gone = (one, other) if verb == "keep_one" else (other, one)
            merge(kept, gone, user=person(request), reason=reason)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return None
        messages.success(request, f"已把“{gone.name}”并入“{kept.name}”；可在“合并”中撤销。")
        return HttpResponseRedirect(reverse("admin:projects_candidate_changelist"))


def compare_url(kind: str, one: int, other: int) -> str:
    """The page of two records."""
    return f"{reverse('admin:projects_candidate_compare')}?{urlencode({'kind': kind, 'one': one, 'other': other})}"


def _kind(subject: Subject) -> str:
    return "park" if isinstance(subject, Park) else "project"


def _record(kind: str, pk: str) -> Subject:
    rows = model_of(kind).objects.select_related("region__parent__parent")
    found = rows.filter(pk=int(pk)).first() if kind in ("park", "project") and pk.isdecimal() and len(pk) < 18 else None
    if found is None:
        raise Http404("没有这条记录。")
    return found


def _rows(one: Subject, other: Subject) -> list[dict[str, Any]]:
    """Every fact of both, with a sign where they differ."""
    mine, theirs = values_of(one), values_of(other)
    rows: list[dict[str, Any]] = [
        {"label": "别名", "one": "、".join(one.aliases), "other": "、".join(other.aliases), "differs": False},
        {"label": "引文", "one": one.citations.count(), "other": other.citations.count(), "differs": False},
    ]
    for field in fields_of(kind_of(one)):
        left, right = mine[field.name], theirs[field.name]
        if left is None and right is None:
            continue
        shown = [
            qualified(show_value(field.name, value), subject.qualifiers.get(field.name)) if value is not None else "—"
            for subject, value in ((one, left), (other, right))
        ]
        differs = None not in (left, right) and left != right
        rows.append({"label": field.label, "one": shown[0], "other": shown[1], "differs": differs})
    return rows


@admin.register(Merge)
class MergeAdmin(ReadOnlyAdmin):
    """Every merge, with its way back."""

    list_display = ("gone_name", "kept_name", "kind", "user", "created_at", "reason", "undone_at", "undone_by")
    list_filter = ("kind", ("undone_at", admin.EmptyFieldListFilter))
    list_select_related: ClassVar[tuple[str, ...]] = ("user", "undone_by")
    search_fields = ("gone_name", "kept_name")
    fields = ("gone_name", "kept_name", "kind", "user", "created_at", "reason", "undone_at", "undone_by")
    actions = ("undo",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Merge]:
        return super().get_queryset(request).defer("before")

    def has_undo_permission(self, request: HttpRequest) -> bool:
        """Whether the person may part again what was joined."""
        return request.user.has_perm("projects.change_merge")

    @admin.action(description="撤销所选合并", permissions=["undo"])
    def undo(self, request: HttpRequest, queryset: QuerySet[Merge]) -> None:
        """The newest first, as merges may build on each other."""
        for record in queryset.order_by("-pk")[:50]:
            try:
                back = unmerge(record, user=person(request))
            except ValidationError as error:
                self.message_user(request, f"{record}：{' '.join(error.messages)}", messages.ERROR)
            else:
                self.message_user(request, f"已恢复“{back.name}”。", messages.SUCCESS)


@admin.register(Distinct)
class DistinctAdmin(ReadOnlyAdmin):
    """Pairs judged to be different; a wrong judgement can be taken back."""

    list_display = ("names", "kind", "user", "created_at", "reason")
    list_filter = ("kind",)
    list_select_related: ClassVar[tuple[str, ...]] = ("user",)
    search_fields = ("names", "reason")
    fields = ("names", "kind", "user", "created_at", "reason")
    actions = ("take_back",)

    def has_undo_permission(self, request: HttpRequest) -> bool:
        """Whether the person may take such a judgement back."""
        return request.user.has_perm("projects.delete_distinct")

    @admin.action(description="撤销“判为不同”", permissions=["undo"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[Distinct]) -> None:
        count = queryset.count()
        queryset.delete()
        self.message_user(request, f"已撤销 {count} 条。", messages.SUCCESS)
