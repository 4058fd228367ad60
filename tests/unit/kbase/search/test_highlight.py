"""Marks in titles and snippets."""

from __future__ import annotations

import pytest

from kbase.search.highlight import SNIPPET, marked, snippet
from kbase.search.query import parse
from kbase.text.tokens import Analyser

ANALYSER = Analyser(["产业园", "生物医药"])


@pytest.mark.parametrize(
    ("text", "typed", "html"),
    [
        ("青岛项目", "项目", "青岛<mark>项目</mark>"),
        ("蘇州產業園", "产业园", "蘇州<mark>產業園</mark>"),
        ("苏州产业园", "產業園", "苏州<mark>产业园</mark>"),
        ("苏州项目", "苏州 项目", "<mark>苏州项目</mark>"),
        ("苏州项目", "项目 -苏州", "苏州<mark>项目</mark>"),
        ("ＡＩ项目", "ai", "<mark>ＡＩ</mark>项目"),
        ("<i>项目&", "项目", "&lt;i&gt;<mark>项目</mark>&amp;"),
        ("青岛", "苏州", "青岛"),
        ("", "青岛", ""),
        ("中国苏州项目", "suzhou", "中国<mark>苏州</mark>项目"),
        ("中国苏州项目", "szxm", "中国<mark>苏州项目</mark>"),
        ("中国苏州项目", "suzh", "中国<mark>苏州</mark>项目"),
    ],
)
def test_what_was_searched_is_marked(text: str, typed: str, html: str) -> None:
    assert marked(text, parse(typed, ANALYSER).wanted, ANALYSER, spoken=True) == html


def test_text_is_not_marked_by_sound() -> None:
    assert marked("苏州", parse("suzhou", ANALYSER).wanted, ANALYSER) == "苏州"


def test_a_word_is_marked_by_its_pieces_side_by_side() -> None:
    analyser = Analyser(["生物医药产业", "产业园"])
    terms = parse("产业园", analyser).wanted
    assert marked("生物医药产业园区的产业", terms, analyser).count("<mark>") <= 1
    assert marked("生物医药产业园", terms, analyser) == "生物医药<mark>产业园</mark>"


BODY = "青岛项目开工。\n苏州项目占地53亩，青岛企业参与。\n其他消息。"


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("", "青岛项目开工。"),
        ("苏州 青岛", "<mark>苏州</mark>项目占地53亩，<mark>青岛</mark>企业参与。"),
        ("项目", "青岛<mark>项目</mark>开工。"),
        ("杭州", "青岛项目开工。"),
    ],
)
def test_the_best_sentence_is_shown(typed: str, html: str) -> None:
    assert snippet(BODY, parse(typed, ANALYSER).wanted, ANALYSER) == html


def test_a_long_sentence_is_cut_around_the_words() -> None:
    html = snippet("甲" * 300 + "苏州" + "乙" * 300, parse("苏州", ANALYSER).wanted, ANALYSER)
    assert html.startswith("…") and html.endswith("…")
    assert "<mark>苏州</mark>" in html
    assert len(html) == SNIPPET + len("……<mark></mark>")


def test_nothing_said_gives_no_snippet() -> None:
    assert snippet("", (), ANALYSER) == ""


@pytest.mark.parametrize(
    ("body", "typed", "html"),
    [
        ("总价1,000元。\n另有100元。", "1000", "总价<mark>1,000</mark>元。"),
        ("占地53㎡。青岛。", "青岛", "<mark>青岛</mark>。"),
        ("生产业务。\n产业。", "产业", "<mark>产业</mark>。"),
        (
            "青岛。\n苏州，青岛，苏州。\n青岛和苏州。",
            "青岛 苏州",
            "<mark>苏州</mark>，<mark>青岛</mark>，<mark>苏州</mark>。",
        ),
        ("蘇州。", "苏州", "<mark>蘇州</mark>。"),
    ],
)
def test_only_words_count_and_letters_across_words_do_not(body: str, typed: str, html: str) -> None:
    assert snippet(body, parse(typed, ANALYSER).wanted, ANALYSER) == html
