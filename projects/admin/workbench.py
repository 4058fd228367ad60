"""The article workbench: the text with its citations, the records found, and a form that links selected words.

The same form works by selecting with the mouse (``static/js/workbench.js`` asks :func:`propose`), by choosing one of
the figures that no record claims yet (plain links), and by pasting words and pressing 「识别」.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, JsonResponse, QueryDict
from django.urls import reverse

from parks.models import Park
from parks.record import match_keys
from projects.actions.cite import cite, find_quote
from projects.actions.found import KINDS, found
from projects.actions.propose import Proposal, proposals, unlinked
from projects.admin.citeform import QUALIFIERS
from projects.admin.searching import named
from projects.admin.values import read_value, show_value
from projects.fields import BY_NAME, FIELDS
from projects.models import Article, Citation, Project
from projects.models.citation import Subject
from projects.reading import Reading, reading

#: Figures without a record that the page lists; records that the search for a name offers.
MOST_UNLINKED, MOST_FOUND = 40, 20

_KEY = re.compile(r"(park|project)-(\d{1,15})")


class LinkForm(forms.Form):
    """Words, what they state, and of which record. After ``is_valid()``: ``span``, ``value`` and ``subject``."""

    quote = forms.CharField(
        label="原文", max_length=2000, strip=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="在左侧选取文字，或逐字粘贴（包括标点）。",
    )  # fmt: skip
    occurrence = forms.IntegerField(label="第几处", required=False, min_value=1, help_text="出现多次时填写。")
    start = forms.IntegerField(required=False, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field = forms.ChoiceField(label="说明哪一栏", choices=[(field.name, field.label) for field in FIELDS])
    value = forms.CharField(label="值", max_length=300, help_text="例如 15亿元、53亩、2023年2月、崂山区、在建。")
    qualifier = forms.ChoiceField(label="约数", choices=QUALIFIERS, required=False)
    record = forms.ChoiceField(label="哪条记录", required=False)
    name = forms.CharField(
        label="其他记录", max_length=240, required=False, help_text="填名称查找；没有时选类别新建。",
        widget=forms.TextInput(attrs={"list": "records", "autocomplete": "off"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label="新建为", choices=[("", "不新建"), *KINDS], required=False)

    def __init__(self, article: Article, known: list[Subject], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.article = article
        choices = [("", "其他（按名称）"), *((key_of(subject), subject.name) for subject in known)]
        self.fields["record"].choices = choices  # type: ignore[attr-defined]

    def clean_quote(self) -> str:
        """The words with the line ends of the article, not of the browser."""
        return self.cleaned_data["quote"].replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("quote"):
            self._tell("quote", lambda: cleaned.update(span=self.span(cleaned)))
        if cleaned.get("field") and cleaned.get("value"):
            self._tell("value", lambda: cleaned.update(told=read_value(BY_NAME[cleaned["field"]], cleaned["value"])))
        self._tell("name", lambda: cleaned.update(subject=self._subject(cleaned)))
        return cleaned

    def _tell(self, box: str, read: Any) -> None:
        try:
            read()
        except ValidationError as error:
            self.add_error(box, error)

    def span(self, cleaned: dict[str, Any]) -> tuple[int, int]:
        """Where the words stand: as selected when they are exactly there, else wherever they are found, once."""
        start, end, quote = cleaned.get("start"), cleaned.get("end"), cleaned["quote"]
        if start is not None and end is not None and quote and self.article.text[start:end] == quote:
            return start, end
        return find_quote(self.article, quote.strip("\n"), occurrence=cleaned.get("occurrence"))

    def _subject(self, cleaned: dict[str, Any]) -> Subject | None:
        """The record chosen, or the one of that name; None when a new one is wanted."""
        if match := _KEY.fullmatch(cleaned.get("record") or ""):
            return by_key(match[0])
        name = (cleaned.get("name") or "").strip()
        if match := re.search(r"［(park|project)-(\d{1,15})］$", name):
            return by_key(f"{match[1]}-{match[2]}")
        if not name:
            raise ValidationError("请选择一条记录，或填写它的名称。")
        if cleaned.get("kind"):
            return None
        rows = find_records(name, exact=True)
        if len(rows) == 1:
            return rows[0]
        if rows:
            raise ValidationError("有多条同名记录，请从列表中选：" + "；".join(label_of(row) for row in rows))
        raise ValidationError("没有这个名称的记录；若要新建，请选择“新建为”的类别。")

    def link(self, user: User) -> Citation:
        """Write the citation of a valid form, with its record when that is new."""
        cleaned = self.cleaned_data
        subject = cleaned["subject"] or found(cleaned["kind"], cleaned["name"], article=self.article, user=user)
        start, end = cleaned["span"]
        if cleaned["subject"] is None and cleaned["field"] == "name" and subject.citations.exists():
            return subject.citations.get()
        return cite(
            self.article, start, end, subject=subject, field=cleaned["field"], value=cleaned["told"],
            qualifier=cleaned["qualifier"] or "exact", user=user,
        )  # fmt: skip


def key_of(subject: Subject) -> str:
    """ "project-12"."""
    return f"{subject._meta.model_name}-{subject.pk}"


def by_key(key: str) -> Subject:
    """The record of a key. ValidationError when it is gone."""
    kind, _, pk = key.partition("-")
    row = (Park if kind == "park" else Project).objects.filter(pk=int(pk)).first()
    if row is None:
        raise ValidationError("这条记录已不存在。")
    return row


def label_of(subject: Subject) -> str:
    """A record that can be told from its namesakes: 「数字产业园（园区，山东省青岛市）［park-3］」."""
    kind = "园区" if isinstance(subject, Park) else subject.get_kind_display()
    place = f"，{subject.region.full_name}" if subject.region else ""
    return f"{subject.name}（{kind}{place}）［{key_of(subject)}］"


def find_records(name: str, *, exact: bool = False) -> list[Subject]:
    """Parks and projects of that name or other name, or (not ``exact``) whose name holds it."""
    found: list[Subject] = []
    for rows in (Park.objects.all(), Project.objects.all()):
        if exact:
            rows = rows.filter(match_keys__overlap=match_keys([name])).filter(
                Q(name=name) | Q(aliases__contains=[name])
            )
        else:
            rows = rows.filter(pk__in=named(rows.model, name))
        found += rows.select_related("region__parent__parent").order_by("name_key")[:MOST_FOUND]
    return found


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal ready to print and to fill in: ``url`` is the page with the form filled."""

    proposal: Proposal
    quote: str
    label: str
    text: str
    url: str


