"""Articles: their head to correct, their text with the workbench."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from projects.actions import stories
from projects.actions.heads import correct_head
from projects.admin import workbench
from projects.admin.base import link, person
from projects.admin.formfields import DateField, LinesField
from projects.admin.searching import NamedSearch
from projects.models import Article
from projects.reading import reading

#: Articles of a story that a page lists.
STORY_SHOWN = 20


class ArticleForm(forms.ModelForm):
    """The head of an article; its text is what the citations stand on and is never edited."""

    published = DateField(label="发布日期", required=False, help_text="例如 2023-02-08；只知年月就填年月。")
    authors = LinesField(label="作者", required=False, help_text="每行一个。")
    url = forms.URLField(
        label="原文链接", required=False, max_length=1000, assume_scheme="https", widget=AdminTextInputWidget
    )

    class Meta:
        model = Article
        fields = ("title", "publisher", "authors", "published", "url")


@admin.register(Article)
class ArticleAdmin(NamedSearch):
    """A corrected head is kept through every import, and the records it speaks of are chosen anew."""

    form = ArticleForm
    change_form_template = "admin/projects/article/change_form.html"
    list_display = ("heading", "publisher", "published", "document", "reprint", "bench")
    list_select_related = ("document",)
    list_filter = (("story", admin.EmptyFieldListFilter),)
    actions = ("join_stories", "part_stories")
    search_fields = ("title",)
    search_help_text = "标题里的字、网址，或完整的来源名称"
    searched = (("pk", Article),)
    readonly_fields = ("document", "corrected", "told", "text")
    fieldsets = (
        (None, {"fields": ("title", "publisher", "published", "authors", "url", "corrected", "document", "told")}),
        ("正文（不可修改，引文以此为准）", {"fields": ("text",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Without the document's bytes and texts."""
        rows = super().get_queryset(request).select_related("document", "story")
        return rows.defer(
            "offsets", "sketch", "document__content", "document__raw_text", "story__text", "story__offsets"
        )

    def also(self, words: str) -> Q:
        return Q(url=words) | Q(publisher=words)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool) -> None:
        if form.changed_data:
            correct_head(obj, form.changed_data, user=person(request))

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("records/", wrap(self.find_records), name="projects_article_records"),
            path("<int:pk>/workbench/", wrap(self.bench_page), name="projects_article_workbench"),
            path("<int:pk>/workbench/propose/", wrap(self.propose), name="projects_article_propose"),
            *super().get_urls(),
        ]

    def has_cite_permission(self, request: HttpRequest) -> bool:
        """Whether the person may link words to records."""
        return request.user.has_perm("projects.add_citation")

    def bench_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The text beside its records; a POST links words, or (「识别」) asks what they state."""
        article = self._article(request, pk)
        page = reading(article)
        known = [entry.record for entry in page.entries]
        offers: list[workbench.Offer] = []
        if request.method == "POST":
            if not self.has_cite_permission(request):
                raise PermissionDenied
            form = workbench.LinkForm(article, known, request.POST)
            if "recognise" in request.POST:
                form, offers = self._recognised(request, article, form)
            elif form.is_valid() and (made := self._linked(request, form)):
                return HttpResponseRedirect(f"{request.path}#c{made}")
        else:
            filled, offers = workbench.prefilled(article, page, request.GET)
            form = workbench.LinkForm(article, known, initial=filled)
        context = {
            **self.admin_site.each_context(request), "title": article.heading, "opts": self.opts, "article": article,
            "reading": page, "form": form, "offers": offers, "free": workbench.free_figures(article, page),
            "may_cite": self.has_cite_permission(request),
        }  # fmt: skip
        return TemplateResponse(request, "admin/projects/article/workbench.html", context)

    def _article(self, request: HttpRequest, pk: int) -> Article:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(Article, pk=pk)

    def _recognised(self, request: HttpRequest, article: Article, form: workbench.LinkForm) -> Any:
        """The form filled with what its pasted words state, or back with what is wrong with them."""
        form.is_valid()
        for box in [box for box in form.errors if box != "quote"]:
            del form.errors[box]
        if form.errors:
            return form, []
        asked = request.POST.copy()
        asked["start"], asked["end"] = map(str, form.cleaned_data["span"])
        asked["field"] = ""
        page = reading(article)
        filled, offers = workbench.prefilled(article, page, asked)
        return workbench.LinkForm(article, [entry.record for entry in page.entries], initial=filled), offers

    def _linked(self, request: HttpRequest, form: workbench.LinkForm) -> int | None:
        try:
            citation = form.link(person(request))
        except ValidationError as error:
            form.add_error(None, error)
            return None
        messages.success(request, f"已关联到“{citation.subject.name}”。")
        return citation.pk

    def propose(self, request: HttpRequest, pk: int) -> HttpResponse:
        return workbench.propose(request, self._article(request, pk))

    def find_records(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return workbench.records(request)

    @admin.action(description="归为同一报道（转载只算一个来源）", permissions=["change"])
    def join_stories(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._tell(request, lambda: f"已归入“{stories.join(list(queryset), user=person(request)).heading}”。")

    @admin.action(description="不是转载（各算一个来源）", permissions=["change"])
    def part_stories(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._tell(request, lambda: f"已分开 {stories.part(list(queryset), user=person(request))} 篇。")

    def _tell(self, request: HttpRequest, deed: Callable[[], str]) -> None:
        """Do it, and say what was done or why not."""
        try:
            self.message_user(request, deed(), messages.SUCCESS)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)

    @admin.display(description="转载自")
    def reprint(self, article: Article) -> str:
        return article.story.heading if article.story else ""

    @admin.display(description="同一报道")
    def told(self, article: Article) -> SafeString | str:
        """The other articles of its story, the first one first."""
        rows = Article.objects.filter(Q(pk=article.told_first) | Q(story=article.told_first)).exclude(pk=article.pk)
        others = rows.order_by("pk").defer("offsets", "sketch")[:STORY_SHOWN]
        links = ((each.get_absolute_url(), each.heading, each.publisher or "来源不详") for each in others)
        return format_html_join(mark_safe("<br>"), '<a href="{}">{}</a>（{}）', links) or "（无转载）"

    @admin.display(description="核对原文")
    def bench(self, article: Article) -> SafeString:
        return link(reverse("admin:projects_article_workbench", args=[article.pk]), "工作台")

    @admin.display(description="标题", ordering="title")
    def heading(self, article: Article) -> str:
        return article.heading

    @admin.display(description="人工改过的栏目")
    def corrected(self, article: Article) -> str:
        labels = (str(column.verbose_name) for column in Article._meta.fields if column.name in article.edited)
        return "、".join(labels) or "（无）"
