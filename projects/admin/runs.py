"""Import runs: upload, look at the difference, import in the background, undo."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from projects.actions import runs
from projects.actions.undo import undo_run
from projects.admin.base import ReadOnlyAdmin, person
from projects.admin.values import label_of, show_value
from projects.models import ImportRun
from projects.sources import READERS

COUNTS = {
    "new": "新增文件",
    "updated": "更新文件",
    "unchanged": "未变文件",
    "unreadable": "无法读取",
    "articles": "文章",
    "created": "新建记录",
    "matched": "并入已有记录",
    "citations": "引文",
    "warnings": "提示",
    "unasked": "未问语言模型",
}


class Files(forms.ClearableFileInput):
    """A box for several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; a list."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Each by itself, as Django checks one."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [cast(UploadedFile, super(FilesField, self).clean(one, initial)) for one in given]


class UploadForm(forms.Form):
    """Files, pasted text, addresses: at least one of them."""

    documents = FilesField(
        label="文件",
        required=False,
        help_text=f"可多选：{'、'.join(suffix.lstrip('.') for suffix in sorted(READERS))}。",
    )
    text = forms.CharField(
        label="粘贴正文", required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="一篇文章，标题、日期、来源写在前几行。",
    )  # fmt: skip
    urls = forms.CharField(
        label="网页地址", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="每行一个。"
    )

    def given(self) -> list[tuple[str, bytes]]:
        """What was given, as named files."""
        cleaned = self.cleaned_data
        found = [(file.name or "未命名.txt", file.read()) for file in cleaned["documents"]]
        if text := cleaned["text"].strip():
            found.append(("粘贴的正文.txt", text.replace("\r\n", "\n").encode()))
        if urls := cleaned["urls"].strip():
            found.append(("网页地址.urls", urls.replace("\r\n", "\n").encode()))
        return found


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    """Every import, those of the command line too."""

    list_display = ("__str__", "state", "started_at", "finished_at", "user", "extractor_version", "summary")
    list_filter: ClassVar[Any] = ("state",)
    list_select_related: ClassVar[tuple[str, ...]] = ("user",)

    def get_urls(self) -> list[Any]:
        verb = path("<int:pk>/<str:verb>/", self.admin_site.admin_view(self.act), name="projects_importrun_act")
        return [*super().get_urls()[:-1], verb, super().get_urls()[-1]]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Uploading is a right of its own, although nothing is typed into a run."""
        return request.user.has_perm("projects.add_importrun")

    def has_undo_permission(self, request: HttpRequest) -> bool:
        """Whether the person may take a run back."""
        return request.user.has_perm("projects.delete_importrun")

    @admin.display(description="统计")
    def summary(self, run: ImportRun) -> str:
        return "，".join(f"{label} {run.counts[key]}" for key, label in COUNTS.items() if run.counts.get(key))

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Upload files and try them."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                run = runs.upload(form.given(), user=person(request))
                runs.start(run, runs.preview)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return HttpResponseRedirect(reverse("admin:projects_importrun_change", args=[run.pk]))
        context = {**self.admin_site.each_context(request), "title": "导入文章", "opts": self.opts, "form": form}
        return TemplateResponse(request, "admin/projects/importrun/upload.html", context)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """How far it is, what it would do, what it did."""
        run = self.get_object(request, object_id)
        if run is None:
            raise Http404
        if request.method == "POST" or not self.has_view_permission(request, run):
            raise PermissionDenied
        waiting = run.uploads.exists()
        context = {
            **self.admin_site.each_context(request), "title": str(run), "opts": self.opts, "run": run,
            "summary": self.summary(run), "preview": _preview(run), "waiting": waiting,
            "stuck": waiting and not run.busy and run.state in (ImportRun.State.RUNNING, ImportRun.State.PREVIEWING),
            "may_start": self.has_add_permission(request), "may_undo": self.has_undo_permission(request),
        }  # fmt: skip
        return TemplateResponse(request, "admin/projects/importrun/run.html", context)

    def act(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """Start the import (``start``), try it again (``try``), or take it back (``undo``)."""
        run = self.get_object(request, str(pk))
        if run is None or verb not in ("start", "try", "undo"):
            raise Http404
        allowed = self.has_undo_permission(request) if verb == "undo" else self.has_add_permission(request)
        if request.method != "POST" or not allowed:
            raise PermissionDenied
        try:
            if verb == "undo":
                counts = undo_run(run, user=person(request))
                what = f"已撤销：引文 {counts['citations']}，文件 {counts['documents']}，记录 {counts['records']}。"
                messages.success(request, what)
            else:
                runs.start(run, runs.execute if verb == "start" else runs.preview)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(reverse("admin:projects_importrun_change", args=[pk]))


def _preview(run: ImportRun) -> dict[str, Any]:
    """The difference that a dry run found, in words."""
    found = run.preview
    if not found:
        return {}
    changed = [
        {**change, "label": label_of(change["field"]), "was": show_value(change["field"], change["old"]),
         "becomes": show_value(change["field"], change["new"])}
        for change in found["changed"]
    ]  # fmt: skip
    conflicts = [{**conflict, "label": label_of(conflict["field"])} for conflict in found["conflicts"]]
    counts = [(label, found["counts"][key]) for key, label in COUNTS.items() if found["counts"].get(key)]
    return {**found, "counts": counts, "changed": changed, "conflicts": conflicts}