def offer(article: Article, proposal: Proposal) -> Offer:
    """A proposal in words that the form reads back."""
    url = reverse("admin:projects_article_workbench", args=[article.pk])
    text = show_value(proposal.field, proposal.value)
    if proposal.field == "region":
        text = f"{proposal.value} {text}"
    return Offer(
        proposal, article.text[proposal.start : proposal.end], BY_NAME[proposal.field].label, text,
        f"{url}?start={proposal.start}&end={proposal.end}&field={proposal.field}#link",
    )  # fmt: skip


def free_figures(article: Article, page: Reading) -> list[Offer]:
    """Figures and dates of the text that no record claims."""
    spans = [(told.citation.start, told.citation.end) for entry in page.entries for told in entry.told]
    return [offer(article, each) for each in unlinked(article, spans)[:MOST_UNLINKED]]


def prefilled(article: Article, page: Reading, asked: QueryDict) -> tuple[dict[str, Any], list[Offer]]:
    """What stands in the form for the words ``?start=…&end=…``, and what else they may state."""
    span = _span(article, asked)
    if span is None:
        return {}, []
    offers = [offer(article, each) for each in proposals(article, *span)]
    filled: dict[str, Any] = {"quote": article.text[slice(*span)], "start": span[0], "end": span[1]}
    filled["record"] = _nearest(article, page, span[0])
    best = next((one for one in offers if one.proposal.field == asked.get("field")), offers[0] if offers else None)
    if best:
        filled |= {"field": best.proposal.field, "value": best.text, "qualifier": best.proposal.qualifier}
    return filled, offers


def _span(article: Article, asked: QueryDict) -> tuple[int, int] | None:
    start, end = (asked.get(name, "") for name in ("start", "end"))
    if not (start.isdecimal() and end.isdecimal() and len(start + end) < 18):
        return None
    return (int(start), int(end)) if int(start) < int(end) <= len(article.text) else None


def _nearest(article: Article, page: Reading, start: int) -> str:
    """The record that words at ``start`` speak of, most likely: the last one named before them.

    In the line of the words a project comes before the park that it is in: 「甲项目位于乙园，投资5亿元」.
    """
    line = article.text.rfind("\n", 0, start) + 1
    before = [
        (told.citation.start >= line, told.citation.start >= line and not isinstance(entry.record, Park),
         told.citation.start, key_of(entry.record))
        for entry in page.entries
        for told in entry.told
        if told.citation.start <= start and told.citation.field == "name"
    ]  # fmt: skip
    return max(before)[-1] if before else ""


def propose(request: HttpRequest, article: Article) -> JsonResponse:
    """What the words ``?start=…&end=…`` state, as JSON for the script of the page; 400 when there are none."""
    page = reading(article)
    filled, offers = prefilled(article, page, request.GET)
    if not filled:
        return JsonResponse({"error": "所选文字不在文章之内。"}, status=400)
    listed = [
        {"field": one.proposal.field, "label": one.label, "value": one.text, "qualifier": one.proposal.qualifier}
        for one in offers
    ]
    return JsonResponse({"form": filled, "offers": listed})


def records(request: HttpRequest) -> JsonResponse:
    """Records whose name holds ``?q=…``, as JSON for the box in which a name is typed."""
    name = request.GET.get("q", "").replace("\0", "").strip()[:100]
    found = find_records(name)[:MOST_FOUND] if name else []
    return JsonResponse({"records": [label_of(row) for row in found]})
