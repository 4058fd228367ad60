"""Which stored record a document's record is."""

from __future__ import annotations

import pytest

from projects.actions.matching import find_park, find_subject, regions_agree
from projects.actions.namesakes import Namesakes
from projects.extraction.records import Record
from tests.factories import articles, records, vocabulary

pytestmark = pytest.mark.django_db


def told(name, kind="project", **columns):
    return Record(kind=kind, name=name, article=0, **columns)


@pytest.mark.parametrize(
    ("known", "said", "agree"),
    [
        ("370200", "370212", True),
        ("370212", "370000", True),
        ("370212", "370211", False),
        ("370212", "440305", False),
        (None, "370212", False),
        ("370212", None, False),
    ],
)
def test_regions_agree(known, said, agree):
    assert regions_agree(known, said) is agree


@pytest.mark.parametrize(
    ("stored", "region", "name", "said", "same"),
    [
        ("崂山智慧装备生产基地", "370212", "崂山智慧装备生产基地项目", "370200", True),
        ("崂山智慧装备生产基地", "370212", "嶗山智慧裝備生產基地", None, True),
        ("崂山智慧装备生产基地", None, "崂山智慧装备生产基地", "370212", True),
        ("崂山智慧装备生产基地", "370212", "崂山智慧装备生产基地", "440305", False),
        ("数字产业园", "370212", "数字产业园", "370200", True),
        ("数字产业园", "370212", "数字产业园", "440305", False),
        ("数字产业园", "370212", "数字产业园", "370000", False),
        ("数字产业园", "110000", "数字产业园", "110000", True),
        ("数字产业园", None, "数字产业园", "370212", False),
        ("数字产业园", "370212", "数字产业园", None, False),
        ("崂山智慧装备生产基地", "370212", "崂山智慧装备研发基地", "370212", False),
    ],
)
@pytest.mark.parametrize("kind", ["park", "project"])
def test_namesakes_of_other_articles(kind, stored, region, name, said, same):
    place = vocabulary.region(region) if region else None
    row = (records.park if kind == "park" else records.project)(stored, region=place)
    found = find_subject(told(name, kind, region=said), articles.article())
    assert found == (row if same else None)


def test_a_long_alias_does_not_vouch_for_a_short_shared_name():
    records.park("数字产业园")
    record = told("数字产业园", "park", aliases=["崂山国际数字经济示范产业园"])
    assert find_subject(record, articles.article()) is None


def test_alias_is_a_name():
    project = records.project("示范装备", aliases=["崂山智慧装备生产基地"])
    assert find_subject(told("崂山智慧装备生产基地"), articles.article()) == project


def test_this_article_knows_its_record_under_a_new_name_and_in_another_region():
    article = articles.article("数字产业园动工。")
    park = records.park("崂山数谷", region=vocabulary.region("440305"))
    articles.citation(park, "name", "数字产业园", "数字产业园", article, active=False)
    assert find_subject(told("数字产业园", "park", region="370212"), article) == park


def test_two_records_of_one_article_are_never_one_row():
    article = articles.article("甲公司总部基地与乙公司总部基地，均称总部基地。")
    first = records.project("甲公司总部基地", aliases=["总部基地"])
    articles.citation(first, "name", "甲公司总部基地", "甲公司总部基地", article)
    second = told("乙公司总部基地", aliases=["总部基地"])
    assert find_subject(second, article) == first
    assert find_subject(second, article, taken=[first]) is None


def test_phase_and_whole_of_one_name_are_kept_apart():
    article = articles.article("示范装备生产基地总投资15亿元，示范装备生产基地二期5亿元。")
    whole = records.project("示范装备生产基地")
    phase = records.project("示范装备生产基地", phase_of=whole)
    for row in (whole, phase):
        articles.citation(row, "name", "示范装备生产基地", "示范装备生产基地", article)
    assert find_subject(told("示范装备生产基地"), article) == whole
    assert find_subject(told("示范装备生产基地", phase_of="示范装备生产基地"), article) == phase
    elsewhere = articles.article("另一篇报道。")
    assert find_subject(told("示范装备生产基地"), elsewhere) == whole
    assert find_subject(told("示范装备生产基地", phase_of="示范装备生产基地"), elsewhere) == phase


def test_a_phase_whose_whole_was_not_found_is_found_again():
    article = articles.article("示范装备生产基地二期开工。")
    phase = records.project("示范装备生产基地二期")
    articles.citation(phase, "name", "示范装备生产基地二期", "示范装备生产基地二期", article)
    assert find_subject(told("示范装备生产基地二期", phase_of="示范装备生产基地"), article) == phase


@pytest.mark.parametrize(
    ("figures", "region", "same"),
    [
        ({"project_count": 62, "investment_cny": 30_600_000_000}, "370200", True),
        ({"project_count": 62, "investment_cny": 30_600_000_000}, "440305", False),
        ({"project_count": 63, "investment_cny": 30_600_000_000}, "370200", False),
        ({"project_count": 62}, "370200", False),
        ({"project_count": 62, "investment_cny": 30_600_000_000}, None, False),
    ],
)
def test_batches_are_known_by_their_figures(figures, region, same):
    place = vocabulary.region("370212")
    batch = records.batch("一季度集中开工项目", 62, investment_cny=30_600_000_000, region=place)
    found = find_subject(told("一季度集中开工项目", "batch", region=region, **figures), articles.article())
    assert found == (batch if same else None)


def test_batches_without_figures_are_never_the_same():
    records.batch("一季度集中开工项目", None, region=vocabulary.region("370212"))
    record = told("一季度集中开工项目", "batch", region="370212")
    assert find_subject(record, articles.article()) is None


def test_a_project_is_no_batch_and_no_park():
    records.project("崂山智慧装备生产基地")
    article = articles.article()
    assert find_subject(told("崂山智慧装备生产基地", "batch"), article) is None
    assert find_subject(told("崂山智慧装备生产基地", "park"), article) is None


def test_the_park_that_the_article_names_wins():
    article = articles.article("数字产业园动工。")
    records.park("数字产业园", region=vocabulary.region("440305"))
    here = records.park("数字产业园")
    articles.citation(here, "name", "数字产业园", "数字产业园", article)
    known = Namesakes.parks_called([("数字产业园", article)])
    assert find_park("数字产业园", "440305", article=article, known=known) == here
