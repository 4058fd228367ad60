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


def test_money_before_what_it_builds_in_a_place() -> None:
    text = "恒泽科技拟投资3.5亿元，在双流建设云湖电池生产基地；白鹭公司拟投资6亿元，在双流建设氢能装备产业园。"
    reading = read(ArticleText(MappedText.of(text)), default_tagger())
    found = attach.attach(reading.facts, reading.context)
    money = {a.subject.title: a.fact.value for a in found if a.fact.field == "investment_cny"}
    assert money == {"云湖电池生产基地": 350_000_000, "氢能装备产业园": 600_000_000}


def test_what_projects_must_exceed_to_be_counted_is_nobodys_money() -> None:
    reading = read(ArticleText(MappedText.of("总投资5亿元以上的项目有21个，包括云湖电池基地项目。")), default_tagger())
    assert not [c for c in attach.choices(reading.facts, reading.context) if c.fact.field == "investment_cny"]


def test_a_row_goes_on_over_an_item_that_is_no_naming() -> None:
    text = "目前，已有云湖电池基地项目、白鹭软件服务外包、恒泽氢能装备制造项目等正式签约。"
    reading = read(ArticleText(MappedText.of(text)), default_tagger())
    signed = {a.subject.title for a in attach.attach(reading.facts, reading.context) if a.fact.value == "signed"}
    assert {"云湖电池基地项目", "恒泽氢能装备制造项目"} <= signed


def test_a_paragraph_tells_of_what_it_begins_with() -> None:
    text = "恒泽科技产业园总投资15亿元。该项目明年投产。\n云湖智慧产业园占地80亩，位于城东，总投资10亿元。"
    reading = read(ArticleText(MappedText.of(text)), default_tagger())
    money = {
        a.subject.title: a.fact.value
        for a in attach.attach(reading.facts, reading.context)
        if a.fact.field == "investment_cny"
    }
    assert money == {"恒泽科技产业园": 1_500_000_000, "云湖智慧产业园": 1_000_000_000}


def test_the_verb_in_a_batchs_name_is_that_batchs() -> None:
    text = "活动中,新签约项目7个、新开工项目6个、新投产项目5个。"
    reading = read(ArticleText(MappedText.of(text)), default_tagger())
    table = {"held.own": 2.0, "held.other": -2.0}
    found = attach.attach(reading.facts, reading.context, table)
    told = {(a.subject.count, a.fact.value) for a in found if a.fact.field == "status"}
    assert told == {(7, "signed"), (6, "construction"), (5, "operating")}


FAR_FROM_ITS_OWNER = [
    # what is not the subject of the clauses between takes nothing
    ("恒泽产业园位于云湖新区，由白鹭公司建设，总投资15亿元。", "恒泽产业园"),
    ("恒泽产业园（含云湖电池工厂、白鹭电机工厂）总投资15亿元。", "恒泽产业园"),
    ("恒泽产业园占地40亩，拟建3栋高标准厂房、1栋宿舍，总投资15亿元。", "恒泽产业园"),
    # the money of a whole stands behind its parts, that of a part behind the part
    ("全区引进项目41个，其中工业项目29个，服务业项目12个，协议总投资133亿元。", "项目41个"),
    ("开工的7个项目中，包括5个产业项目和2个基础设施项目，总投资9亿元。", "7个项目"),
    ("云湖产业园开工项目15个，项目总投资90亿元。", "开工项目15个"),
]


@pytest.mark.parametrize(("text", "owner"), FAR_FROM_ITS_OWNER)
def test_money_over_other_names(text: str, owner: str) -> None:
    reading = read(ArticleText(MappedText.of(text), published="2023-05-01"), default_tagger())
    found = [a for a in attach.attach(reading.facts, reading.context) if a.fact.field == "investment_cny"]
    assert found
    assert owner in [name.text for name in found[0].subject.names]
