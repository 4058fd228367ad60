"""What the rows of a list quote from a text."""

from __future__ import annotations

import pytest

from projects.hits import prose


@pytest.mark.parametrize(
    ("body", "title", "told"),
    [
        ("海湾园区开工\n示范基地投产。", "海湾园区开工", "示范基地投产。"),
        ("### **海湾园区**开工\n- 示范基地**投产**。", "海湾园区开工", "示范基地投产。"),
        ("海灣園區開工\n示範基地投產。", "海湾园区开工", "示範基地投產。"),
        ("海湾园区今天举行集中开工仪式，一批项目同时动工。\n示范。", "海湾园区今天举行集中开工仪式…", "示范。"),
        ("海湾园区开工了三个项目。", "海湾园区开工", "海湾园区开工了三个项目。"),
        ("", "海湾园区开工", ""),
        ("示范基地投产。", "", "示范基地投产。"),
    ],
)
def test_a_snippet_neither_repeats_the_title_nor_shows_marks(body: str, title: str, told: str) -> None:
    assert prose(body, title) == told


def test_whole_sentences_come_first_where_nothing_is_asked_for() -> None:
    body = "海湾园区集中开工\n示范基地总投资3亿元。"
    assert prose(body, "示范基地", whole=True).splitlines()[0] == "示范基地总投资3亿元。"
    assert prose(body, "示范基地") == body
