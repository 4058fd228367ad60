from __future__ import annotations

import re

import pytest

from projects.extraction import area, counts, dates, money, organisations, stages
from projects.extraction.lookup import may_begin, openings

TEXT = (
    "2024年3月1日,由青岛某某集团有限公司投资15亿元的项目在青岛市崂山区开工,占地约530亩;去年底签约62个项目,"
    "甲乙丙丁研究院(青岛)与市政府合作。近日投资超三亿五千万元，人民币20万元。" + "乙" * 60 + "公司和某学院，公司。"
)


def test_openings_are_the_places_of_two_characters() -> None:
    assert list(openings("去青岛、青岛市", {"青岛": 1, "岛市": 2})) == [(1, 1), (4, 1), (5, 2)]
    assert list(openings("青", {"青岛": 1})) == []


@pytest.mark.parametrize("pattern", [money._AMOUNT, area._AREA, counts._COUNT, dates._DATE, stages._VERB])
def test_a_glance_passes_nothing_over(pattern: re.Pattern[str]) -> None:
    glance, _, rest = pattern.pattern.partition("])")
    assert glance.startswith("(?=[")
    slow = re.compile(rest, pattern.flags)
    assert [found.span() for found in pattern.finditer(TEXT)] == [found.span() for found in slow.finditer(TEXT)]
    assert pattern.search(TEXT)


def test_a_pattern_may_begin_with_any_of_its_characters() -> None:
    glance = re.compile(may_begin("约|[-^\\]]", "亩"))
    assert [bool(glance.match(char)) for char in "约-^]亩7乙"] == [True] * 6 + [False]


def test_organisations_far_from_a_suffix_are_passed_over_unharmed() -> None:
    slow = [found.span() for found in organisations._NAME.finditer(TEXT)]
    assert [found.span() for found in organisations._names(TEXT)] == slow != []
