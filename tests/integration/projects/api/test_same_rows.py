"""The rows of the pages, of the API and of a file are the same, whatever is typed and chosen; so are the totals."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from projects.actions.indexing import index
from projects.collections import COLLECTIONS
from projects.search import SORTS, RecordSearch
from projects.totals import totals
from tests.factories import articles, records, vocabulary

YI = 10**8
CHOICES = {
    "q": ["示范", "示范 OR 基地", "-示范", '"生产基地"', "投资:>2亿", "", "不存在的词", "shifan"],
    "region": ["370000", "370212", "320000", "none", "-370000"],
    "industry": ["01", "0101", "none"],
    "investment": ["lt1", "1-5", "none", "-1-5"],
    "investment_min": ["1", "2.5"],
    "status": ["construction", "none"],
    "evidence": ["single", "unsourced", "-single"],
    "sort": [*SORTS],
}

parameters = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in CHOICES.items()})
Row = tuple[str, int]


@pytest.mark.usefixtures("unhurried")
class EverywhereTheSame(TestCase):
    """Over a world of several pages."""

    @classmethod
    def setUpTestData(cls) -> None:
        places = [vocabulary.region(code) for code in ("370212", "320583")] + [None]
        industry = vocabulary.industry("0101")
        made: list[Any] = []
        for number in range(33):
            park = records.park(region=places[number % 3], land_area_m2=number % 4 * 10**5 or None)
            project = records.project(
                region=places[number % 3], park=park, investment_cny=number % 5 * YI or None, status="construction"
            )
            if number % 2:
                project.industries.add(industry)
                articles.citation(project, "investment_cny", YI, "投资1亿元", chosen=True, confidence=0.9)
            made += [park, project, *([records.batch(region=places[0])] if number % 8 == 0 else [])]
        index(made)

    @settings(
        max_examples=20, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck)
    )
    @given(st.sampled_from([*COLLECTIONS]), parameters, st.sampled_from(["10", "20", "50", "100"]))
    @example("search", {"q": "示范"}, "50")
    @example("projects", {"sort": "investment"}, "10")
    def test_rows_and_totals(self, name: str, chosen: dict[str, str], limit: str) -> None:
        kinds = COLLECTIONS[name].kinds
        known = RecordSearch(kinds, QueryDict()).parameters
        chosen = {key: value for key, value in chosen.items() if key in known}
        query = urlencode(chosen)
        shown = self._pages(kinds, query)
        assert self._answers(f"/api/v1/{name}/?{query}&limit={limit}") == shown
        assert self._file(f"/{name}/export.jsonl?{query}") == shown
        assert len(shown) == len(set(shown)) == RecordSearch(kinds, QueryDict(query)).total
        if "project" in kinds:
            expected = totals(RecordSearch(kinds, QueryDict(query)))
            chosen.pop("sort", None)
            told = self.client.get(f"/api/v1/{name}/totals/?{urlencode(chosen)}").json()
            assert (told["n"], told["cny"]) == (expected.n, expected.cny)
            assert sum(each["n"] for each in told["left_out"]) + told["n"] == expected.records

    @staticmethod
    def _pages(kinds: tuple[str, ...], query: str) -> list[Row]:
        """The hits of one page after the other, by its own links."""
        rows: list[Row] = []
        address = f"?{query}"
        while address:
            page = RecordSearch(kinds, QueryDict(address[1:])).page
            rows += [(hit.kind, hit.record.pk) for hit in page.hits]
            address = page.next_url
        return rows

    def _answers(self, address: str) -> list[Row]:
        rows: list[Row] = []
        while address:
            body = self.client.get(address.removeprefix("http://testserver")).json()
            rows += [(each["kind"], each["id"]) for each in body["results"]]
            address = body["next"] or ""
        return rows

    def _file(self, address: str) -> list[Row]:
        lines = b"".join(self.client.get(address).streaming_content).decode().splitlines()
        return [(data["kind"], data["id"]) for data in map(json.loads, lines)]
