"""Links are short, canonical, ordered."""

from __future__ import annotations

import pytest

from kbase.search.state import State

NAMES = ("q", "region", "page")


@pytest.mark.parametrize(
    ("values", "url"),
    [
        ({}, "?"),
        ({"page": ("2",), "q": ("园区",)}, "?q=%E5%9B%AD%E5%8C%BA&page=2"),
        ({"region": ("b", "a", "b")}, "?region=a&region=b"),
        ({"region": ("",), "unknown": ("x",)}, "?"),
        ({"q": ("a&b=c",)}, "?q=a%26b%3Dc"),
    ],
)
def test_links(values: dict[str, tuple[str, ...]], url: str) -> None:
    assert State(NAMES, values).url == url


def test_a_change_goes_back_to_the_first_page() -> None:
    state = State(NAMES, {"q": ("a",), "page": ("3",)})
    assert state.replace({"region": ["x"]}).url == "?q=a&region=x"
    assert state.replace({"page": ["4"]}).url == "?q=a&page=4"
    assert state.url == "?q=a&page=3"


def test_links_of_a_page_are_those_of_the_changed_state() -> None:
    state = State(NAMES, {"q": ("园区",), "region": ("a",), "page": ("3",)})
    changes: list[dict[str, list[str]]] = [{"region": ["c", "b"]}, {"q": []}, {"page": ["4"]}, {}, {"region": [""]}]
    for each in changes:
        assert state.url_with(each) == state.replace(each).url
