"""Every number of every facet is the total of the page it promises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kbase.search.results import FacetResult, FacetValue
from projects.actions.indexing import index
from projects.models import Project
from projects.search import FACETS, RecordSearch
from tests.factories import articles, records, vocabulary

KINDS = ("project", "batch", "park")
SINGLE_VALUED = {"region", "investment", "status", "kind"}
CHOICES = {
    "q": ("示范", "示范 -产业园", "青岛 OR 苏州", "jidi"),
    "region": ("370000", "370200", "370212", "320500", "440000", "none"),
    "industry": ("01", "0101", "0102", "04", "0401", "none"),
    "investment": ("lt1", "1-5", "5-10", "10-50", "50-100", "ge100", "none"),
    "investment_min": ("1", "4.5"),
    "investment_max": ("3", "60"),
    "status": ("planned", "operating", "none"),
    "kind": ("project", "park"),
    "year": ("2022", "2023", "none"),
}


def search(params: str) -> RecordSearch:
    """A search over all kinds."""
    return RecordSearch(KINDS, QueryDict(params.removeprefix("?")))


def everything(values: Iterable[FacetValue]) -> Iterator[FacetValue]:
    """All values of a facet, the children too."""
    for value in values:
        yield value
        yield from everything(value.children)


def only(base: RecordSearch, facet: FacetResult, value: str) -> str:
    """The page that differs from ``base`` in showing this one value of the facet alone."""
    data = QueryDict(base.url.removeprefix("?"), mutable=True)
    for name in (facet.key, f"{facet.key}_min", f"{facet.key}_max"):
        data.pop(name, None)
    data.setlist(facet.key, [value])
    return data.urlencode()


def make_records(random: Random) -> None:
    """Sixty records with facts at random, some unknown."""
    made = []
    for number in range(60):
        region = random.choice(["370212", "370211", "370200", "320500", "320583", "440305", None])
        columns: dict[str, Any] = {
            "region": vocabulary.region(region) if region else None,
            "investment_cny": random.choice([None, 5 * 10**7, 10**8, 4 * 10**8, 5 * 10**8, 10**9, 5 * 10**9, 10**10]),
            "status": random.choice(["", "planned", "construction", "operating"]),
        }
        record = random.choice([records.project, records.batch, records.park])(**columns)
        record.industries.set(
            vocabulary.industry(code) for code in random.sample(["0101", "0102", "0401", "04"], number % 3)
        )
        for _ in range(number % 3):
            source = articles.article(
                f"{record.name}，{random.random()}。", published=random.choice(["2022-05", "2023", ""])
            )
            articles.citation(record, "name", record.name, record.name, source)
        made.append(record)
    index(made)


class CountsAreTrue(TestCase):
    """Over random choices in all facets at once."""

    @classmethod
    def setUpTestData(cls) -> None:
        make_records(Random(7))

    # Without shrinking: against a database it takes minutes, and the first failure names its page and value.
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(
        st.fixed_dictionaries(
            {},
            optional={
                name: st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)
                for name, values in CHOICES.items()
            },
        ),
        st.randoms(use_true_random=False),
    )
    def test_each_number_is_the_total_of_its_page(self, chosen: dict[str, list[str]], random: Random) -> None:
        data = QueryDict(mutable=True)
        for name, values in chosen.items():
            data.setlist(name, values)
        base = search(data.urlencode())
        assert len(base.rows) == base.total
        for facet in base.facets:
            values = list(everything(facet.values))
            for value in random.sample(values, min(2, len(values))):
                self.check(base, facet, value)

    def check(self, base: RecordSearch, facet: FacetResult, value: FacetValue) -> None:
        assert value.count == search(only(base, facet, value.value)).total, (base.url, facet.key, value.value)
        opened = search(value.url)
        selected = [other for other in everything(facet.values) if other.selected]
        if not selected and not (facet.form and (facet.form.min_value or facet.form.max_value)):
            assert value.count == opened.total
        elif facet.key in SINGLE_VALUED and not (facet.form and (facet.form.min_value or facet.form.max_value)):
            again = next(other for other in opened.facets if other.key == facet.key)
            total = sum(other.count for other in everything(again.values) if other.selected)
            assert opened.total == total or not any(other.selected for other in everything(again.values))


@pytest.fixture
def places(db: None) -> None:
    """Three projects in Shandong, one in Jiangsu, one nowhere."""
    for adcode in ("370212", "370212", "370211", "320583"):
        records.project(region=vocabulary.region(adcode))
    records.project()
    index(Project.objects.all())


def printed(params: str, key: str) -> list[tuple[str, int, bool, int]]:
    """Label, count, selected, depth of each value of one facet."""
    facet = next(facet for facet in search(params).facets if facet.key == key)
    return [(value.label, value.count, value.selected, value.depth) for value in everything(facet.values)]


def test_a_tree_opens_along_the_choice(places: None) -> None:
    assert printed("", "region") == [("山东省", 3, False, 0), ("江苏省", 1, False, 0), ("未披露", 1, False, 0)]
    assert printed("region=370200", "region") == [
        ("山东省", 3, False, 0),
        ("青岛市", 3, True, 1),
        ("崂山区", 2, False, 2),
        ("黄岛区", 1, False, 2),
        ("江苏省", 1, False, 0),
        ("未披露", 1, False, 0),
    ]


def test_choosing_a_child_narrows_and_a_parent_widens(places: None) -> None:
    province = search("region=370000")
    city = next(value for value in everything(province.facets[0].values) if value.label == "青岛市")
    assert city.url == "?region=370200"
    inside = search("region=370212&region=370211")
    top = inside.facets[0].values[0]
    assert (inside.total, top.label, top.url) == (3, "山东省", "?region=370000")


def test_a_choice_inside_another_is_dropped(places: None) -> None:
    assert search("region=370000&region=370212").url == "?region=370000"


def test_a_chosen_value_without_rows_stays_listed(places: None) -> None:
    vocabulary.region("440305")
    assert ("南山区", 0, True, 2) in printed("region=440305", "region")


def test_a_record_of_two_leaves_counts_once_in_their_top(db: None) -> None:
    record = records.project()
    record.industries.add(vocabulary.industry("0101"), vocabulary.industry("0102"))
    index([record])
    assert printed("industry=01", "industry") == [
        ("新一代信息技术", 1, True, 0),
        ("集成电路", 1, False, 1),
        ("大数据与云计算", 1, False, 1),
    ]


def test_small_fixed_sets_are_always_whole(places: None) -> None:
    assert printed("", "status") == [
        ("规划", 0, False, 0),
        ("签约", 0, False, 0),
        ("在建", 0, False, 0),
        ("建成", 0, False, 0),
        ("投产运营", 0, False, 0),
        ("未披露", 5, False, 0),
    ]
    assert [label for label, *_ in printed("", "investment")][-2:] == ["100亿以上", "未披露"]


@pytest.mark.parametrize(
    ("yi", "band"),
    [
        ("0", "1亿以下"),
        ("0.99", "1亿以下"),
        ("1", "1–5亿"),
        ("5", "5–10亿"),
        ("10", "10–50亿"),
        ("50", "50–100亿"),
        ("100", "100亿以上"),
    ],
)
def test_bands_begin_with_their_lower_end(db: None, yi: str, band: str) -> None:
    index([records.project(investment_cny=int(float(yi) * 10**8))])
    assert [label for label, count, *_ in printed("", "investment") if count] == [band]


def test_the_range_has_its_inputs_and_its_chip(places: None) -> None:
    chosen = search("investment_min=１.50&investment_max=1,000&investment=none")
    form = chosen.facets[2].form
    assert form is not None
    assert (form.min_name, form.min_value, form.max_value, form.unit) == ("investment_min", "1.5", "1000", "亿元")
    assert [(chip.label, chip.url) for chip in chosen.chips] == [
        ("投资额：未披露", "?investment_min=1.5&investment_max=1000"),
        ("投资额 1.5–1000 亿元", "?investment=none"),
    ]


def test_every_facet_has_its_parameters_to_itself() -> None:
    names = [name for facet in FACETS for name in facet.parameters]
    assert len(names) == len(set(names))
    assert not {"q", "sort", "page"} & set(names)
