"""The one query behind list pages, API, exports and feeds: what is typed and chosen → hits, totals, facets.

``FACETS``, ``SORTS`` and the fields of ``projects/language.py`` are the whole declaration; how they work is
``kbase.search``'s business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from django.db.models import F, QuerySet
from django.http import QueryDict
from django_filters import CharFilter

from kbase.search import cursors, synonyms
from kbase.search.bitmaps.engine import BitmapExecutor
from kbase.search.bitmaps.index import Index
from kbase.search.bitmaps.source import Source
from kbase.search.bitmaps.store import Store
from kbase.search.counting import Remembered, narrowed
from kbase.search.cursors import Key
from kbase.search.executor import Answer, Executor, Orders, Plan, SqlExecutor
from kbase.search.facets import Facet
from kbase.search.nodes import Every, Filter, leaves
from kbase.search.parameters import read
from kbase.search.query import SearchQuery, parse
from kbase.search.ranking import RANKED, matches, ranked
from kbase.search.results import Chip, FacetResult, Option, ResultPage
from kbase.search.selections import Selection
from kbase.search.state import State
from projects.facets import FACETS, KINDS, OF_RECORDS
from projects.hints import Price, Suggestion, WordRead, alike, explained
from projects.hits import Hit, hits
from projects.language import reader
from projects.models import SearchDocument
from projects.models.document import Money
from projects.models.postings import TABLES

__all__ = ["FACETS", "KINDS", "PAGE_SIZE", "SORTS", "Hit", "RecordSearch", "executor"]

PAGE_SIZE = 20
#: More rows than any table has.
EVERY_ROW = 2**62
#: Conditions beyond this are not priced when nothing is found.
PRICED = 12
#: The place behind, or before, a row: pages of these orders stay where they are while rows come and go.
AFTER, BEFORE = "after", "before"

#: Unknown values last; the newest of two equals first; the last column makes every order total.
FRESHNESS = ("-newest_source", "-source_count", "pk")
SORTS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "relevance": ("相关", ()),
    "newest": ("最新", ()),
    "investment": ("投资额", (F("investment_cny").desc(nulls_last=True),)),
    "land": ("用地", (F("land_area_m2").desc(nulls_last=True),)),
    "name": ("名称", ("name_key",)),
}


ORDERS = Orders({name: columns for name, (_, columns) in SORTS.items()}, FRESHNESS)


@cache
def index() -> Index:
    """The bitmaps as this process sees them."""
    source = Source(SearchDocument, FACETS, ORDERS, more=("kind", "parks", "newest_source"))
    return Index(Store(TABLES, source.layout), source)


def executor() -> Executor:
    """What answers searches: bitmaps once ``rebuild_index`` has built some, SQL before and where they can't."""
    return BitmapExecutor(index(), SqlExecutor(SearchDocument.objects.all(), ORDERS))


def offered(kinds: Sequence[str]) -> tuple[Facet, ...]:
    """The facets that tell the records of these kinds apart."""
    useless = ({"money"} if "project" not in kinds else set()) | ({"kind"} if len(kinds) == 1 else set())
    useless |= OF_RECORDS if {*kinds} == {"article"} else set()
    return tuple(facet for facet in FACETS if facet.key not in useless)


@dataclass(frozen=True, slots=True)
class Also:
    """Other words that were looked for too, 「AI → 人工智能」 each, and the page that takes words as they stand."""

    words: list[str]
    off: str


