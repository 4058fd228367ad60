"""Typed text, understood."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbase.search.query import MAX_CHARACTERS, MAX_TERMS, SearchQuery, parse
from kbase.text.tokens import Analyser

ANALYSER = Analyser(["产业园", "工业上楼"])


def read(typed: str) -> SearchQuery:
    """Parse with the analyser of these tests."""
    return parse(typed, ANALYSER)


def shape(typed: str) -> list[list[str]]:
    """The groups in words: -x excluded, "x" a phrase."""
    return [
        [("-" if term.excluded else "") + (f'"{term.text}"' if term.phrase else term.text) for term in group]
        for group in read(typed).groups
    ]


@pytest.mark.parametrize(
    ("typed", "groups"),
    [
        ("青岛 园区", [["青岛"], ["园区"]]),
        ("青岛　园区", [["青岛"], ["园区"]]),
        ('"青岛园区" 项目', [['"青岛园区"'], ["项目"]]),
        ("“青岛园区”", [['"青岛园区"']]),
        ("「青岛园区」", [['"青岛园区"']]),
        ("项目 -物流", [["项目"], ["-物流"]]),
        ("项目 －物流", [["项目"], ["-物流"]]),
        ('-"物流园区" 项目', [['-"物流园区"'], ["项目"]]),
        ("5G-AI", [["5G-AI"]]),
        ("机器人 OR 芯片 青岛", [["机器人", "芯片"], ["青岛"]]),
        ("机器人 | 芯片", [["机器人", "芯片"]]),
        ("机器人 OR -芯片", [["机器人", "-芯片"]]),
        ("or", [["or"]]),
        ("", []),
        ("   ", []),
    ],
)
def test_what_is_meant(typed: str, groups: list[list[str]]) -> None:
    assert shape(typed) == groups
    assert read(typed).errors == ()


@pytest.mark.parametrize(
    ("typed", "groups", "error"),
    [
        ('"青岛 园区', [["青岛"], ["园区"]], "引号没有成对，最后一个引号已忽略。"),
        ("OR 青岛", [["青岛"]], "OR 的前后都要有词，多余的 OR 已忽略。"),
        ("青岛 OR", [["青岛"]], "OR 的前后都要有词，多余的 OR 已忽略。"),
        ("青岛 OR OR 苏州", [["青岛", "苏州"]], "OR 的前后都要有词，多余的 OR 已忽略。"),
        ("(青岛 苏州)", [["(青岛"], ["苏州)"]], "括号不表示分组，已当作普通标点。"),
        ("青岛 ***", [["青岛"]], "“***”里没有可以检索的字，已忽略。"),
        (
            "青岛 " + "啊" * 300,
            [["青岛"], ["啊" * (MAX_CHARACTERS - 3)]],
            f"检索词太长，只用了前 {MAX_CHARACTERS} 个字。",
        ),
    ],
)
def test_what_is_wrong_is_explained_and_repaired(typed: str, groups: list[list[str]], error: str) -> None:
    assert shape(typed) == groups
    assert read(typed).errors == (error,)


def test_nothing_to_search_shows_everything() -> None:
    query = read("***")
    assert not query
    assert query.tsquery() == ""
    assert query.errors[-1] == "没有可以检索的词，已显示全部记录。"


def test_too_many_words_are_cut() -> None:
    query = read("a " * 90)
    assert len(query.groups) == MAX_TERMS
    assert f"检索词太多，只用了前 {MAX_TERMS} 个。" in query.errors


@pytest.mark.parametrize(
    ("typed", "tsquery"),
    [
        ("青岛", "( '青岛' )"),
        ("項目", "( '项目' )"),
        ("青岛 -物流", "( '青岛' ) & !( '物流' )"),
        ("青岛 OR 苏州", "( ( '青岛' ) | ( '苏州' ) )"),
        ('"青岛项目"', "( ( ( '青岛' <1> '项目' | '青岛' <0> '项目' ) ) )"),
        ("产业园", "( ( '产业园' | ( ( '产业' <1> '园' | '产业' <0> '园' ) ) ) )"),
        ("suzhou", "( 'suzhou' | 'py:suzhou':* | 'pyi:suzhou':* )"),
        ("xi'an", "( 'xi' & 'an' | 'py:xian':* | 'pyi:xian':* )"),
        ("AI", "( 'ai' | 'pyi:ai':* )"),
        ("5G", "( '5g' )"),
    ],
)
def test_how_it_is_asked(typed: str, tsquery: str) -> None:
    assert read(typed).tsquery() == tsquery


def test_weights_ask_for_what_is_wanted_only() -> None:
    assert read("青岛 -物流 qd").tsquery("A") == "( '青岛':A ) & ( 'qd':A | 'pyi:qd':*A )"
    assert read("-物流").tsquery("AB") == ""


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("青岛园 \"'()-|OR*&!:<>\\\0“”　\ud800")) | st.characters(), max_size=60))
def test_nothing_typed_raises(typed: str) -> None:
    query = read(typed)
    assert bool(query) == bool(query.tsquery())
    assert all(error.endswith("。") for error in query.errors)
    query.text.encode()
