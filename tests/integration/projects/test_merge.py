"""Two records become one and two again, without a row lost; different ones stay apart."""

from __future__ import annotations

import json

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError

from parks.models import Park
from projects.actions.candidates import alike, look_for
from projects.actions.cite import reject
from projects.actions.merge import merge, set_apart, unmerge
from projects.actions.resolve import resolve
from projects.actions.review import decide
from projects.actions.store import store
from projects.models import Candidate, Citation, Distinct, Involvement, Merge, Project, Review
from tests.factories import articles, extractions, people, records, vocabulary

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return people.editor()


def told(subject, field, value, quote, source=None, **columns):
    citation = articles.citation(subject, field, value, quote, source, **columns)
    resolve(subject)
    subject.refresh_from_db()
    return citation


@pytest.fixture
def pair(editor):
    """Two projects with facts, lists, a decision, words that both have, and a phase and children of the second."""
    for code in ("370212", "440305"):
        vocabulary.region(code)
    vocabulary.industry("0101")
    source = articles.article("崂山区的示范基地（又名示范生产基地）投资5亿元，从事集成电路，由示范科技有限公司建设。")
    one, other = records.project("示范基地"), records.project("示范生产基地", aliases=["示范厂"])
    told(one, "region", "370212", "崂山区", source)
    told(other, "region", "370212", "崂山区", source)
    told(one, "name", "示范基地", "示范基地", source)
    told(other, "name", "示范生产基地", "示范生产基地", source)
    told(other, "investment_cny", 500_000_000, "投资5亿元", source)
    told(other, "industries", {"code": "0101", "term": "集成电路"}, "集成电路", source)
    told(other, "organisations", {"name": "示范科技有限公司", "role": "developer"}, "示范科技有限公司", source)
    told(one, "industries", {"code": "0101", "term": "集成电路"}, "从事集成电路", source)
    decide(other, "status", "signed", user=editor)
    phase = records.project("示范生产基地二期", phase_of=other)
    for subject in (one, other):
        subject.refresh_from_db()
    return one, other, phase


def everything():
    """Every row that people and articles made, in JSON."""
    models = (Park, Project, Citation, Review, Involvement, Project.industries.through, Park.industries.through)
    found = [serializers.serialize("json", model.objects.order_by("pk")) for model in models]
    return [json.loads(rows) for rows in found]


def test_what_was_said_of_one_is_said_of_the_other(pair, editor):
    one, other, phase = pair
    moved = set(other.citations.exclude(field="region").values_list("pk", flat=True))
    record = merge(one, other, user=editor, reason="同一项目")
    one.refresh_from_db()
    phase.refresh_from_db()
    assert (one.investment_cny, one.status, one.aliases) == (500_000_000, "signed", ["示范生产基地", "示范厂"])
    assert one.industries.get().pk == "0101"
    assert one.involvements.get().organisation.name == "示范科技有限公司"
    assert moved < set(one.citations.values_list("pk", flat=True))
    assert one.citations.filter(field="region").count() == 1
    assert not Project.objects.filter(pk=other.pk).exists()
    assert phase.phase_of == one
    assert (record.gone_name, record.reason, record.user) == ("示范生产基地", "同一项目", editor)


def test_unmerge_restores_every_row_byte_for_byte(pair, editor):
    one, other, _ = pair
    before = everything()
    record = merge(one, other, user=editor)
    assert everything() != before
    back = unmerge(record, user=editor)
    assert back.pk == other.pk
    assert everything() == before
    with pytest.raises(ValidationError, match="已经撤销"):
        unmerge(record, user=editor)


def test_merge_again_after_undoing(pair, editor):
    one, other, _ = pair
    before = everything()
    unmerge(merge(one, other, user=editor), user=editor)
    other.refresh_from_db()
    unmerge(merge(other, Project.objects.get(pk=one.pk), user=editor), user=editor)
    assert everything() == before


def test_what_was_decided_meanwhile_stays(pair, editor):
    one, other, _ = pair
    record = merge(one, other, user=editor)
    decide(one, "land_area_m2", 20_000, user=editor)
    unmerge(record, user=editor)
    one.refresh_from_db()
    assert one.land_area_m2 == 20_000
    assert (one.investment_cny, one.aliases) == (None, [])
    assert Project.objects.get(pk=other.pk).investment_cny == 500_000_000


def test_judgements_on_shared_words_are_kept_and_come_back(pair, editor):
    one, other, _ = pair
    reject([other.citations.get(field="region")], user=editor)
    other.refresh_from_db()
    before = everything()
    record = merge(one, other, user=editor)
    assert one.citations.get(field="region").rejected_by == editor
    unmerge(record, user=editor)
    assert everything() == before