class RecordSearch:
    """A search over records and articles of some kinds: RecordSearch(("project", "batch"), request.GET).

    Any parameters will do; ``errors`` says in Chinese what could not be taken as given, and what was done instead.
    ``like`` is a search over the same kinds, whose labels this one shares. A page has ``size`` rows; where
    relevance orders them it must divide :data:`kbase.search.ranking.RANKED`.
    """

    def __init__(
        self, kinds: Sequence[str], params: QueryDict, *, size: int = PAGE_SIZE, like: RecordSearch | None = None
    ) -> None:
        self._size = size
        self._facets: tuple[Facet, ...] = (
            like._facets if like else tuple(self._bound(facet, kinds) for facet in offered(kinds))
        )
        self._kinds = tuple(kinds)
        self._all = SearchDocument.objects.filter(kind__in=kinds)
        filters = {"q": CharFilter()} | {name: item for facet in self._facets for name, item in facet.filters().items()}
        cleaned, self._problems = read(filters, params, self._all)
        self._literal = params.get("syn") == "0"
        self._query = parse(cleaned.get("q") or "", reader(synonyms=not self._literal))
        self._selections = {facet.key: self._select(facet, cleaned) for facet in self._facets}
        self._sort = self._chosen_sort(params.get("sort", ""))
        self._asked_page = params.get("page", "")
        self._state = self._canonical_state()
        self._place, self._backwards = self._asked_place(params)
        self.explain = params.get("explain") == "1"

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
        facets = (name for facet in self._facets for name in (*facet.parameters, facet.finder) if name)
        names = ("q", "syn", *facets, "sort", "explain", "page", AFTER, BEFORE)
        values: dict[str, tuple[str, ...]] = {"q": (self._query.text,)} if self._query.text else {}
        values |= {"syn": ("0",)} if self._literal and self._query else {}
        for facet in self._facets:
            values |= facet.state(self._selections[facet.key])
        return State(names, self._sorted_by(values, self._sort))

    def _sorted_by(self, values: dict[str, tuple[str, ...]], sort: str) -> dict[str, tuple[str, ...]]:
        """The default order needs no parameter."""
        default = "relevance" if self._query else "newest"
        return values | {"sort": () if sort == default else (sort,)}

    def _asked_place(self, params: QueryDict) -> tuple[list[cursors.Value] | None, bool]:
        """Where a page of an order begins, and whether it ends there."""
        backwards = BEFORE in params and AFTER not in params
        written = params.get(BEFORE if backwards else AFTER, "")
        place = cursors.read(written, self._keys, SearchDocument) if written and self._sort != "relevance" else None
        if written and place is None:
            self._problems.append("翻页的位置已失效，已从头显示。")
        return place, backwards

    @property
    def query(self) -> str:
        """What stands in the search box."""
        return self._query.text

    @property
    def understood(self) -> SearchQuery:
        """How the typed text was read."""
        return self._query

    @property
    def kinds(self) -> tuple[str, ...]:
        """What is looked for: "project", "batch", "park", "article"."""
        return self._kinds

    @property
    def url(self) -> str:
        """The permanent link of this page's state, without the page number."""
        return self._state.url

    def url_with(self, **values: Sequence[str]) -> str:
        """This state with some parameters set anew: url_with(money=["batch"]) → "?region=370000&money=batch"."""
        return self._state.replace(values).url

    @property
    def parameters(self) -> tuple[str, ...]:
        """Every parameter that means something here."""
        return self._state.names

    @property
    def query_errors(self) -> list[str]:
        """What was odd about the typed words alone; any text can be typed, so none of it is a mistake of a program."""
        return list(self._query.errors)

    def chosen(self, key: str) -> Selection:
        """What is chosen in one facet."""
        return self._selections.get(key, Selection())

    @cached_property
    def money(self) -> tuple[Mapping[str, int], Decimal]:
        """How many rows count how in a sum of investment, and the sum in yuan; see ``projects/totals.py``."""
        chosen = self.chosen("money")
        counts = {
            key: number
            for key, number in self._answer.counts.get("money", {}).items()
            if key not in chosen.excluded and (key in chosen.values or not chosen.wants)
        }
        if not counts.get(Money.COUNTED):
            return counts, Decimal(0)
        plan = replace(self.plan, selections={**self._selections, "money": Selection((Money.COUNTED,))})
        return counts, executor().sum(plan, "investment_cny")

    @cached_property
    def rows(self) -> QuerySet[SearchDocument]:
        """All that fit, in no order."""
        return narrowed(self._matching, self._facets, self._selections)

    @cached_property
    def _matching(self) -> QuerySet[SearchDocument]:
        return self._all.filter(matches(self._query)) if self._query else self._all

    @cached_property
    def _answer(self) -> Answer:
        return executor().answer(self.plan)

    @property
    def plan(self) -> Plan:
        """What is asked of the executor."""
        return self._plan(self._query, self._selections)

    @cached_property
    def _usual(self) -> Mapping[str, Mapping[str, int]]:
        """The numbers of every facet before anything was typed or chosen; they give the values their order."""
        if not self._query and not any(self._selections.values()):
            return self._answer.counts
        nothing = dict.fromkeys(self._selections, Selection())
        plan = self._plan(SearchQuery(), nothing, sort="newest", page=1)
        return executor().answer(replace(plan, size=0)).counts

    def _plan(
        self, query: SearchQuery, selections: Mapping[str, Selection], sort: str = "", page: int | None = None
    ) -> Plan:
        scope = {"kind": self._kinds}
        page = self._page_number if page is None else page
        return Plan(query, self._facets, selections, scope, sort or self._sort, page, self._size)

    @property
    def total(self) -> int:
        """How many fit."""
        return self._answer.total

    @cached_property
    def facets(self) -> list[FacetResult]:
        """Every facet, ready to print."""
        return [
            facet.result(
                self._selections[facet.key], self._answer.counts[facet.key], self._state, self._usual[facet.key]
            )
            for facet in self._facets
            if facet.counted
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
    def repaired(self) -> Chip | None:
        """The query that was answered in place of a broken one, as one would type it."""
        text = self._query.repaired
        return Chip(text, self._state.replace({"q": (text,)}).url) if text else None

    @property
    def also(self) -> Also | None:
        """The synonyms that were looked for too; None if there were none."""
        added = synonyms.labels(self._query.added)
        return Also(added, self._state.replace({"syn": ("0",)}).url) if added else None

    @property
    def literal(self) -> str:
        """The page with synonyms, where this one does without; empty otherwise."""
        return self._state.replace({"syn": ()}).url if self._literal and self._query else ""

    @cached_property
    def prices(self) -> list[Price]:
        """Every condition, and what the page without it has: 「去掉“山东省”→ 12 条」."""
        return self._priced([*self._parts, *((chip.label, chip.url) for chip in self.chips)][:PRICED])

    @cached_property
    def alone(self) -> list[Price]:
        """Every condition by itself; only where leaving out any single one finds nothing either."""
        if self.total or any(price.total for price in self.prices):
            return []
        root = self._query.root
        parts = root.nodes if isinstance(root, Every) else [root] if root is not None else []
        asked: list[tuple[str, Mapping[str, tuple[str, ...]]]] = [(str(part), {"q": (str(part),)}) for part in parts]
        for facet in self._facets:
            if chosen := self._selections[facet.key]:
                asked.append(("、".join(chip.label for chip in facet.chips(chosen, self._state)), facet.state(chosen)))
        return self._priced([(label, State(self.parameters, values).url) for label, values in asked[:PRICED]])

    def _priced(self, named: Sequence[tuple[str, str]]) -> list[Price]:
        """How many rows the pages of these links have, asked all at once."""
        plans = [RecordSearch(self._kinds, QueryDict(url.removeprefix("?")), like=self).plan for _, url in named]
        found = zip(named, executor().totals(plans), strict=True)
        return [Price(label, url, total, total - self.total) for (label, url), total in found]

    @property
    def _parts(self) -> list[tuple[str, str]]:
        """The parts of the query that must all hold, each with the page without it."""
        root = self._query.root
        if not isinstance(root, Every):
            return [(self._query.text, self._state.replace({"q": ()}).url)] if root is not None else []
        rests = (Every(tuple(node for node in root.nodes if node is not part)) for part in root.nodes)
        return [
            (str(part), self._state.replace({"q": (str(rest),)}).url)
            for part, rest in zip(root.nodes, rests, strict=True)
        ]

    @cached_property
    def suggestions(self) -> list[Suggestion]:
        """Names that resemble what was typed; only where nothing at all was found, so that no guess beats a match."""
        words = [str(leaf) for leaf, out in leaves(self._query.root) if not out and not isinstance(leaf, Filter)]
        if self.total or not words:
            return []
        return [Suggestion(name, State(("q",), {"q": (name,)}).url) for name in alike(" ".join(words), self._kinds)]

    @property
    def words(self) -> list[WordRead]:
        """How each word of the query was read, for 「?explain=1」."""
        return explained(self._query.wanted)

    @property
    def explain_url(self) -> str:
        """The page that explains this one, or this one without explanations."""
        return self._state.replace({"explain": () if self.explain else ("1",)}).url

    @property
    def _pages(self) -> int:
        return max(1, -(-self.total // self._size))

    @property
    def _page_number(self) -> int:
        """The page asked for, whether it exists or not; 1 where that is no number."""
        asked = self._asked_page.strip()
        return min(int(asked[:12]), 10**9) if re.fullmatch(r"0*[1-9][0-9]*", asked) else 1

    @property
    def _page_problems(self) -> list[str]:
        if self._place is not None:
            return []  # the place counts, and the number is but a name for it
        asked = self._asked_page.strip()
        if asked and not re.fullmatch(r"0*[1-9][0-9]*", asked):
            return [f"页码“{asked[:20]}”无效，已显示第 1 页。"]
        return [f"只有 {self._pages} 页，已显示最后一页。"] if self._page_number > self._pages else []

    @cached_property
    def page(self) -> ResultPage[Hit]:
        """The hits of the page asked for."""
        found = hits(self.shown, self._query.wanted)
        return ResultPage(found, self._answer.page, self._pages, self.previous_url, self.next_url)

    @property
    def shown(self) -> list[SearchDocument]:
        """The rows of the page asked for."""
        return self._window[0]

    @property
    def previous_url(self) -> str:
        """The page before, "" at the beginning."""
        number = self._answer.page
        return self._page_url(number - 1, BEFORE, self.shown[:1]) if number > 1 else ""

    @property
    def next_url(self) -> str:
        """The page that goes on behind the last row, "" at the end."""
        return self._page_url(self._answer.page + 1, AFTER, self.shown[-1:]) if self._window[1] else ""

    @cached_property
    def _window(self) -> tuple[list[SearchDocument], bool]:
        """The rows behind the place that was asked for, or of the page of that number; whether any follow."""
        columns = SearchDocument.objects.defer("vector", "folded_names")
        if self._place is None:
            found = columns.in_bulk(self._answer.ids)
            return [found[key] for key in self._answer.ids if key in found], self._answer.page < self._pages
        keys, backwards = self._keys, self._backwards
        fitting = self.rows.defer("vector", "folded_names").filter(
            cursors.beyond(keys, self._place, backwards=backwards)
        )
        rows = list(fitting.order_by(*(key.ordering(backwards=backwards) for key in keys))[: self._size + 1])
        more = len(rows) > self._size
        return (rows[: self._size][::-1], True) if backwards else (rows[: self._size], more)

    @property
    def _keys(self) -> list[Key]:
        return [Key.of(column) for column in (*SORTS[self._sort][1], *FRESHNESS)]

    def _page_url(self, number: int, direction: str, edge: Sequence[SearchDocument]) -> str:
        page = {"page": (str(number),) if number > 1 else ()}
        if self._sort == "relevance" or number == 1 or not edge:
            return self._state.replace(page).url
        return self._state.replace(page | {direction: (cursors.written(edge[0], self._keys),)}).url

    def ordered(self, start: int, end: int) -> QuerySet[SearchDocument]:
        """The rows ``start``…``end`` in the chosen order, without their vectors."""
        rows = self.rows.defer("vector", "folded_names")
        if self._sort == "relevance":
            return ranked(rows, self._query, FRESHNESS, start, end)
        return rows.order_by(*SORTS[self._sort][1], *FRESHNESS)[start:end]

    def walk(self, chunk: int) -> Iterator[tuple[int | None, int | None, int | None]]:
        """The key of the park, project or article of every row that fits, in the chosen order.

        Read through a cursor on the server: memory holds ``chunk`` of them, however many there are.
        """
        parts = [(0, RANKED), (RANKED, EVERY_ROW)] if self._sort == "relevance" else [(0, EVERY_ROW)]
        for start, end in parts:
            rows = self.ordered(start, end).values_list("park_id", "project_id", "article_id")
            yield from rows.iterator(chunk_size=chunk)
