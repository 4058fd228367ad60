"""What people decided outlives what happens next: each crossing by itself, where test_history.py tries random ones."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from projects.actions.candidates import alike, look_for
from projects.actions.merge import merge, set_apart, unmerge
from projects.actions.queue import correct
from projects.actions.store import store
from projects.actions.undo import undo_run
from projects.models import Candidate, Citation, ImportRun, Project
from tests.factories import articles, extractions, people, records, vocabulary

pytestmark = pytest.mark.django_db
ONE, OTHER = "示范装备制造生产基地", "示范智能装备产业基地"
FIELD = "investment_cny"


@pytest.fixture(autouse=True)
def laoshan():
    return vocabulary.region("370212")


def bring(name: str, *, version: str = "1", value: int = 500_000_000) -> ImportRun:
    """Import the page on one of the projects, as an extractor reads it; the run."""
    text, run = f"崂山区的{name}总投资5亿元。", articles.run()
    told = extractions.record(text, name, (FIELD, value, "总投资5亿元"), region="370212")
    store(extractions.raw(text), extractions.extraction(text, told), version=version, run=run)
    return run


def shown() -> dict[str, object]:
    """What each project's page says of its investment."""
    return dict(Project.objects.values_list("name", FIELD))


@pytest.mark.parametrize("undone", [ONE, OTHER])
def test_an_import_is_undone_after_its_record_was_merged_and_parted(undone):
    runs = {name: bring(name) for name in (ONE, OTHER)}
    one, other = Project.objects.order_by("pk")
    unmerge(merge(one, other, user=None), user=None)
    undo_run(runs.pop(undone), user=None)
    (left,) = runs
    assert {name: value for name, value in shown().items() if value} == {left: 500_000_000}
    assert set(Citation.objects.values_list("project__name", "run")) == {(left, runs[left].pk)}


def test_an_import_undone_while_merged_leaves_the_other_record_whole():
    bring(ONE)
    run = bring(OTHER)
    one, other = Project.objects.order_by("pk")
    record = merge(one, other, user=None)
    undo_run(run, user=None)
    assert shown() == {ONE: 500_000_000}
    assert Citation.objects.filter(project=one).count() == 2
    unmerge(record, user=None)
    assert shown()[ONE] == 500_000_000


def test_a_corrected_value_outlives_a_newer_extractor_and_its_undoing():
    bring(ONE)
    editor, project = people.editor(), Project.objects.get()
    seen = project.citations.select_related("article").get(field=FIELD)
    correct(project, FIELD, 300_000_000, user=editor, words=(seen.article, seen.start, seen.end))
    newer = bring(ONE, version="2", value=50_000_000)
    assert shown() == {ONE: 300_000_000}
    undo_run(newer, user=None)
    assert shown() == {ONE: 300_000_000}
    (stands,) = project.citations.filter(field=FIELD, chosen=True)
    assert (stands.value, stands.user, stands.quote, stands.active) == (300_000_000, editor, "总投资5亿元", True)


def test_different_is_remembered_after_a_merge_was_undone():
    one, other, third = (records.project(f"示范装备生产基地{end}") for end in ("", "项目", "工程"))
    set_apart(one, other, user=None)
    record = merge(third, other, user=None)
    assert one not in [each.other for each in alike(third)]
    unmerge(record, user=None)
    one.refresh_from_db()
    other.refresh_from_db()
    assert [each.other for each in alike(one)] == [third]
    look_for([one, other, third])
    assert (one.pk, other.pk) not in Candidate.objects.values_list("one", "other")
    for pair in ((one, other), (other, one)):
        with pytest.raises(ValidationError, match="判为不同"):
            merge(*pair, user=None)
    third.refresh_from_db()
    merge(one, third, user=None)


def test_the_workbench_lists_the_values_of_a_record(client):
    bring(ONE)
    client.force_login(people.member("分析员"))
    citation = Citation.objects.get(field=FIELD)
    page = client.get(reverse("admin:projects_article_workbench", args=[citation.article_id]))
    assert f'<a href="#c{citation.pk}">总投资 ' in page.text
