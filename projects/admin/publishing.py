"""Take a record off the site, or put it back: one page with the reason, for those who may."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from projects.actions.publishing import publish, withhold
from projects.admin.base import person
from projects.admin.searching import NamedSearch
from projects.models.citation import Subject


class PublishingAdmin(NamedSearch):
    """The part of a record's admin that decides whether the public sees it."""

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_publish"
        page = path("<int:pk>/publish/", self.admin_site.admin_view(self.publish_page), name=name)
        return [page, *super().get_urls()]

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether the person may withhold records and put them back."""
        return request.user.has_perm("projects.publish_record")

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context["may_publish"] = self.has_publish_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def publish_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET asks for the reason, POST does it and goes back to the record."""
        if not self.has_publish_permission(request):
            raise PermissionDenied
        subject: Subject | None = self.model._default_manager.filter(pk=pk).first() if pk < 2**63 else None
        if subject is None:
            raise Http404("没有这条记录。")
        if request.method == "POST" and self._done(request, subject):
            return HttpResponseRedirect(
                reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[pk])
            )
        context = {
            **self.admin_site.each_context(request), "title": "恢复公开" if subject.withheld else "撤下",
            "opts": self.opts, "subject": subject,
        }  # fmt: skip
        return TemplateResponse(request, "admin/projects/publish.html", context)

    def _done(self, request: HttpRequest, subject: Subject) -> bool:
        """Do what the button says; what was done, or why it cannot be, is told as a message."""
        reason = request.POST.get("reason", "")
        try:
            if request.POST.get("verb") == "publish":
                publish(subject, user=person(request), reason=reason)
                messages.success(request, "已恢复公开。")
            else:
                withhold(subject, reason, user=person(request))
                messages.success(request, "已撤下：公开页面、列表、统计与导出中都不再出现。")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return False
        return True


class WithheldFilter(admin.SimpleListFilter):
    """Whether the public sees it."""

    title = "公开"
    parameter_name = "public"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", "公开"), ("0", "已撤下")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "1":
            return queryset.filter(withheld="")
        return queryset.exclude(withheld="") if self.value() == "0" else queryset
