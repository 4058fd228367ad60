"""Capacities are one word, where they begin and end with words."""

import pytest

from projects.extraction.tagging import CAPACITY, JiebaTagger

TAGGER = JiebaTagger()


@pytest.mark.parametrize(
    ("sentence", "capacities"),
    [
        ("白鹭化工100万吨树脂项目", ["100万吨"]),
        ("某某5200吨/年精细化工项目", ["5200吨/年"]),
        ("建设百万吨生物质项目", ["百万吨"]),
        ("总投资20亿元的2×66万千瓦火电项目", ["2×66万千瓦"]),
        ("年产5000套构件及1.8万吨钢梁项目", ["年产5000套", "1.8万吨"]),
        ("年产300万平方米瓷砖生产线", ["年产300万平方米"]),
        ("占地300万平方米", []),
        ("总投资5亿元,占地192亩", []),
    ],
)
def test_capacities(sentence: str, capacities: list[str]) -> None:
    words = TAGGER.words(sentence)
    assert [word.text for word in words if word.tag == CAPACITY] == capacities
    assert "".join(word.text for word in words) == sentence
    assert all(sentence[word.start : word.end] == word.text for word in words)
