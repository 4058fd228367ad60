"""Hits ready to print: the record or article of an indexed row, its marked name and sentence, its citations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kbase.search.document import fold_name
from kbase.search.highlight import marked, snippet
from kbase.search.nodes import Term
from parks.models import Park
from parks.vocabulary import RegionTerm, load
from projects.models import Article, Citation, Project, SearchDocument
from projects.models.document import Searched, analyser

#: Marks of headings and lists that sources leave in front of a line.
_MARKS = re.compile(r"^[\s#>*·•-]+|[\s*]+$")
#: The title stands among the first lines, if anywhere.
_HEAD = 6
_STOPS = tuple("。！？!?；…”」』")


@dataclass(frozen=True, slots=True)
class Hit:
    """One row of the list: the record, its name and best sentence with ``<mark>``, the citations of what it shows.

    ``kind`` is "project", "batch", "park" or "article"; an article has no citations of its own. ``industries`` are the
    names of the narrowest. Of the record only those columns are read that a list prints.
    """

    record: Searched
    kind: str
    title: SafeString
    snippet: SafeString
    citations: dict[str, Citation]
    industries: list[str]

    @property
    def where(self) -> str:
        """Region, park and industries of a record in a line: 「山东省青岛市 · 青岛高新区 · 人工智能、机器人」."""
        record: Any = self.record
        region = "".join(term.name for term in _divisions(record.region_id)) or _("地区未披露")
        park = record.park.name if isinstance(record, Project) and record.park else ""
        return " · ".join(filter(None, (region, park, "、".join(self.industries))))


class Sourced(NamedTuple):
    """An indexed row, its record, and the chosen citations of the record by field, the first of each."""

    row: SearchDocument
    record: Searched
    citations: dict[str, Citation]


class Shelves(NamedTuple):
    """Where records and citations are taken from, with the columns that are wanted."""

    parks: Any
    projects: Any
    articles: Any
    citations: Any


def hits(rows: Sequence[SearchDocument], terms: Sequence[Term]) -> list[Hit]:
    """A hit for each row, in four queries at most; a record that was deleted meanwhile is left out."""
    return [_hit(each, terms) for each in sourced(rows, listed())]


def sourced(rows: Sequence[SearchDocument], shelves: Shelves) -> list[Sourced]:
    """Each row with its record and citations, in four queries at most; without those deleted meanwhile."""
    parks = _in_bulk(shelves.parks, (row.park_id for row in rows))
    projects = _in_bulk(shelves.projects, (row.project_id for row in rows))
    articles = _in_bulk(shelves.articles, (row.article_id for row in rows))
    cited = _cited(shelves.citations, parks, projects)
    found: list[Sourced] = []
    for row in rows:
        record = parks.get(row.park_id) or projects.get(row.project_id) or articles.get(row.article_id)
        if record is not None:
            found.append(Sourced(row, record, cited.get(record, {})))
    return found


@cache
def whole() -> Shelves:
    """Records and citations with all their columns."""
    return Shelves(
        Park.objects.public().select_related("region__parent__parent", "parent"),
        Project.objects.public().select_related("region__parent__parent", "park", "phase_of"),
        _articles().defer("offsets"),
        _chosen().select_related("article").defer("article__text", "article__offsets"),
    )


@cache
def listed() -> Shelves:
    """What a line of the list prints: a tenth of all, and the list has to be quick."""
    return Shelves(
        Park.objects.public().only("zone_kind", *_PRINTED),
        Project.objects.public().select_related("park").only(*_OF_PROJECTS, *_PRINTED),
        _articles().only("title", "text", "publisher", "published"),
        _chosen().filter(field__in=_FIGURES).only("park", "project", "field", "article", "quote"),
    )


_PRINTED = (
    *("name", "region", "status", "started_on", "qualifiers", "investment_cny", "land_area_m2"),
    *("investment_original_amount", "investment_original_currency"),
)
_OF_PROJECTS = ("kind", "phase_of", "project_count", "park__name")
_FIGURES = ("investment_cny", "investment_original", "land_area_m2")


def _divisions(adcode: str | None) -> list[RegionTerm]:
    return load().region_path(adcode) if adcode and adcode in load().regions else []


def _in_bulk(shelf: Any, keys: Iterable[int | None]) -> dict[int | None, Any]:
    found: dict[int | None, Any] = shelf.order_by().in_bulk({key for key in keys if key})
    return found


def _hit(found: Sourced, terms: Sequence[Term]) -> Hit:
    row, record = found.row, found.record
    name = record.heading if isinstance(record, Article) else record.name
    return Hit(
        record,
        row.kind,
        marked(name, terms, analyser(), spoken=True),
        snippet(prose(row.body, name, whole=not terms), terms, analyser()),
        found.citations,
        _narrowest(row.industries),
    )


def prose(body: str, title: str, *, whole: bool = False) -> str:
    """What a text tells beyond its title, without marks of headings: "### 集中开工\n**新建**园区。" → "新建园区。".

    ``whole``: sentences that name it come first, and whole ones before headings and scraps.
    """
    lines = [_MARKS.sub("", line).replace("**", "") for line in body.splitlines()]
    told = [line for place, line in enumerate(lines) if line and not (place < _HEAD and _says(line, title))]
    return "\n".join(sorted(told, key=lambda line: (title not in line, not line.endswith(_STOPS))) if whole else told)


def _says(line: str, title: str) -> bool:
    """Whether a line is the title; one cut off with 「…」 is the beginning of its line."""
    said, cut = fold_name(title.removesuffix("…")), title.endswith("…")
    return bool(said) and (fold_name(line).startswith(said) if cut else fold_name(line) == said)


def _narrowest(codes: Iterable[str]) -> list[str]:
    """Names of the industries that no other of these lies in; without the unknown."""
    terms = load().industries
    known = [code for code in codes if code in terms]
    above = {terms[code].parent for code in known}
    return [terms[code].name for code in known if code not in above]


def _cited(shelf: Any, parks: dict[int | None, Any], projects: dict[int | None, Any]) -> dict[Any, dict[str, Citation]]:
    """The citations of these records by field, the first of each; one query for both kinds."""
    if not parks and not projects:
        return {}
    found: dict[Any, dict[str, Citation]] = {}
    for each in shelf.filter(Q(park__in=[*parks]) | Q(project__in=[*projects])):
        subject = parks[each.park_id] if each.park_id else projects[each.project_id]
        found.setdefault(subject, {}).setdefault(each.field, each)
    return found


def _chosen() -> Any:
    return Citation.objects.current().filter(chosen=True).order_by("article_id", "start")


def _articles() -> Any:
    active = Q(citations__active=True)
    return Article.objects.annotate(
        projects=Count("citations__project", filter=active & Q(citations__project__withheld=""), distinct=True),
        parks=Count("citations__park", filter=active & Q(citations__park__withheld=""), distinct=True),
    )
