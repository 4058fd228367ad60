"""The review queue: a table to pick from, and one doubt after the other with its evidence beside it."""

from __future__ import annotations

import json
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.safestring import SafeString

from kbase.templatetags.formats import qualified
from projects.actions import queue
from projects.actions.choice import rule
from projects.actions.cite import reject
from projects.actions.columns import column_value
from projects.actions.review import accept, take_back
from projects.admin.base import ReadOnlyAdmin, link, person
from projects.admin.deciding import read_decision, related
from projects.admin.inlines import standing_of
from projects.admin.values import label_of, show_value
from projects.fields import FIELDS
from projects.marks import quote
from projects.models import Article, Citation, Doubt

Words = tuple[Article, int, int]

#: What is left is counted up to here; a longer queue is 「1000 以上」.
MOST_COUNTED = 1000

#: Characters of the article around the words.
AROUND = 220

KINDS = (("park", "园区"), ("project", "项目与批次"))


class ReasonFieldFilter(admin.SimpleListFilter):
    """The field, for the queue's index."""

    title = "栏目"
    parameter_name = "field"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(field.name, field.label) for field in FIELDS]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(field=self.value()) if self.value() else queryset


@admin.register(Doubt)
class DoubtAdmin(ReadOnlyAdmin):
    """The queue as a table; :meth:`desk` goes through it."""

    list_display = ("record", "what", "shown", "reasons_", "weight", "look")
    list_display_links = None
    list_filter = ("reason", ReasonFieldFilter)
    list_select_related: ClassVar[tuple[str, ...]] = ("park", "project")
    actions = ("accept_selected",)
    change_list_template = "admin/projects/doubt/change_list.html"

    def get_urls(self) -> list[Any]:
        desk = path("desk/", self.admin_site.admin_view(self.desk), name="projects_doubt_desk")
        return [desk, *super().get_urls()]

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether the person may decide."""
        return request.user.has_perm("projects.add_review")

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """A doubt has no page of its own but its place on the desk."""
        return HttpResponseRedirect(f"{reverse('admin:projects_doubt_desk')}?only={object_id}")

    @admin.display(description="记录")
    def record(self, doubt: Doubt) -> str:
        return str(doubt.subject)

    @admin.display(description="栏目", ordering="field")
    def what(self, doubt: Doubt) -> str:
        return label_of(doubt.field)

    @admin.display(description="现值")
    def shown(self, doubt: Doubt) -> str:
        field = next(field for field in FIELDS if field.name == doubt.field)
        if field.many or field.kind == "record":
            return "（见详情）"
        return _in_words(doubt, column_value(doubt.subject, field))

    @admin.display(description="缘由")
    def reasons_(self, doubt: Doubt) -> str:
        return "、".join(doubt.why)

    @admin.display(description="逐条核对")
    def look(self, doubt: Doubt) -> SafeString:
        return link(f"{reverse('admin:projects_doubt_desk')}?only={doubt.pk}", "核对")

    @admin.action(description="确认所选（现值无误）", permissions=["decide"])
    def accept_selected(self, request: HttpRequest, queryset: QuerySet[Doubt]) -> HttpResponse | None:
        """Say how many and which, then, once confirmed, accept them."""
        rows = list(queryset.select_related("park", "project")[: queue.MOST_AT_ONCE + 1])
        if len(rows) > queue.MOST_AT_ONCE:
            self.message_user(request, f"一次最多确认 {queue.MOST_AT_ONCE} 条，请缩小范围。", messages.ERROR)
            return None
        if request.POST.get("confirmed") == "yes":
            done = queue.accept_all(rows, user=person(request))
            self.message_user(request, f"已确认 {done} 条。", messages.SUCCESS)
            return None
        context = {**self.admin_site.each_context(request), "title": f"确认 {len(rows)} 条？", "opts": self.opts}
        context["rows"] = [(doubt, self.what(doubt), self.shown(doubt)) for doubt in rows]
        return TemplateResponse(request, "admin/projects/doubt/confirm.html", context)

    def desk(self, request: HttpRequest) -> HttpResponse:
        """One doubt: GET shows it, POST says what a person finds and goes on to the next."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._say(request)
        return self._show(request)

    def _show(self, request: HttpRequest, *, only: str = "", typed: dict[str, str] | None = None) -> HttpResponse:
        rows = _asked(request)
        only = only or request.GET.get("only", "")
        place = _place(request.GET.get("after", ""))
        here = rows.filter(pk=int(only)) if only.isdecimal() and len(only) < 18 else queue.behind(rows, place)
        step = queue.next_step(here)
        context = {**self.admin_site.each_context(request), "title": "核对", "opts": self.opts}
        context |= {"filters": _filters(request), "may_decide": self.has_decide_permission(request), "place": place}
        if step is not None:
            left = len(rows[: MOST_COUNTED + 1].values_list("pk", flat=True))
            context |= {"left": left, "more": left > MOST_COUNTED, **_page(request, step), "typed": typed or {}}
        return TemplateResponse(request, "admin/projects/doubt/desk.html", context)

    def _say(self, request: HttpRequest) -> HttpResponse:
        if not self.has_decide_permission(request):
            raise PermissionDenied
        key = request.POST.get("doubt", "")
        doubt = Doubt.objects.select_related("park", "project").filter(pk=key if key.isdecimal() else 0).first()
        if doubt is None:
            messages.warning(request, "这一条已由他人处理，或因新的导入而消失。")
            return HttpResponseRedirect(_address(request, _place(request.POST.get("at", ""))))
        place = (doubt.weight, doubt.pk)
        try:
            messages.success(request, _act(request, doubt))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            typed = {name: request.POST.get(name, "") for name in ("value", "reason")}
            return self._show(request, only=str(doubt.pk), typed=typed)
        return HttpResponseRedirect(_address(request, place))


