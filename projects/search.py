"""The one query behind list pages, API, exports and feeds: what is typed and chosen → hits, totals, facets.

``FACETS`` and ``SORTS`` are the whole declaration; how they work is ``kbase.search``'s business.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet
from django.http import QueryDict
from django.utils.safestring import SafeString
from django_filters import CharFilter

from kbase.search.counting import Remembered, narrowed
from kbase.search.executor import Answer, Executor, Orders, Plan, SqlExecutor
from kbase.search.facets import Band, Facet, Node, Nodes, Range, Selection, Terms, Tree
from kbase.search.highlight import marked, snippet
from kbase.search.parameters import read
from kbase.search.query import SearchQuery, parse
from kbase.search.ranking import matches, ranked
from kbase.search.results import Chip, FacetResult, Option, ResultPage
from kbase.search.state import State
from parks.models import Industry, Park, Region
from parks.record import Status
from projects.models import Citation, Project, SearchDocument
from projects.models.citation import Subject
from projects.models.document import analyser

PAGE_SIZE = 20
KINDS = {"project": "项目", "batch": "项目批次", "park": "园区", "article": "文章"}
BANDS = (
    Band("lt1", "1亿以下", None, 1),
    Band("1-5", "1–5亿", 1, 5),
    Band("5-10", "5–10亿", 5, 10),
    Band("10-50", "10–50亿", 10, 50),
    Band("50-100", "50–100亿", 50, 100),
    Band("ge100", "100亿以上", 100, None),
)


_REGION = ("pk", "name", "parent", "parent__name", "parent__parent", "parent__parent__name")
_INDUSTRY = ("pk", "name", "parent", "parent__name")


def _regions(codes: Collection[str]) -> Nodes:
    return _paths(Region.objects.filter(pk__in=codes).values_list(*_REGION))


def _regions_below(codes: Collection[str]) -> Nodes:
    return _paths(Region.objects.filter(Q(parent=None) | Q(parent__in=codes)).values_list(*_REGION))


def _industries(codes: Collection[str]) -> Nodes:
    return _paths(Industry.objects.filter(pk__in=codes).values_list(*_INDUSTRY))


def _industries_below(codes: Collection[str]) -> Nodes:
    return _paths(Industry.objects.filter(Q(parent=None) | Q(parent__in=codes)).values_list(*_INDUSTRY))


def _paths(rows: Any) -> Nodes:
    """Code, name, code above, its name, …: a node for each."""
    nodes: dict[str, Node] = {}
    for row in rows:
        for place in range(0, len(row), 2):
            if row[place]:
                nodes[row[place]] = Node(row[place + 1], row[place + 2] if place + 2 < len(row) else None)
    return nodes


_PERIOD = r"\d{4}(?:Q[1-4]|-(?:0[1-9]|1[0-2]))?"


def _periods(codes: Collection[str]) -> Nodes:
    """Years, quarters and months, each with what holds it: "2023-02" → 2023年2月, in 2023Q1, in 2023."""
    nodes: dict[str, Node] = {}
    for code in codes:
        year, month = code[:4], code[5:7]
        quarter = f"{year}Q{(int(month) + 2) // 3}" if "-" in code else code if "Q" in code else ""
        nodes[year] = Node(f"{year}年")
        if quarter:
            nodes[quarter] = Node(f"{year}年{quarter[-1]}季度", year)
        if "-" in code:
            nodes[code] = Node(f"{year}年{int(month)}月", quarter)
    return nodes


FACETS: tuple[Facet, ...] = (
    Tree(
        key="region",
        label="地区",
        column="regions",
        place="bar",
        load=_regions,
        listed=_regions_below,
        pattern=r"\d{6}",
    ),
    Tree(
        key="industry",
        label="行业",
        column="industries",
        place="bar",
        load=_industries,
        listed=_industries_below,
        pattern=r"\w{1,8}",
    ),
    Range(
        key="investment", label="投资额", column="investment_cny", place="bar", bands=BANDS, unit="亿元", scale=10**8
    ),
    Terms(key="status", label="进度", column="status", choices=dict(Status.choices), order="declared"),
    Terms(key="kind", label="类别", column="kind", choices=KINDS, order="declared", unknown=""),
    Tree(key="year", label="报道时间", column="years", load=_periods, order="newest", pattern=_PERIOD),
)

#: Unknown values last; the newest of two equals first; the last column makes every order total.
FRESHNESS = ("-newest_source", "-source_count", "pk")
SORTS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "relevance": ("相关", ()),
    "newest": ("最新", ()),
    "investment": ("投资额", (F("investment_cny").desc(nulls_last=True),)),
    "land": ("用地", (F("land_area_m2").desc(nulls_last=True),)),
    "name": ("名称", ("name_key",)),
}


def executor() -> Executor:
    """What answers searches over the rows of this database."""
    orders = {name: columns for name, (_, columns) in SORTS.items()}
    return SqlExecutor(SearchDocument.objects.all(), Orders(orders, FRESHNESS))


@dataclass(frozen=True, slots=True)
class Hit:
    """One row of the list: the record, its name and best sentence with ``<mark>``, the citations of what it shows."""

    record: Subject
    title: SafeString
    snippet: SafeString
    citations: dict[str, Citation]


class RecordSearch:
    """A search over records of some kinds: RecordSearch(("project", "batch"), request.GET).

    Any parameters will do; ``errors`` says in Chinese what could not be taken as given, and what was done instead.
    """

    def __init__(self, kinds: Sequence[str], params: QueryDict) -> None:
        self._facets = tuple(self._bound(facet, kinds) for facet in FACETS if facet.key != "kind" or len(kinds) > 1)
        self._kinds = tuple(kinds)
        self._all = SearchDocument.objects.filter(kind__in=kinds)
        filters = {"q": CharFilter()} | {name: item for facet in self._facets for name, item in facet.filters().items()}
        cleaned, self._problems = read(filters, params, self._all)
        self._query = parse(cleaned.get("q") or "", analyser())
        self._selections = {facet.key: self._select(facet, cleaned) for facet in self._facets}
        self._sort = self._chosen_sort(params.get("sort", ""))
        self._asked_page = params.get("page", "")
        self._state = self._canonical_state()

    @staticmethod
    def _bound(facet: Facet, kinds: Sequence[str]) -> Facet:
        """A facet for this search alone: with the kinds it is over, and labels that are asked for once."""
        if facet.key == "kind":
            return replace(facet, choices={kind: KINDS[kind] for kind in KINDS if kind in kinds})
        return replace(facet, load=Remembered(facet.load)) if facet.load else facet

    def _select(self, facet: Facet, cleaned: dict[str, Any]) -> Selection:
        selection, problems = facet.select(cleaned)
        self._problems += problems
        return selection

    def _chosen_sort(self, asked: str) -> str:
        default = "relevance" if self._query else "newest"
        if asked and asked not in SORTS:
            self._problems.append(f"没有“{asked[:20]}”这种排序，已按{SORTS[default][0]}排序。")
        return asked if asked in SORTS and (asked != "relevance" or self._query) else default

    def _canonical_state(self) -> State:
        names = ("q", *(name for facet in self._facets for name in facet.parameters), "sort", "page")
        values: dict[str, tuple[str, ...]] = {"q": (self._query.text,)} if self._query.text else {}
        for facet in self._facets:
            values |= facet.state(self._selections[facet.key])
        return State(names, self._sorted_by(values, self._sort))

    def _sorted_by(self, values: dict[str, tuple[str, ...]], sort: str) -> dict[str, tuple[str, ...]]:
        """The default order needs no parameter."""
        default = "relevance" if self._query else "newest"
        return values | {"sort": () if sort == default else (sort,)}

    @property
    def query(self) -> str:
        """What stands in the search box."""
        return self._query.text

    @property
    def understood(self) -> SearchQuery:
        """How the typed text was read."""
        return self._query

    @property
    def url(self) -> str:
        """The permanent link of this page's state, without the page number."""
        return self._state.url

    @cached_property
    def rows(self) -> QuerySet[SearchDocument]:
        """All that fit, in no order."""
        return narrowed(self._matching, self._facets, self._selections)

    @cached_property
    def _matching(self) -> QuerySet[SearchDocument]:
        return self._all.filter(matches(self._query)) if self._query else self._all

    @cached_property
    def _answer(self) -> Answer:
        page = self._page_number
        plan = Plan(self._query, self._facets, self._selections, {"kind": self._kinds}, self._sort, page, PAGE_SIZE)
        return executor().answer(plan)

    @property
    def total(self) -> int:
        """How many fit."""
        return self._answer.total

    @cached_property
    def facets(self) -> list[FacetResult]:
        """Every facet, ready to print."""
        return [
            facet.result(self._selections[facet.key], self._answer.counts[facet.key], self._state)
            for facet in self._facets
        ]

    @cached_property
    def chips(self) -> list[Chip]:
        """What is chosen, in the order of the facets."""
        return [chip for facet in self._facets for chip in facet.chips(self._selections[facet.key], self._state)]

    @property
    def clear_url(self) -> str:
        """The same words without any choice."""
        return self._state.replace({name: () for facet in self._facets for name in facet.parameters}).url

    @property
    def sorts(self) -> list[Option]:
        """The orders on offer; relevance needs words."""
        offered = [key for key in SORTS if key != "relevance" or self._query]
        return [
            Option(key, SORTS[key][0], key == self._sort, self._state.replace(self._sorted_by({}, key)).url)
            for key in offered
        ]

    @property
    def errors(self) -> list[str]:
        """Sentences about what was asked but could not be done as asked."""
        return list(dict.fromkeys([*self._problems, *self._query.errors, *self._page_problems]))

    @property
    def _pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def _page_number(self) -> int:
        """The page asked for, whether it exists or not; 1 where that is no number."""
        asked = self._asked_page.strip()
        return min(int(asked[:12]), 10**9) if re.fullmatch(r"0*[1-9][0-9]*", asked) else 1

    @property
    def _page_problems(self) -> list[str]:
        asked = self._asked_page.strip()
        if asked and not re.fullmatch(r"0*[1-9][0-9]*", asked):
            return [f"页码“{asked[:20]}”无效，已显示第 1 页。"]
        return [f"只有 {self._pages} 页，已显示最后一页。"] if self._page_number > self._pages else []

    @cached_property
    def page(self) -> ResultPage[Hit]:
        """The hits of the page asked for."""
        number = self._answer.page
        rows = SearchDocument.objects.defer("vector", "folded_names").in_bulk(self._answer.ids)
        hits = self._hits([rows[key] for key in self._answer.ids if key in rows])
        return ResultPage(
            hits,
            number,
            self._pages,
            self._page_url(number - 1) if number > 1 else "",
            self._page_url(number + 1) if number < self._pages else "",
        )

    def _page_url(self, number: int) -> str:
        return self._state.replace({"page": (str(number),) if number > 1 else ()}).url

    def ordered(self, start: int, end: int) -> QuerySet[SearchDocument]:
        """The rows ``start``…``end`` in the chosen order, without their vectors."""
        rows = self.rows.defer("vector", "folded_names")
        if self._sort == "relevance":
            return ranked(rows, self._query, FRESHNESS, start, end)
        return rows.order_by(*SORTS[self._sort][1], *FRESHNESS)[start:end]

    def _hits(self, found: Sequence[SearchDocument]) -> list[Hit]:
        parks = _parks().in_bulk({row.park_id for row in found if row.park_id})
        projects = _projects().in_bulk({row.project_id for row in found if row.project_id})
        pairs = ((row, parks.get(row.park_id) or projects.get(row.project_id)) for row in found)
        # A record that was deleted between two queries is left out.
        return [self._hit(row, record) for row, record in pairs if record is not None]

    def _hit(self, row: SearchDocument, record: Any) -> Hit:
        terms = self._query.wanted
        return Hit(
            record,
            marked(record.name, terms, analyser(), spoken=True),
            snippet(row.body, terms, analyser()),
            {citation.field: citation for citation in reversed(record.shown)},
        )


def _shown() -> Prefetch[str]:
    citations = Citation.objects.current().filter(chosen=True).select_related("article").order_by("article_id", "start")
    return Prefetch("citations", citations.defer("article__text", "article__offsets"), to_attr="shown")


def _parks() -> QuerySet[Park]:
    return Park.objects.select_related("region__parent__parent", "parent").prefetch_related("industries", _shown())


def _projects() -> QuerySet[Project]:
    return Project.objects.with_labels().prefetch_related(_shown())
