"""Names without a head: the words that a plant's verb or an amount of money gives away."""

import pytest

from projects.extraction import unheaded
from projects.extraction.tagging import JiebaTagger

TAGGER = JiebaTagger()

TABLE = [
    ("上月,年产啤酒30万吨的云南雪啤正式投产。", ["云南雪啤"]),
    ("投资8亿元的“绿能方舟”开建。", ["绿能方舟"]),
    ("示范项目在山东东营投产。", []),
    ("项目主体结构封顶。", []),
    ("一期计划今年底全部竣工。", []),
    ("某集团投资8亿元建设住房。", []),
]


@pytest.mark.parametrize(("sentence", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_find(sentence: str, expected: list[str]) -> None:
    assert [sentence[a:b] for a, b in unheaded.find(sentence, TAGGER.words(sentence))] == expected
