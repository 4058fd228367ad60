"""Whose fact is it: the learned choice on small texts, and that the features carry their names."""

import pytest

from kbase.text.offsets import MappedText
from projects.extraction import attach
from projects.extraction.pipeline import default_tagger, read
from projects.extraction.records import ArticleText

TABLE = [
    ("恒泽产业园总投资15亿元,占地50亩。", "investment_cny", "恒泽产业园"),
    ("总投资20亿元的云湖电池基地项目开工建设。", "investment_cny", "云湖电池基地项目"),
    ("占地面积约3万平方米,总投资约15亿元,示范项目——恒泽产业园同时启动。", "land_area_m2", "恒泽产业园"),
    ("恒泽产业园一期投资3亿元,二期投资5亿元。", "investment_cny", "恒泽产业园一期"),
    ("全区总投资306亿元的62个项目集中开工。", "investment_cny", "62个项目"),
    ("恒泽产业园正式开工。该项目总投资8亿元。", "investment_cny", "恒泽产业园"),
]


@pytest.mark.parametrize(("text", "field", "owner"), TABLE)
def test_owner(text: str, field: str, owner: str) -> None:
    reading = read(ArticleText(MappedText.of(text), published="2023-05-01"), default_tagger())
    found = [item for item in attach.attach(reading.facts, reading.context) if item.fact.field == field]
    assert found
    assert owner in [name.text for name in found[0].subject.names]


def test_what_is_excluded_is_not_asked_about() -> None:
    reading = read(ArticleText(MappedText.of("恒泽产业园年纳税2亿元,注册资本5亿元。")), default_tagger())
    assert not [c for c in attach.choices(reading.facts, reading.context) if c.fact.field == "investment_cny"]


def test_weights_decide() -> None:
    reading = read(ArticleText(MappedText.of("恒泽产业园总投资15亿元。")), default_tagger())
    against = {"nobody.field.investment_cny": 50.0}
    assert attach.attach(reading.facts, reading.context, {})
    assert not [a for a in attach.attach(reading.facts, reading.context, against) if a.fact.field == "investment_cny"]


def test_a_list_shares_its_stage() -> None:
    text = "云湖产业园、恒泽物流园、海瀚科技园等项目正式开工。"
    reading = read(ArticleText(MappedText.of(text)), default_tagger())
    owners = {a.subject.title for a in attach.attach(reading.facts, reading.context) if a.fact.field == "status"}
    assert owners >= {"云湖产业园", "恒泽物流园", "海瀚科技园"}
