"""Which of several observations a record shows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from projects.actions.resolve import resolve
from tests.factories import articles, records, vocabulary

pytestmark = pytest.mark.django_db


def tell(subject, field, value, *, published="2023-02-08", **columns):
    """One article of its own that says ``value``; article columns by name, the rest goes to the citation."""
    head = {key: columns.pop(key) for key in ("publisher", "url", "title") if key in columns}
    quote = f"第{value}号说法{published}{sorted(head.items())}{sorted(columns.items())}"
    article = articles.article(f"记录{subject.pk}的{field}：{quote}。", published=published, **head)
    return articles.citation(subject, field, value, quote, article, **columns)


@pytest.mark.parametrize(
    ("field", "observations", "shown"),
    [
        pytest.param(
            "investment_cny",
            [(10**9, {"published": "2022"}), (2 * 10**9, {"published": "2023-05"})],
            Decimal(2 * 10**9),
            id="the newer article",
        ),
        pytest.param(
            "investment_cny",
            [(10**9, {"published": "2022", "publisher": "示范区管委会"}), (2 * 10**9, {"published": "2023"})],
            Decimal(10**9),
            id="an official publisher before a newer article",
        ),
        pytest.param(
            "investment_cny",
            [(10**9, {"published": "2022", "url": "https://www.example.gov.cn/1"}), (2 * 10**9, {"published": "2023"})],
            Decimal(10**9),
            id="an official address before a newer article",
        ),
        pytest.param(
            "investment_cny",
            [(1_520_000_000, {"published": "2022"}), (1_500_000_000, {"published": "2023", "qualifier": "about"})],
            Decimal(1_520_000_000),
            id="a precise figure that a newer vague one agrees with",
        ),
        pytest.param(
            "investment_cny",
            [(1_900_000_000, {"published": "2022"}), (1_500_000_000, {"published": "2023", "qualifier": "about"})],
            Decimal(1_500_000_000),
            id="a newer vague figure that contradicts",
        ),
        pytest.param(
            "started_on",
            [("2023-02-08", {"published": "2023-02"}), ("2023", {"published": "2023-12"})],
            "2023-02-08",
            id="a day before its year",
        ),
        pytest.param(
            "started_on",
            [("2023-02", {"published": "2023-02"}), ("2024", {"published": "2023-12"})],
            "2024",
            id="another year, newer",
        ),
        pytest.param(
            "status",
            [("signed", {"published": "2022"}), ("construction", {"published": "2023"})],
            "construction",
            id="the newer status",
        ),
        pytest.param(
            "status",
            [("signed", {"published": "2023"}), ("construction", {"published": ""})],
            "signed",
            id="a dated article before one without a date",
        ),
        pytest.param(
            "investment_cny",
            [(10**9, {"published": "2022", "origin": "editor"}), (2 * 10**9, {"publisher": "市政府"})],
            Decimal(10**9),
            id="words linked by an editor before everything",
        ),
        pytest.param(
            "investment_cny",
            [(10**9, {}), (2 * 10**9, {"published": "2024", "active": False})],
            Decimal(10**9),
            id="nothing that is set aside",
        ),
    ],
)
def test_chooses(field, observations, shown):
    project = records.project()
    for value, columns in observations:
        tell(project, field, value, **columns)
    resolve(project)
    project.refresh_from_db()
    assert getattr(project, field) == shown


def test_finer_region_is_kept_when_newer_article_says_only_the_province():
    vocabulary.region("370212")
    project = records.project()
    tell(project, "region", "370212", published="2022")
    tell(project, "region", "370000", published="2023")
    resolve(project)
    assert project.region_id == "370212"


def test_marks_what_supports_the_value_and_keeps_the_qualifier():
    project = records.project()
    old = tell(project, "investment_cny", 10**9, published="2022")
    new = tell(project, "investment_cny", 2 * 10**9, published="2023", qualifier="over")
    changes = resolve(project)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.chosen, new.chosen) == (False, True)
    assert project.qualifiers == {"investment_cny": "over"}
    assert [(change.field, change.old, change.new) for change in changes] == [("investment_cny", None, 2 * 10**9)]


def test_value_goes_when_its_last_observation_is_set_aside():
    project = records.project()
    citation = tell(project, "land_area_m2", 35333.34)
    resolve(project)
    assert project.land_area_m2 == Decimal("35333.34")
    citation.active = False
    citation.save()
    resolve(project)
    assert project.land_area_m2 is None


def test_again_changes_nothing_and_leaves_the_row_alone():
    project = records.project()
    tell(project, "investment_cny", 10**9)
    resolve(project)
    before = project.updated_at
    assert resolve(project) == []
    project.refresh_from_db()
    assert project.updated_at == before


def test_reads_the_row_anew_so_that_a_stale_object_undoes_nothing():
    project = records.project()
    stale = type(project).objects.get(pk=project.pk)
    tell(project, "investment_cny", 10**9)
    resolve(project)
    type(project).objects.filter(pk=project.pk).update(aliases=["别名"])
    resolve(stale)
    assert (stale.aliases, stale.investment_cny) == (["别名"], Decimal(10**9))


def test_park_of_the_same_article_is_found_by_its_short_name():
    article = articles.article("数字产业园内的示范基地动工。")
    park, project = records.park("数字产业园"), records.project("示范基地")
    articles.citation(park, "name", "数字产业园", "数字产业园", article)
    articles.citation(project, "park", "数字产业园", "数字产业园", article)
    resolve(project)
    assert project.park == park


def test_phase_finds_its_whole_after_it_was_renamed():
    article = articles.article("示范基地总投资15亿元，其中示范基地二期5亿元。")
    whole, phase = records.project("示范生产基地", aliases=["示范基地"]), records.project("示范基地二期")
    articles.citation(whole, "name", "示范基地", "示范基地", article)
    articles.citation(phase, "phase_of", "示范基地", "示范基地二期", article)
    resolve(phase)
    assert phase.phase_of == whole


def test_no_park_lies_in_itself():
    outer, inner = records.park("甲方示范产业园"), records.park("乙方示范产业园")
    inner.parent = outer
    inner.save()
    tell(outer, "park", "乙方示范产业园")
    resolve(outer)
    assert outer.parent is None


def test_several_values_of_one_field_all_count():
    vocabulary.industry("0101")
    vocabulary.industry("0401")
    project = records.project()
    tell(project, "industries", "0101")
    tell(project, "industries", "0401")
    tell(project, "organisations", {"name": "示范科技有限公司", "role": "developer"})
    resolve(project)
    assert sorted(i.code for i in project.industries.all()) == ["0101", "0401"]
    assert [str(involvement) for involvement in project.involvements.all()] == ["示范科技有限公司（建设单位）"]


def test_fixed_number_of_queries_however_many_observations(django_assert_max_num_queries):
    project = records.project()
    for number in range(30):
        tell(project, "investment_cny", 10**9 + number, published=f"20{number:02}")
    resolve(project)
    with django_assert_max_num_queries(12):
        resolve(project)
