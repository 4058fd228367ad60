"""Typed text, understood."""

from __future__ import annotations

import re

import pytest
from django.db.models import Q
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kbase.search.nodes import Either, Every, Filter, Node, Without
from kbase.search.query import MAX_CHARACTERS, MAX_TERMS, Misread, Reader, SearchQuery, parse
from kbase.search.synonyms import Synonyms
from kbase.text.tokens import Analyser

ANALYSER = Analyser(["产业园", "工业上楼"])


def _one(value: str) -> Filter:
    if value != "一":
        raise Misread("只认“一”")
    return Filter("数:一", Q(number=1))


READER = Reader(
    ANALYSER, {"数": _one}, frozenset({"标题"}), {re.compile(r"近\d+天"): lambda value: Filter(value, Q(days=1))}
)


def read(typed: str) -> SearchQuery:
    """Parse with the analyser and the one field of these tests."""
    return parse(typed, READER)


def shape(typed: str) -> str:
    """The tree, every group in brackets: [青岛 & -(物流 | "仓储")]."""
    return _written(read(typed).root)


def _written(node: Node | None) -> str:
    if isinstance(node, Without):
        return f"-{_written(node.node)}"
    if isinstance(node, (Every, Either)):
        joint = " & " if isinstance(node, Every) else " | "
        return f"[{joint.join(map(_written, node.nodes))}]"
    return str(node or "")


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("青岛 园区", "[青岛 & 园区]"),
        ("青岛　园区", "[青岛 & 园区]"),
        ("青岛 AND 园区", "[青岛 & 园区]"),
        ('"青岛园区" 项目', '["青岛园区" & 项目]'),
        ("“青岛园区”", '"青岛园区"'),
        ("「青岛园区」", '"青岛园区"'),
        ("项目 -物流", "[项目 & -物流]"),
        ("项目 －物流", "[项目 & -物流]"),
        ("项目 NOT 物流", "[项目 & -物流]"),
        ('-"物流园区" 项目', '[-"物流园区" & 项目]'),
        ("5G-AI", "5G-AI"),
        ("机器人 OR 芯片 青岛", "[[机器人 | 芯片] & 青岛]"),
        ("机器人 或 芯片", "[机器人 | 芯片]"),
        ("机器人 | 芯片", "[机器人 | 芯片]"),
        ("机器人 OR -芯片", "[机器人 | -芯片]"),
        ("(青岛 苏州)", "[青岛 & 苏州]"),
        ("（青岛 机器人） OR (苏州 芯片)", "[[青岛 & 机器人] | [苏州 & 芯片]]"),
        ("青岛 -(物流 OR 仓储)", "[青岛 & -[物流 | 仓储]]"),
        ("((青岛))", "青岛"),
        ("数据中心(一期)", "数据中心(一期)"),
        ("(数据中心(一期) OR 基地)", "[数据中心(一期) | 基地]"),
        ("标题:青岛", "标题:青岛"),
        ("标题：“青岛园区”", '标题:"青岛园区"'),
        ("or", "or"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_what_is_meant(typed: str, tree: str) -> None:
    assert shape(typed) == tree
    assert (read(typed).errors, read(typed).repaired) == ((), "")


@pytest.mark.parametrize("typed", ["青岛 OR 苏州 -(物流 (仓储 OR 港口))", '-"物流园" 标题:青岛', "(a b) OR c"])
def test_a_query_is_written_as_it_is_read(typed: str) -> None:
    assert shape(str(read(typed).root)) == shape(typed)


OR = "OR 的前后都要有词，多余的 OR 已忽略。"


@pytest.mark.parametrize(
    ("typed", "repaired", "error"),
    [
        ('"青岛 园区', "青岛 园区", "引号没有成对，最后一个引号已忽略。"),
        ("OR 青岛", "青岛", OR),
        ("青岛 OR", "青岛", OR),
        ("青岛 OR OR 苏州", "青岛 OR 苏州", OR),
        ("(青岛 OR) 苏州", "青岛 苏州", OR),
        ("(青岛 苏州", "青岛 苏州", "括号没有成对，已在末尾补上。"),
        ("青岛) 苏州", "青岛) 苏州", None),
        ("青岛 ) 苏州", "青岛 苏州", "括号没有成对，多余的括号已忽略。"),
        ("(" * 9 + "青岛" + ")" * 9, "青岛", "括号套得太深，里层的括号已忽略。"),
        ("青岛 ***", "青岛", "“***”里没有可以检索的字，已忽略。"),
        ("青岛 " + "啊" * 300, "", f"检索词太长，只用了前 {MAX_CHARACTERS} 个字。"),
        ("金额:多 青岛", "金额 多 青岛", "没有“金额:”这个字段，已按普通词查找。可用的字段：标题:、数:。"),
        ("数:三 青岛", "三 青岛", "“数:三”：只认“一”，已按普通词查找。"),
        ("数: 青岛", "青岛", "“数:青岛”：只认“一”，已按普通词查找。"),
    ],
)
def test_what_is_wrong_is_explained_and_repaired(typed: str, repaired: str, error: str | None) -> None:
    query = read(typed)
    assert query.errors == ((error,) if error else ())
    if repaired and error:
        assert query.repaired == repaired


def test_fields_become_filters() -> None:
    query = read("青岛 -数:一 近1天")
    assert query.root == Every((query.wanted[0], Without(Filter("数:一", Q(number=1))), Filter("近1天", Q(days=1))))
    assert [term.text for term in query.wanted] == ["青岛"]
    assert query.tsquery("A") == query.wanted[0].tsquery("A")


def test_an_address_is_no_field() -> None:
    assert read("https://example.com/园区").errors == ()


def test_synonyms_widen_words_and_are_told() -> None:
    query = parse(
        "青岛AI企业 -VR", Reader(ANALYSER, synonyms=Synonyms([("人工智能", "AI"), ("VR", "虚拟现实")], ANALYSER))
    )
    assert query.added == {"AI": ("人工智能",), "VR": ("虚拟现实",)}
    assert "'人工智能'" in query.tsquery()
    assert parse("開發區", Reader(ANALYSER, synonyms=Synonyms([("开发区", "经开区")], ANALYSER))).added == {
        "開發區": ("经开区",)
    }
    assert not parse('"AI"', Reader(ANALYSER, synonyms=Synonyms([("人工智能", "AI")], ANALYSER))).added


def test_too_many_words_are_cut() -> None:
    query = read("ab " * 90)
    assert len(query.wanted) == MAX_TERMS
    assert f"检索词太多，只用了前 {MAX_TERMS} 个。" in query.errors


@pytest.mark.parametrize(
    ("typed", "tsquery"),
    [
        ("青岛", "( '青岛' | '2:青岛' )"),
        ("項目", "( '项目' | '2:项目' )"),
        ("青岛 -物流", "( ( '青岛' | '2:青岛' ) & !( ( '物流' | '2:物流' ) ) )"),
        ("青岛 OR 苏州", "( ( '青岛' | '2:青岛' ) | ( '苏州' | '2:苏州' ) )"),
        ('"青岛项目"', "( ( ( '青岛' <1> '项目' | '青岛' <0> '项目' ) ) | '2:青岛' & '2:岛项' & '2:项目' )"),
        ("产业园", "( ( '产业园' | ( ( '产业' <1> '园' | '产业' <0> '园' ) ) ) | '2:产业' & '2:业园' )"),
        ("suzhou", "( 'suzhou' | 'py:suzhou':* | 'pyi:suzhou':* )"),
        ("xi'an", "( 'xi' & 'an' | 'py:xian':* | 'pyi:xian':* )"),
        ("AI", "( 'ai' | 'pyi:ai':* )"),
        ("5G", "( '5g' )"),
        ("标题:青岛", "( '青岛':A | '2:青岛':A )"),
    ],
)
def test_how_it_is_asked(typed: str, tsquery: str) -> None:
    assert read(typed).tsquery() == tsquery


def test_weights_ask_for_what_is_wanted_only() -> None:
    assert read("青岛 -物流 qd").tsquery("A") == "( ( '青岛':A | '2:青岛':A ) & ( 'qd':A | 'pyi:qd':*A ) )"
    assert read("-物流").tsquery("AB") == ""


@settings(max_examples=150, deadline=None)
@example("A:´")
@given(
    st.text(
        alphabet=st.sampled_from(list("青岛园数标题一 :\"'()-|OR*&!:<>\\\0“”　\ud800")) | st.characters(), max_size=60
    )
)
def test_nothing_typed_raises(typed: str) -> None:
    query = read(typed)
    assert bool(query) == bool(query.tsquery()) or "数:一" in str(query.root)
    assert parse(str(query.root or ""), READER).errors == () or "标题" in typed or "数" in typed or query.root is None
    assert all(error.endswith("。") for error in query.errors)
    query.text.encode()
