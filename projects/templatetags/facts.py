"""Tags that show facts: the table of a record, a figure in a row, the marked text of an article."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote as percent

from django import template
from django.db.models import F, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kbase.templatetags.formats import Amount, figure_html, in_mu, in_yi, money
from parks.models import Park, Region
from projects.compare import compare_url
from projects.facts import FactSheet, fact_sheet
from projects.marks import keys_of
from projects.models import Citation, Project
from projects.models.citation import Subject
from projects.overview import Overview, Ranked, overview
from projects.related import Near, Participant, near, participants, told_together

register = template.Library()

#: Characters of each end of a long quote in a link to its words.
_FRAGMENT = 20


@register.simple_tag
def facts_of(subject: Subject) -> FactSheet:
    """``{% facts_of park as sheet %}``: everything known of a record, for park and project pages alike."""
    return fact_sheet(subject)


@register.filter
def live(citation: Citation) -> str:
    """The page as it is on the web today, scrolled to the words where the browser can; "" without an address.

    Long quotes are named by their ends: …#:~:text=崂山区举行,集中开工.
    """
    url = citation.article.live_url
    if not url:
        return ""
    whole = citation.quote.replace("\n", " ").strip()
    parts = [whole] if len(whole) <= 2 * _FRAGMENT else [whole[:_FRAGMENT], whole[-_FRAGMENT:]]
    words = ",".join(percent(part, safe="").replace("-", "%2D") for part in parts)
    return f"{url.partition('#')[0]}#:~:text={words}"


@register.simple_tag
def near_to(subject: Subject) -> list[Near]:
    """``{% near_to park as records %}``: records like this one, with the reason."""
    return near(subject)


@register.simple_tag
def participants_of(subject: Subject) -> list[Participant]:
    """``{% participants_of project as all %}``: organisations, their roles, and what else they take part in."""
    return participants(subject)


@register.simple_tag
def told_with(batch: Project, sheet: FactSheet) -> list[Project]:
    """``{% told_with record sheet as projects %}``: projects that the articles about a batch name."""
    return told_together(batch, sheet.articles)


@register.simple_tag
def overview_of(by: str | None = None, **scope: Any) -> Overview:
    """``{% overview_of request.GET.by region=region.adcode as overview %}``: the figures of a place, a park."""
    return overview(by or "count", **{name: str(value) for name, value in scope.items()})


@register.simple_tag
def place_in(found: Overview, adcode: str) -> Ranked | None:
    """``{% place_in overview each.adcode as held %}``: what an overview holds in one region; None if nothing."""
    return found.place(adcode)


@register.simple_tag
def compare_with(record: Subject) -> str:
    """``{% compare_with record %}``: the page that sets this record beside others."""
    return compare_url("park" if isinstance(record, Park) else "project", [record.pk])


@register.simple_tag
def projects_in(region: Region, limit: int) -> QuerySet[Project]:
    """``{% projects_in region 50 as projects %}``: projects and batches in a division, the largest first."""
    inside = Project.objects.public().filter(region__in=Region.objects.within(region.adcode)).select_related("region")
    return inside.order_by(F("investment_cny").desc(nulls_last=True), "name_key")[:limit]


@register.simple_tag
def investment(record: Subject, citations: dict[str, Citation] | None = None) -> SafeString:
    """The investment in a column of 亿元, or in its own currency; a link to its words when it is cited."""
    field, amount = "investment_cny", in_yi(record.investment_cny)
    if amount is None and record.investment_original_amount is not None:
        amount = money(record.investment_original_amount, record.investment_original_currency)
        field = "investment_original"
    return _linked(record, field, amount, citations or {})


@register.simple_tag
def land(record: Subject, citations: dict[str, Citation] | None = None) -> SafeString:
    """The land in a column of 亩; a link to its words when it is cited."""
    return _linked(record, "land_area_m2", in_mu(record.land_area_m2), citations or {})


def _linked(record: Subject, field: str, amount: Amount | None, citations: dict[str, Citation]) -> SafeString:
    if amount is None:
        return format_html('<span class="none" title="{}">—</span>', _("未披露"))
    html = figure_html(amount, record.qualifiers.get(field))
    citation = citations.get(field)
    if citation is None:
        return html
    return format_html(
        '<a class="figure" href="{}" title="{}：{}">{}</a>',
        citation.get_absolute_url(),
        _("出处"),
        citation.quote,
        html,
    )


@register.simple_tag
def words(nodes: Any, numbers: dict[int, Any]) -> SafeString:
    """A line of an article: each citation's words in a mark with its id, each record's number behind them."""
    return format_html_join("", "{}", ((_node(node, numbers, outermost=True),) for node in nodes))


def _node(node: Any, numbers: dict[int, Any], *, outermost: bool) -> SafeString:
    if isinstance(node, str):
        return format_html("{}", node)
    inside = format_html_join("", "{}", ((_node(child, numbers, outermost=False),) for child in node.children))
    identity = format_html(' id="c{}"', node.key) if node.first else mark_safe(' class="more"')
    marked = format_html("<mark{}>{}</mark>", identity, inside)
    return format_html("{}{}", marked, _references(node, numbers)) if outermost else marked


def _references(node: Any, numbers: dict[int, Any]) -> SafeString:
    found = {numbers[key].number: numbers[key] for key in keys_of(node) if key in numbers}
    return format_html_join(
        "",
        '<a class="ref" href="{}" data-n="{}" aria-label="{} {}：{}" title="{}"></a>',
        (
            (each.record.get_absolute_url(), number, _("记录"), number, each.record.name, each.record.name)
            for number, each in sorted(found.items())
        ),
    )
