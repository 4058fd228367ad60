"""Charts: well-formed, linked, described, with the same numbers as their tables."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from projects.charts import WIDTH, Chart, Column, Marker, Part, columns_chart


def chart(*counts: int, **options: object) -> Chart:
    columns = [
        Column(f"{2020 + n}", f"?year={2020 + n}", [Part("在建", count, "?x=1&y=2")]) for n, count in enumerate(counts)
    ]
    return columns_chart("by-year", "按年 <份>", columns, first="年份", **options)  # type: ignore[arg-type]


def drawn(made: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(made.svg)


def test_a_chart_is_named_described_and_escaped() -> None:
    svg = drawn(chart(3, 5))
    assert svg.attrib["aria-labelledby"] == "by-year-t by-year-d"
    assert svg.findtext("title") == "按年 <份>"
    assert svg.findtext("desc") == "共 2 项，最多的是2021（5）。"


def test_every_bar_is_a_link_with_its_number() -> None:
    links = drawn(chart(3, 0, 5)).findall("a")
    assert [link.attrib["aria-label"] for link in links] == ["2020 在建：3", "2022 在建：5"]
    assert {link.attrib["href"] for link in links} == {"?x=1&y=2"}


@pytest.mark.parametrize("counts", [(), (0,), (1,), (7, 0, 1_000_000), tuple(range(40))])
def test_nothing_leaves_the_frame(counts: tuple[int, ...]) -> None:
    svg = drawn(chart(*counts))
    _, _, width, height = map(float, svg.attrib["viewBox"].split())
    assert width <= WIDTH
    for rect in svg.iter("rect"):
        x, y, w, h = (float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
        assert x >= 0 and x + w <= width + 0.1
        assert y >= 0 and y + h <= height


def test_heights_are_in_proportion() -> None:
    one, two = (float(rect.attrib["height"]) for rect in drawn(chart(50, 100)).iter("rect"))
    assert two == pytest.approx(2 * one, rel=0.01)


def test_the_table_has_what_the_drawing_has_no_room_for() -> None:
    made = chart(*range(1, 21), shown=5)
    assert len(drawn(made).findall("a")) == 5
    assert [column.count for column in made.columns] == list(range(1, 21))
    assert made.heads == ["年份", "个数"]


def test_stacked_columns_share_a_key() -> None:
    parts = [Part("规划", 2, "?s=1", "s1"), Part("在建", 3, "?s=2", "s3")]
    made = columns_chart("k", "进度", [Column("2023", "?y", parts)], first="年份")
    assert made.heads == ["年份", "规划", "在建", "合计"]
    assert made.columns[0].count == 5


def test_a_marker_stands_at_its_place() -> None:
    svg = str(chart(1, 2, 3, markers=[Marker("中位数", 1.5)]).svg)
    assert re.search(r'class="marker" d="M(\d+)', svg)
    assert "中位数" in svg


def test_nothing_is_styled_or_scripted_inline() -> None:
    assert not re.search(r"style=|<script|on\w+=", str(chart(1, 2).svg))
