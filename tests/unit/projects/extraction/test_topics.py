"""Which terms of a text are a record's: what its name says, what it is said to make, not what it is used for."""

import pytest

from kbase.text.offsets import MappedText
from projects.extraction.pipeline import Reading, default_tagger, read
from projects.extraction.records import ArticleText
from projects.extraction.topics import questions, terms_of

TABLE = [
    ("恒泽生物医药产业园正式开工。", "恒泽生物医药产业园", {"生物医药"}),
    ("恒泽产业园聚焦人工智能、新材料等产业。", "恒泽产业园", {"人工智能", "新材料"}),
    ("云湖城市旅游综合项目开工。", "云湖城市旅游综合项目", {"旅游"}),
    ("全区涉及生物医药、集成电路等领域的12个项目集中开工。", "12个项目", {"生物医药", "集成电路"}),
]


def _read(text: str) -> Reading:
    return read(ArticleText(MappedText.of(text), published="2023-05-01"), default_tagger())


@pytest.mark.parametrize(("text", "name", "terms"), TABLE)
def test_terms(text: str, name: str, terms: set[str]) -> None:
    reading = _read(text)
    subject = next(s for s in reading.context.subjects.all if s.title == name)
    assert {term.value.term for term, _ in terms_of(subject, reading.terms, reading.context)} == terms


def test_what_any_park_may_be_is_no_trade_of_its_own() -> None:
    reading = _read("恒泽科技工业园开工。")
    subject = reading.context.subjects.all[0]
    assert not [q for q in questions(subject, reading.terms, reading.context) if "own_name" in q.features]


@pytest.mark.parametrize(
    ("text", "term", "feature"),
    [
        ("年产30万吨甲醇项目开工。", "甲醇", "amount"),
        ("恒泽饲料厂年产鱼饲料3.2万吨。", "鱼饲料", "amount_behind"),
        ("全市实施基础设施类项目27个,总投资30亿元。", "基础设施", "before_name"),
    ],
)
def test_features_tell_what_is_made_and_what_describes_a_batch(text: str, term: str, feature: str) -> None:
    reading = _read(text)
    asked = [q for s in reading.context.subjects.all for q in questions(s, reading.terms, reading.context)]
    assert feature in next(q.features for q in asked if q.mention.value.term == term)


def test_features_tell_who_governs() -> None:
    reading = _read("恒泽产业园聚焦人工智能,云湖产业园主攻新能源。")
    by_title = {s.title: s for s in reading.context.subjects.all}
    asked = {
        q.mention.value.term: q.features for q in questions(by_title["恒泽产业园"], reading.terms, reading.context)
    }
    assert "governed.focus" in asked["人工智能"]
    assert "governed.focus" not in asked.get("新能源", {})
