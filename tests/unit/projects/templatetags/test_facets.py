"""The values of a filter as list items."""

from __future__ import annotations

import pytest
from django.utils import translation

from kbase.search.results import FacetValue
from projects.templatetags.facets import facet_values


def value(label: str = "青岛市", *, count: int = 1234, **more: object) -> FacetValue:
    return FacetValue("370200", label, count, more.pop("selected", False), "?region=370200&page=1", **more)  # type: ignore[arg-type]


def item(inside: str) -> str:
    return f'<li><span class="with-minus">{inside}</span></li>'


@pytest.mark.parametrize(
    ("made", "html"),
    [
        (
            value(exclude_url="?region=-370200"),
            '<a class="value" href="?region=370200&amp;page=1">青岛市 <span class="n">1,234</span></a>'
            '<a class="minus" href="?region=-370200" aria-label="排除 青岛市" title="排除 青岛市">−</a>',
        ),
        (
            value(count=0, exclude_url="?region=-370200"),
            '<a class="value zero" href="?region=370200&amp;page=1">青岛市 <span class="n">0</span></a>',
        ),
        (
            value(excluded=True, exclude_url="?"),
            '<a class="value out" href="?" aria-current="true" aria-label="不再排除 青岛市">青岛市 <span class="n">1,234</span></a>',
        ),
        (
            value('<b>"&', count=0),
            '<a class="value zero" href="?region=370200&amp;page=1">&lt;b&gt;&quot;&amp; <span class="n">0</span></a>',
        ),
    ],
)
def test_a_value_is_a_link_with_its_count(made: FacetValue, html: str) -> None:
    assert facet_values([made]) == item(html)


def test_a_chosen_value_says_that_it_can_be_dropped() -> None:
    html = facet_values([value(selected=True)])
    assert 'aria-current="true" aria-label="去掉 青岛市">青岛市<svg' in html and 'class="n"' not in html


def test_links_speak_the_language_of_the_page() -> None:
    found = value("在建", exclude_url="?status=-construction")
    assert "排除 在建" in facet_values([found])
    with translation.override("en"):
        assert "Exclude Under construction" in facet_values([found])
    assert "排除 在建" in facet_values([found])


def test_what_lies_below_is_listed_below_on_all_levels() -> None:
    month = value("2023年2月")
    year = value("2023年", children=[value("2023年1季度", children=[month])])
    assert "2月" not in facet_values([year])
    assert facet_values([year], nested=True).count("<ul><li>") == 2
    assert facet_values([month]) in facet_values([year], nested=True)
