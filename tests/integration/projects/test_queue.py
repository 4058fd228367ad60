"""What waits for a person, why, in which order; and what a person's word does to it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.actions.cite import reject
from projects.actions.queue import accept_all, behind, correct, next_step, no_basis, waiting
from projects.actions.resolve import resolve
from projects.actions.review import accept, decide, take_back
from projects.models import Citation, Doubt, Review
from tests.factories import articles, people, records, vocabulary

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return people.editor()


def told(subject, field, value, quote, **columns):
    """An observation in an article of its own, and the record chosen anew."""
    citation = articles.citation(subject, field, value, quote, **columns)
    resolve(subject)
    subject.refresh_from_db()
    return citation


def reasons(subject, field):
    """Why the field waits."""
    return [reason for doubt in Doubt.objects.filter(project=subject, field=field) for reason in doubt.reasons]


@pytest.mark.parametrize(
    ("observations", "expected"),
    [
        ([(500_000_000, 0.95)], []),
        ([(500_000_000, 0.4)], ["unsure"]),
        ([(5_000_000_000, 0.95)], ["large"]),
        ([(500_000_000, 0.95), (700_000_000, 0.95)], ["conflict"]),
        ([(5_000_000_000, 0.5), (7_000_000_000, 0.5)], ["conflict", "unsure", "large"]),
    ],
)
def test_reasons_to_look(observations, expected):
    project = records.project()
    for number, (value, confidence) in enumerate(observations):
        told(project, "investment_cny", value, f"投资{number}亿元", confidence=confidence)
    assert reasons(project, "investment_cny") == expected


def test_the_queue_is_listed_again(capsys):
    project = records.project()
    told(project, "investment_cny", 500_000_000, "投资5亿元", confidence=0.4)
    Doubt.objects.all().delete()
    call_command("rebuild_queue")
    assert reasons(project, "investment_cny") == ["unsure"]
    assert "待核对 1 条，改变取值 0 处" in capsys.readouterr().out


def test_a_vague_word_beside_a_precise_one_is_no_conflict():
    project = records.project()
    told(project, "investment_cny", 510_000_000, "投资5.1亿元")
    told(project, "investment_cny", 500_000_000, "投资约5亿元", qualifier="about")
    assert reasons(project, "investment_cny") == []


def test_the_worst_comes_first_and_places_do_not_move():
    unsure, worse, large = records.project("甲"), records.project("乙"), records.project("丙")
    told(large, "investment_cny", 5_000_000_000, "投资50亿元")
    told(unsure, "land_area_m2", 20_000, "占地30亩", confidence=0.7)
    told(worse, "land_area_m2", 20_000, "占地30亩", confidence=0.2)
    order = [doubt.subject for doubt in waiting()]
    assert order == [worse, unsure, large]
    first = waiting()[0]
    assert [doubt.subject for doubt in behind(waiting(), (first.weight, first.pk))] == [unsure, large]
    assert [doubt.subject for doubt in waiting(reason="large")] == [large]
    assert [doubt.subject for doubt in waiting(field="land_area_m2")] == [worse, unsure]
    assert not waiting(kind="park").exists()


def test_a_step_reads_two_queries_however_long_the_queue():
    vocabulary.region("370212")
    for number in range(30):
        told(records.project(region_id="370212"), "land_area_m2", 20_000, f"占地{number}亩", confidence=0.2)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        step = next_step(waiting())
        assert [citation.article.text[:3] for citation in step.citations] == ["据介绍"]
        assert str(step.subject.region)
    assert len(queries) == 2


def test_accepting_keeps_value_words_and_qualifier(editor):
    project = records.project()
    told(project, "investment_cny", 5_000_000_000, "投资约50亿元", qualifier="about", confidence=0.4)
    accept(project, "investment_cny", user=editor, seen=5_000_000_000)
    project.refresh_from_db()
    assert (project.investment_cny, project.qualifiers) == (5_000_000_000, {"investment_cny": "about"})
    assert not Doubt.objects.exists()
    citation = project.citations.get()
    assert (citation.origin, citation.user, citation.chosen) == ("editor", editor, True)
    assert Review.objects.get().kind == "accepted"


def test_accepting_what_changed_meanwhile_is_refused(editor):
    project = records.project()
    told(project, "investment_cny", 5_000_000_000, "投资50亿元", confidence=0.4)
    with pytest.raises(ValidationError, match="刚刚"):
        accept(project, "investment_cny", user=editor, seen=4_000_000_000)
    assert not Review.objects.exists()


def test_several_at_once(editor):
    for number in range(3):
        told(records.project(), "land_area_m2", 20_000, f"占地{number}亩", confidence=0.2)
    assert accept_all(waiting()[:2], user=editor) == 2
    assert Doubt.objects.count() == 1


def test_correcting_cites_the_same_words_for_the_right_value(editor):
    project = records.project()
    wrong = told(project, "investment_cny", 5_000_000_000, "投资5亿元", confidence=0.4)
    words = (wrong.article, wrong.start, wrong.end)
    correct(project, "investment_cny", 500_000_000, user=editor, words=words, reason="单位看错")
    project.refresh_from_db()
    wrong.refresh_from_db()
    assert project.investment_cny == 500_000_000
    assert wrong.rejected_at
    right = project.citations.get(chosen=True)
    assert (right.value, right.quote, right.origin) == (500_000_000, "投资5亿元", "editor")
    assert not Doubt.objects.exists()


def test_no_basis_empties_the_field_and_leaves_it_open(editor):
    project = records.project()
    told(project, "investment_cny", 5_000_000_000, "投资50亿元")
    told(project, "investment_cny", 6_000_000_000, "投资60亿元")
    assert no_basis(project, "investment_cny", user=editor) == 2
    project.refresh_from_db()
    assert project.investment_cny is None
    told(project, "investment_cny", 700_000_000, "投资7亿元")
    assert project.investment_cny == 700_000_000


def test_rejecting_the_shown_words_lets_the_next_speak(editor):
    project = records.project()
    first = told(project, "investment_cny", 500_000_000, "投资5亿元", confidence=0.9)
    told(project, "investment_cny", 600_000_000, "投资6亿元", confidence=0.8)
    reject([first], user=editor)
    project.refresh_from_db()
    assert project.investment_cny == 600_000_000
    assert reasons(project, "investment_cny") == []


def test_a_decision_goes_stale_when_articles_say_something_new(editor):
    project = records.project()
    told(project, "investment_cny", 500_000_000, "投资5亿元")
    decide(project, "investment_cny", 800_000_000, user=editor)
    assert reasons(project, "investment_cny") == []
    told(project, "investment_cny", 900_000_000, "投资9亿元")
    assert project.investment_cny == 800_000_000
    assert reasons(project, "investment_cny") == ["stale"]
    step = next_step(waiting())
    assert step.decision.new == 800_000_000
    assert 900_000_000 in step.values
    accept(project, "investment_cny", user=editor)
    assert reasons(project, "investment_cny") == []


def test_an_extractor_that_learned_makes_nothing_stale(editor):
    project = records.project()
    wrong = told(project, "investment_cny", 500_000_000, "投资5亿元")
    decide(project, "investment_cny", 800_000_000, user=editor)
    Citation.objects.filter(pk=wrong.pk).update(active=False)
    told(project, "investment_cny", 800_000_000, "投资8亿元")
    assert reasons(project, "investment_cny") == []


def test_a_decision_goes_stale_when_its_words_are_gone(editor):
    project = records.project()
    citation = told(project, "investment_cny", 500_000_000, "投资5亿元")
    decide(project, "investment_cny", 800_000_000, user=editor)
    Citation.objects.filter(pk=citation.pk).update(active=False)
    resolve(project)
    assert reasons(project, "investment_cny") == ["stale"]


def test_other_names_make_nothing_stale(editor):
    project = records.project("甲基地")
    told(project, "name", "甲基地", "甲基地")
    decide(project, "name", "甲生产基地", user=editor)
    told(project, "name", "甲制造基地", "甲制造基地")
    assert reasons(project, "name") == []


def test_taking_back_shows_the_machines_value_again(editor):
    project = records.project()
    told(project, "investment_cny", 500_000_000, "投资5亿元")
    accept(project, "investment_cny", user=editor)
    decide(project, "investment_cny", 800_000_000, user=editor)
    take_back(project, "investment_cny", user=editor, reason="看错了")
    project.refresh_from_db()
    assert project.investment_cny == 500_000_000
    assert project.citations.get().origin == "machine"
    assert [review.kind for review in Review.objects.about(project)] == ["accepted", "decided", "withdrawn"]
    assert not Review.objects.in_force().exists()
    with pytest.raises(ValidationError):
        take_back(project, "investment_cny", user=editor)


def test_taking_a_name_back_calls_it_as_before(editor):
    project = records.project("甲基地")
    decide(project, "name", "乙基地", user=editor)
    take_back(project, "name", user=editor)
    project.refresh_from_db()
    assert (project.name, project.aliases) == ("甲基地", ["乙基地"])


@pytest.mark.parametrize(
    ("field", "decided", "vague"),
    [
        ("started_on", "2023-02-08", "2023"),
        ("region", "370212", "370000"),
        ("investment_cny", 1_520_000_000, 1_500_000_000),
    ],
)
def test_a_precise_decision_is_not_shaken_by_a_vague_word(editor, field, decided, vague):
    for code in ("370000", "370212"):
        vocabulary.region(code)
    project = records.project()
    decide(project, field, decided, user=editor)
    told(project, field, vague, "据称如此", qualifier="about")
    assert getattr(project, {"region": "region_id"}.get(field, field)) == decided
    assert reasons(project, field) == []
