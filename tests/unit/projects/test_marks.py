"""Marks are drawn so that no character is lost and every citation has its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.marks import Mark, Node, Span, keys_of, marked_lines, quote, words_of


def drawn(nodes: tuple[Node, ...]) -> str:
    """「占地[1 53亩]」: a mark as its key in brackets, a continued one with a plus."""
    return "".join(
        node if isinstance(node, str) else f"[{node.key}{'' if node.first else '+'} {drawn(node.children)}]"
        for node in nodes
    )


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("占地53亩，已开工", [Span(1, 2, 5)], ["占地[1 53亩]，已开工"]),
        ("占地53亩，已开工", [], ["占地53亩，已开工"]),
        ("62个项目投资306亿元", [Span(1, 0, 12), Span(2, 0, 3)], ["[1 [2 62个]项目投资306亿元]"]),
        ("共15亿元", [Span(2, 1, 5), Span(1, 1, 5)], ["共[1 [2 15亿元]]"]),
        ("甲乙丙丁", [Span(1, 0, 3), Span(2, 1, 4)], ["[1 甲[2 乙丙]][2+ 丁]"]),
        ("甲乙\n丙丁", [Span(1, 1, 4)], ["甲[1 乙]", "[1+ 丙]丁"]),
        ("甲\n\n丙", [Span(1, 0, 4)], ["[1 甲]", "", "[1+ 丙]"]),
        ("甲乙丙", [Span(1, 0, 1), Span(1, 2, 3)], ["[1 甲]乙[1+ 丙]"]),
        ("a\nb", [Span(1, 1, 2)], ["a", "b"]),
        ("a\n\nb", [Span(1, 1, 4)], ["a", "", "[1 b]"]),
    ],
)
def test_spans_nest_cut_and_continue(text: str, spans: list[Span], expected: list[str]) -> None:
    assert [drawn(line.nodes) for line in marked_lines(text, spans)] == expected


@st.composite
def texts_and_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(st.text(alphabet="园区<&\n亩𠮷", min_size=1, max_size=40))
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    pairs = draw(st.lists(ends, max_size=8))
    return text, [Span(key, start, end) for key, (start, end) in enumerate(pairs) if start < end]


@given(texts_and_spans())
def test_text_and_every_span_are_kept_exactly(case: tuple[str, list[Span]]) -> None:
    text, spans = case
    lines = marked_lines(text, spans)
    assert "\n".join(words_of(line.nodes) for line in lines) == text
    for span in spans:
        marked = "".join(words_under(line.nodes, span.key) for line in lines)
        assert marked == text[span.start : span.end].replace("\n", "")
        firsts = [key for line in lines for key in line.begins if key == span.key]
        assert len(firsts) == (1 if marked else 0)


def words_under(nodes: tuple[Node, ...], key: int) -> str:
    out = ""
    for node in nodes:
        if isinstance(node, Mark):
            out += words_of(node.children) if node.key == key else words_under(node.children, key)
    return out


def test_a_part_of_a_longer_text_keeps_the_offsets_of_the_whole() -> None:
    lines = marked_lines("题头\n占地53亩\n页脚", [Span(7, 5, 8), Span(8, 0, 2), Span(9, 9, 11)], start=3, end=8)
    assert [drawn(line.nodes) for line in lines] == ["占地[7 53亩]"]


def test_many_spans_on_one_line_stay_quick() -> None:
    text = "占地53亩" * 2000
    spans = [Span(at, at, at + 3) for at in range(len(text) - 3)]
    nodes = marked_lines(text, spans)[0].nodes
    assert words_of(nodes) == text


def test_keys_of_a_nested_mark() -> None:
    node = marked_lines("共15亿元", [Span(2, 1, 5), Span(1, 1, 5)])[0].nodes[1]
    assert list(keys_of(node)) == [1, 2]


@pytest.mark.parametrize(
    ("start", "end", "size", "expected"),
    [
        (7, 12, 11, ("…城北，", "占地53亩", "，已开…")),
        (0, 2, 40, ("", "园区", "位于城北，占地53亩，已开工。")),
        (21, 23, 30, ("", "二期", "待定")),
    ],
)
def test_quote_stays_in_its_line(start: int, end: int, size: int, expected: tuple[str, str, str]) -> None:
    text = "园区位于城北，占地53亩，已开工。\n第一\n二期待定"
    assert tuple(vars_of(quote(text, start, end, size=size))) == expected


def test_quote_never_cuts_through_a_number() -> None:
    text = "面积12345.67㎡，投资8亿元，亩均98765.4万元"
    start = text.index("投资")
    assert vars_of(quote(text, start, start + 5, size=15)) == ["…㎡，", "投资8亿元", "，亩均…"]


def vars_of(found: object) -> list[str]:
    return [getattr(found, name) for name in ("before", "words", "after")]