def test_old_address_leads_to_the_kept_record(client, pair, editor):
    one, other, _ = pair
    address = other.get_absolute_url()
    record = merge(one, other, user=editor)
    assert client.get(address).headers["Location"] == one.get_absolute_url()
    third = records.project("第三基地")
    one.refresh_from_db()
    merge(third, one, user=editor)
    assert client.get(address).headers["Location"] == third.get_absolute_url()
    assert client.get("/projects/999999/").status_code == 404
    with pytest.raises(ValidationError, match="先撤销"):
        unmerge(record, user=editor)


def test_parks_take_their_projects_along(editor):
    one, other = records.park("甲园"), records.park("甲产业园")
    inside, child = records.project(park=other), records.park("甲园东区", parent=other)
    record = merge(one, other, user=editor)
    inside.refresh_from_db()
    child.refresh_from_db()
    assert (inside.park, child.parent) == (one, one)
    unmerge(record, user=editor)
    inside.refresh_from_db()
    assert inside.park == other


def test_a_decision_on_the_park_that_went_follows_it(editor):
    one, other, project = records.park("甲园"), records.park("乙园"), records.project()
    decide(project, "park", {"id": other.pk, "name": "乙园"}, user=editor)
    merge(one, other, user=editor)
    resolve(project)
    assert project.park == one


def test_different_ones_are_never_joined_nor_proposed(pair, editor):
    one, other, _ = pair
    set_apart(other, one, user=editor, reason="两期工程")
    assert alike(one) == []
    with pytest.raises(ValidationError, match="判为不同"):
        merge(one, other, user=editor)
    third = records.project("示范的基地")
    merge(third, other, user=editor)
    with pytest.raises(ValidationError, match="判为不同"):
        merge(one, third, user=editor)
    Distinct.objects.all().delete()
    merge(one, third, user=editor)


@pytest.mark.parametrize("other", [lambda one: one, lambda one: records.batch(), lambda one: records.park()])
def test_only_two_of_a_kind_can_be_one(editor, other):
    one = records.project()
    with pytest.raises(ValidationError):
        merge(one, other(one), user=editor)
    assert not Merge.objects.exists()


def put(text, *told_of, version="1"):
    said = extractions.extraction(text, *told_of)
    return store(extractions.raw(text), said, version=version, run=articles.run())


def test_a_later_import_finds_the_merged_record(editor):
    for code in ("370212", "440305"):
        vocabulary.region(code)
    first = "崂山区的示范装备制造生产基地开工。"
    second = "南山区的示范智能装备产业基地开工。"
    put(first, extractions.record(first, "示范装备制造生产基地", ("region", "370212", "崂山区")))
    put(second, extractions.record(second, "示范智能装备产业基地", ("region", "440305", "南山区"), region="440305"))
    one, other = Project.objects.order_by("pk")
    merge(one, other, user=editor)
    third = "南山区的示范智能装备产业基地投产。"
    put(third, extractions.record(third, "示范智能装备产业基地", ("region", "440305", "南山区"), region="440305"))
    assert Project.objects.get() == one


def test_records_of_one_article_that_people_joined_stay_joined(editor):
    text = "示范装备制造生产基地又名示范智能装备产业基地。"
    both = [extractions.record(text, name) for name in ("示范装备制造生产基地", "示范智能装备产业基地")]
    put(text, *both)
    one, other = Project.objects.order_by("pk")
    merge(one, other, user=editor)
    put(text, *both, version="2")
    put(text, *reversed(both), version="3")
    assert Project.objects.get() == one
    assert one.citations.current().count() == 2


def test_likeness_is_explained(pair):
    one, other, phase = pair
    found = alike(one)
    assert [each.other for each in found] == [other]
    assert any("名称相近" in reason for reason in found[0].reasons)
    assert any("地区相同 +20" in reason for reason in found[0].reasons)
    assert "1 篇文章同时提到两者 -10" in found[0].reasons
    assert phase not in [each.other for each in alike(other)]


@pytest.mark.parametrize(
    ("name", "columns", "likely"),
    [
        ("示范装备生产基地", {}, True),
        ("示范装备生产基地项目", {}, True),
        ("示范装备生产基地二期", {}, False),
        ("另一座食品加工厂", {}, False),
        ("示范装备生产基地", {"region_id": "440305"}, False),
        ("示范装备制造基地", {"investment_cny": 500_000_000}, True),
    ],
)
def test_who_looks_alike(name, columns, likely):
    for code in ("370212", "440305"):
        vocabulary.region(code)
    one = records.project("示范装备生产基地", region_id="370212", investment_cny=500_000_000)
    other = records.project(name, **{"region_id": "370212", **columns})
    assert ([each.other for each in alike(one)] == [other]) is likely


def test_the_list_of_candidates_follows(pair, editor):
    one, other, _ = pair
    assert look_for([one, other]) >= 1
    assert [(each.one, each.other) for each in Candidate.objects.all()] == [(one.pk, other.pk)]
    merge(one, other, user=editor)
    assert not Candidate.objects.exists()