def _act(request: HttpRequest, doubt: Doubt) -> str:
    """Do what the button says; what was done, in words. ValidationError when it cannot be."""
    subject, name, user, post = doubt.subject, doubt.field, person(request), request.POST
    about = f"{subject} · {label_of(name)}"
    verb, _, key = post.get("verb", "").partition(":")
    reason = post.get("reason", "")[:300]
    match verb:
        case "accept":
            accept(subject, name, user=user, seen=json.loads(post.get("seen") or "null"), reason=reason)
            return f"已确认：{about}。"
        case "choose":
            citation = _citation(doubt, key)
            field = queue.BY_NAME[name]
            value = related(field, citation.value) if field.kind == "record" else citation.value
            stated = (citation.article, citation.start, citation.end)
            queue.correct(subject, name, value, user=user, reason=reason, words=stated, qualifier=citation.qualifier)
            return f"已改用另一说法：{about}。"
        case "correct":
            value = read_decision(queue.BY_NAME[name], post.get("value", ""))
            words: Words | None = None
            if post.get("words"):
                citation = _citation(doubt, post["words"])
                words = (citation.article, citation.start, citation.end)
            queue.correct(subject, name, value, user=user, reason=reason, words=words)
            return f"已改正：{about}。"
        case "reject":
            reject([_citation(doubt, key)], user=user)
            return f"已将一处引文标记为不成立：{about}。"
        case "no_basis":
            queue.no_basis(subject, name, user=user)
            return f"文中无据，已清空：{about}。"
        case "take_back":
            take_back(subject, name, user=user, reason=reason)
            return f"已撤回人工核对，恢复机器取值：{about}。"
    raise ValidationError("请选择一个动作。")


def _citation(doubt: Doubt, key: str) -> Citation:
    rows = Citation.objects.about(doubt.subject).filter(field=doubt.field).select_related("article", "park", "project")
    return get_object_or_404(rows, pk=key if key.isdecimal() and len(key) < 18 else 0)


def _asked(request: HttpRequest) -> QuerySet[Doubt]:
    return queue.waiting(**{name: request.GET.get(name, "") for name in ("reason", "field", "kind")})


def _place(text: str) -> queue.Place | None:
    """ "35-12" → (35, 12); None for anything else."""
    weight, _, key = text.partition("-")
    return (int(weight), int(key)) if weight.isdecimal() and key.isdecimal() and len(text) < 30 else None


def _address(request: HttpRequest, place: queue.Place | None) -> str:
    """The desk with the same filters, behind ``place``."""
    kept = {name: request.GET[name] for name in ("reason", "field", "kind") if request.GET.get(name)}
    if place:
        kept["after"] = f"{place[0]}-{place[1]}"
    return f"{reverse('admin:projects_doubt_desk')}?{urlencode(kept)}"


def _filters(request: HttpRequest) -> list[dict[str, Any]]:
    """The three choices above the desk."""
    groups = (
        ("reason", "缘由", Doubt.Reason.choices),
        ("field", "栏目", [(field.name, field.label) for field in FIELDS]),
        ("kind", "类别", KINDS),
    )
    return [
        {"name": name, "label": label, "value": request.GET.get(name, ""), "options": options}
        for name, label, options in groups
    ]


def _page(request: HttpRequest, step: queue.Step) -> dict[str, Any]:
    doubt, field, subject = step.doubt, step.field, step.subject
    value = column_value(subject, field)
    chosen = next((citation for citation in step.citations if citation.chosen), None)
    rejected_values = [citation.value for citation in step.citations if citation.chosen]
    evidence = [
        {
            "citation": citation,
            "quote": quote(citation.article.text, citation.start, citation.end, size=AROUND),
            "value": qualified(show_value(field.name, citation.value), citation.qualifier),
            "standing": standing_of(citation),
            "confidence": round(citation.confidence * 100),
            "rule": _rule(step, chosen, citation),
            "other": not field.many and not citation.chosen and citation.value not in rejected_values,
        }
        for citation in step.citations
    ]
    versions = 0 if field.many else len(step.values)
    return {
        "step": step,
        "evidence": evidence,
        "what": field.label,
        "shown": _in_words(doubt, value),
        "seen": json.dumps(value, ensure_ascii=False),
        "example": _EXAMPLES.get(field.kind, ""),
        "versions": versions,
        "rule": next((one["rule"] for one in evidence if one["rule"]), "") if versions > 1 else "",
        "decided": show_value(field.name, step.decision.new) if step.decision else "",
        "at": f"{doubt.weight}-{doubt.pk}",
        "skip": _address(request, (doubt.weight, doubt.pk)),
    }


def _rule(step: queue.Step, chosen: Citation | None, citation: Citation) -> str:
    """Why this version is not the one shown; nothing for the shown one, and where several may hold together."""
    if step.field.many or step.field.kind == "name" or chosen is None or citation.value == chosen.value:
        return ""
    return "人工核对优先" if step.decision else rule(step.field, chosen, citation)


_EXAMPLES = {
    "money": "例如 15亿元",
    "area": "例如 53亩、3.5公顷",
    "date": "例如 2023年2月",
    "region": "六位代码或全称",
    "status": "规划、签约、在建、建成、投产运营",
    "industries": "每行一个产业名称或代码",
    "organisations": "每行一个，括号写明角色",
    "count": "整数",
}


def _in_words(doubt: Doubt, value: Any) -> str:
    return qualified(show_value(doubt.field, value), doubt.subject.qualifiers.get(doubt.field))
