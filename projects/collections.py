"""The lists that can be searched: what they are over, where they are, how they are called."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from kbase.search.selections import MINUS
from projects.facets import KINDS
from projects.models import Merge
from projects.search import RecordSearch


@dataclass(frozen=True, slots=True)
class Collection:
    """A list of the site: what it is called, what it holds, the name of its page."""

    key: str
    label: str
    kinds: tuple[str, ...]
    page: str

    def search(self, query: str) -> RecordSearch:
        """The search of a query string, however old: COLLECTIONS["projects"].search("region=370000&q=园区")."""
        return RecordSearch(self.kinds, living(query))

    def url(self, query: str) -> str:
        """The address of the list with these conditions."""
        return f"{reverse(self.page)}{'?' if query else ''}{query}"


COLLECTIONS: dict[str, Collection] = {
    each.key: each
    for each in (
        Collection("projects", "项目", ("project", "batch"), "projects:project_list"),
        Collection("parks", "园区", ("park",), "projects:park_list"),
        Collection("articles", "文章", ("article",), "projects:article_list"),
        Collection("search", "全部", tuple(KINDS), "search:search"),
    )
}


def living(query: str) -> QueryDict:
    """The parameters of a query string; a park that has been merged since stands for the one in which it lives on."""
    params = QueryDict(query, mutable=True)
    if "park" in params:
        params.setlist("park", [_living(park) for park in params.getlist("park")])
    return params


def _living(park: str) -> str:
    out, key = park.startswith(MINUS), park.removeprefix(MINUS)
    if not re.fullmatch(r"[1-9]\d{0,9}", key):
        return park
    return f"{MINUS if out else ''}{Merge.objects.home_of('park', int(key))}"


def mistakes(search: RecordSearch) -> list[str]:
    """What could not be taken as asked, apart from odd words. A page forgives it; who is told news of a search that was
    asked for, and gets those of a wider one, would be misled."""
    return [sentence for sentence in search.errors if sentence not in search.query_errors]


def conditions(search: RecordSearch) -> str:
    """What is searched for, in words: 「数据中心」、地区：山东省; everything for a search without conditions."""
    parts = [f"“{search.query}”"] if search.query else []
    return "、".join([*parts, *(chip.label for chip in search.chips)]) or "全部，不加条件"


def canonical(search: RecordSearch) -> str:
    """The query string that stands for the conditions alone: no page, no order, no question mark."""
    return search.url_with(sort=(), explain=()).removeprefix("?")
