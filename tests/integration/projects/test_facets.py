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

from kbase.search.facets import LISTED
from kbase.search.results import FacetResult, FacetValue
from projects.actions.indexing import index
from projects.models import Project
from projects.search import FACETS, RecordSearch
from tests.factories import articles, records, vocabulary

KINDS = ("project", "batch", "park", "article")
CHOICES = {
    "q": ("示范", "示范 -产业园", "青岛 OR 苏州", "jidi", "投资:>1亿 OR 标题:产业园", "-(地区:青岛 年份:2022..2023)"),
    "region": ("370000", "370200", "370212", "320500", "440000", "none", "-370200", "-320000", "-none"),
    "industry": ("01", "0101", "0102", "04", "0401", "none", "-01", "-0401"),
    "investment": ("lt1", "1-5", "5-10", "10-50", "50-100", "ge100", "none", "-lt1", "-none"),
    "investment_min": ("1", "4.5"),
    "investment_max": ("3", "60"),
    "land": ("lt50", "100-500", "none", "-50-100"),
    "status": ("planned", "operating", "none", "-planned"),
    "kind": ("project", "park", "-article"),
    "year": ("2022", "2023", "2022Q2", "2022-05", "none", "-2022-05"),
    "source": ("示例日报", "示例晚报", "none", "-示例晚报"),
    "evidence": ("many", "conflict", "unsourced", "-single"),
    "review": ("human", "-machine"),
    "money": ("counted", "unknown", "-batch"),
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
            "land_area_m2": random.choice([None, 33333.33, 66666.67, 133333.33, 10**6]),
            "status": random.choice(["", "planned", "construction", "operating"]),
        }
        record = random.choice([records.project, records.batch, records.park])(**columns)
        record.industries.set(
            vocabulary.industry(code) for code in random.sample(["0101", "0102", "0401", "04"], number % 3)
        )
        for _ in range(number % 3):
            source = articles.article(
                f"{record.name}，{random.random()}。",
                published=random.choice(["2022-05", "2023", ""]),
                publisher=random.choice(["示例日报", "示例晚报", ""]),
            )
            articles.citation(record, "name", record.name, record.name, source, chosen=random.random() < 0.7)
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
        where = (base.url, facet.key, value.value)
        assert value.count == search(only(base, facet, value.value)).total, where
        typed = facet.form and (facet.form.min_value or facet.form.max_value)
        chosen = [other for other in everything(facet.values) if other.selected or other.excluded]
        if not chosen and not typed:
            assert value.count == search(value.url).total, where
            assert base.total - value.count == search(value.exclude_url).total, where
        if chosen == [value] and not typed:
            without = search(value.exclude_url if value.excluded else value.url)
            assert without.total == base.total + value.count if value.excluded else without.total >= base.total, where


def test_what_is_left_out_is_said_and_taken_back(places: None) -> None:
    out = search("region=-370200")
    assert (out.total, [(chip.label, chip.url) for chip in out.chips]) == (2, [("不含青岛市", "?")])
    city = next(value for value in everything(out.facets[0].values) if value.label == "青岛市")
    assert (city.excluded, city.count, city.exclude_url) == (True, 3, "?")
    assert search("region=370000&region=-370212").total == 1
    assert search("region=-370212&region=-370200").url == "?region=-370200"
    assert search("region=370212&region=-370212").url == "?region=-370212"


def test_leaving_a_parent_out_drops_its_children(places: None) -> None:
    inside = search("region=370212&region=-370211")
    top = inside.facets[0].values[0]
    assert top.exclude_url == "?region=-370000"


def test_values_keep_their_places_when_they_fall_to_zero(places: None) -> None:
    assert [(label, count) for label, count, *_ in printed("q=昆山", "region")] == [
        ("山东省", 0), ("江苏省", 1), ("未披露", 0)
    ]  # fmt: skip


def test_periods_open_to_quarters_and_months(db: None) -> None:
    record = records.project()
    articles.citation(record, "name", record.name, "示范", articles.article("示范。", published="2023-02-08"))
    index([record])
    assert [value[0] for value in printed("year=2023Q1&kind=project", "year")] == ["2023年", "2023年1季度", "2023年2月"]


def test_a_long_facet_is_looked_through(db: None) -> None:
    record = records.project()
    for number in range(LISTED + 5):
        source = articles.article(f"示范{number}。", publisher=f"示例{number}报")
        articles.citation(record, "name", record.name, "示范", source)
    index([record])
    facet = next(facet for facet in search("").facets if facet.key == "source")
    assert (len(facet.values), facet.hidden) == (LISTED, 5)
    found = next(facet for facet in search("source_find=例7&source=示例3报").facets if facet.key == "source")
    assert {value.label for value in found.values} == {"示例7报", "示例3报"}
    assert found.find is not None and found.find.value == "例7"


def test_a_long_facet_lists_what_occurs_here_before_what_does_not(db: None) -> None:
    told, rare, silent = records.project(), records.project(status="planned"), records.project(status="planned")
    for number in range(LISTED + 5):
        source = articles.article(f"示范{number}。", publisher=f"示例{number}报")
        articles.citation(told, "name", told.name, "示范", source)
    articles.citation(rare, "name", rare.name, "示范", articles.article("示范。", publisher="末报"))
    index([told, rare, silent])
    facet = next(facet for facet in search("status=planned").facets if facet.key == "source")
    assert {value.label: value.count for value in facet.values if value.count} == {"末报": 1, "未披露": 1}
    assert [value.label for value in facet.values][-1] == "未披露"
    assert len(facet.values) == LISTED


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
        ("人工智能", 1, True, 0),
        ("大模型与机器学习", 1, False, 1),
        ("智能语音与计算机视觉", 1, False, 1),
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
    names = [name for facet in FACETS for name in (*facet.parameters, facet.finder) if name]
    assert len(names) == len(set(names))
    assert not {"q", "sort", "page"} & set(names)
