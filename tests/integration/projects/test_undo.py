"""Undoing a run takes back what it added, and leaves what people did; a preview writes nothing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from parks.models import Park
from projects.actions import runs
from projects.actions.cite import reject
from projects.actions.review import accept, decide, take_back
from projects.actions.store import store
from projects.actions.undo import undo_run
from projects.models import Article, Citation, ImportRun, Involvement, Project, Replaced, Review, SourceDocument, Upload
from tests.factories import articles, extractions, people, vocabulary

pytestmark = pytest.mark.django_db
FIRST = "崂山区的示范装备生产基地总投资5亿元。"
SECOND = "示范装备生产基地（示范装备基地）占地53亩，同处崂山区的示范能源生产基地投资9亿元。"


@pytest.fixture(autouse=True)
def laoshan():
    return vocabulary.region("370212")


@pytest.fixture
def editor():
    return people.editor()


def put(text, *told, version="1"):
    """Store one document as a run of its own; the run."""
    run = articles.run()
    stored = store(extractions.raw(text), extractions.extraction(text, *told), version=version, run=run)
    run.learned = [{"kind": s._meta.model_name, "key": s.pk, "names": names} for s, names in stored.learned]
    run.save()
    return run


def first():
    facts = (("investment_cny", 500_000_000, "总投资5亿元"), ("region", "370212", "崂山区"))
    return put(FIRST, extractions.record(FIRST, "示范装备生产基地", *facts))


def second():
    old = extractions.record(SECOND, "示范装备生产基地", ("land_area_m2", 35333, "占地53亩"), aliases=["示范装备基地"])
    new = extractions.record(SECOND, "示范能源生产基地", ("investment_cny", 900_000_000, "投资9亿元"))
    return put(SECOND, old, new)


def everything():
    """Every row that imports make, in JSON, but for the time of the last change."""
    models = (Park, Project, Citation, Review, Involvement, Article, SourceDocument)
    rows = [row for m in models for row in json.loads(serializers.serialize("json", m.objects.order_by("pk")))]
    for row in rows:
        row["fields"].pop("updated_at", None)
    return rows


def test_what_it_added_goes_and_nothing_else():
    first()
    before = everything()
    run = second()
    assert Project.objects.count() == 2
    counts = undo_run(run, user=None)
    assert everything() == before
    assert (counts["records"], counts["documents"], counts["names"]) == (1, 1, 1)
    with pytest.raises(ValidationError, match="已经撤销"):
        undo_run(run, user=None)


def test_peoples_work_stays(editor):
    first()
    run = second()
    old, new = Project.objects.order_by("pk")
    decide(old, "status", "signed", user=editor)
    accept(new, "investment_cny", user=editor)
    reject([old.citations.get(field="land_area_m2")], user=editor)
    undo_run(run, user=editor)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.status, new.investment_cny) == ("signed", 900_000_000)
    assert new.citations.get(field="investment_cny").stands
    assert old.citations.get(field="land_area_m2").rejected_by == editor
    second()
    assert not old.citations.filter(field="land_area_m2", active=True).exists()


def test_undoing_a_newer_extractor_brings_the_elder_back():
    first()
    wrong = extractions.record(FIRST, "示范装备生产基地", ("investment_cny", 50_000_000, "5亿元"))
    run = put(FIRST, wrong, version="2")
    assert Project.objects.get().investment_cny == 50_000_000
    undo_run(run, user=None)
    project = Project.objects.get()
    assert (project.investment_cny, project.region_id) == (500_000_000, "370212")
    assert SourceDocument.objects.get().extractor_version == ""


def read(version, confidence, text=FIRST, **head):
    """The first page as an extractor of that version reads it; the run."""
    facts = (("investment_cny", 500_000_000, "总投资5亿元"), ("region", "370212", "崂山区"))
    told = extractions.record(text, "示范装备生产基地", *facts)
    told.citations = [replace(each, confidence=confidence) for each in told.citations]
    run = articles.run()
    store(extractions.raw(FIRST), extractions.extraction(text, told, **head), version=version, run=run)
    return run


def as_read():
    """Who says what of the investment, and under which title, in words that stand."""
    citation = Citation.objects.select_related("article").get(field="investment_cny")
    assert citation.active
    assert citation.stands
    return citation.extractor_version, citation.confidence, citation.article.title, citation.article.text


def test_the_values_that_a_newer_reading_replaced_come_back():
    read("1", 0.6, title="旧题")
    before = everything(), as_read()
    run = read("2", 0.9, title="新题")
    assert as_read()[:3] == ("2", 0.9, "新题")
    undo_run(run, user=None)
    SourceDocument.objects.update(extractor_version="1")
    assert (everything(), as_read()) == before


def test_the_text_that_was_cleaned_otherwise_comes_back(editor):
    read("1", 0.6)
    before = as_read()
    run = read("2", 0.9, text=f"{FIRST}（完）")
    accept(Project.objects.get(), "region", user=editor)
    assert as_read()[3] != FIRST
    undo_run(run, user=None)
    assert as_read() == before
    assert Citation.objects.get(field="region").stands


@pytest.mark.parametrize("order", ["12", "21"])
def test_runs_are_undone_in_any_order(order):
    read("1", 0.6)
    before = as_read()
    later = {"1": read("2", 0.7), "2": read("3", 0.8)}
    undo_run(later[order[0]], user=None)
    assert as_read()[:2] == (("3", 0.8) if order == "12" else ("2", 0.7))
    undo_run(later[order[1]], user=None)
    assert as_read() == before


def test_what_a_later_run_read_too_is_the_later_ones():
    run = read("1", 0.6)
    later = read("2", 0.7)
    undo_run(run, user=None)
    assert as_read()[:2] == ("2", 0.7)
    undo_run(later, user=None)
    assert not Project.objects.exists()


def test_what_an_older_reading_did_not_see_is_set_aside_again():
    read("1", 0.6)
    put(FIRST, extractions.record(FIRST, "示范装备生产基地", ("region", "370212", "崂山区")), version="2")
    run = read("3", 0.8)
    assert Project.objects.get().investment_cny == 500_000_000
    undo_run(run, user=None)
    assert Project.objects.get().investment_cny is None
    assert not Citation.objects.get(field="investment_cny").active


def test_reading_the_same_again_changes_no_article():
    read("1", 0.6)
    read("2", 0.6)
    assert not Replaced.objects.filter(article__isnull=False).exists()


def test_import_accept_undo(editor):
    """What a person vouched for stays with its article and record; the rest of the run goes."""
    run = first()
    project = Project.objects.get()
    accept(project, "investment_cny", user=editor)
    undo_run(run, user=editor)
    project.refresh_from_db()
    assert (project.investment_cny, project.region_id) == (500_000_000, None)
    (kept,) = Citation.objects.all()
    assert (kept.field, kept.origin, kept.user, kept.stands) == ("investment_cny", "editor", editor, True)
    take_back(project, "investment_cny", user=editor)
    project.refresh_from_db()
    assert project.investment_cny == 500_000_000


def test_command_tells_what_it_did(capsys):
    run = first()
    call_command("undo_run", run.pk)
    assert f"已撤销导入 #{run.pk}" in capsys.readouterr().out
    assert not Project.objects.exists()
    for key in (run.pk, 999):
        with pytest.raises(CommandError):
            call_command("undo_run", key)


def uploaded(*texts):
    return runs.upload([(f"{number}.txt", text.encode()) for number, text in enumerate(texts)], user=None)


PAGE = "示范园区开工\n2023年2月8日\n崂山区举行开工仪式，示范装备生产基地总投资5亿元，占地53亩，今日开工建设。"


def test_preview_tells_the_difference_and_writes_nothing():
    run = uploaded(PAGE)
    runs.upload([("坏.xyz", b"x")], user=None)
    before = everything()
    runs.preview(run)
    run.refresh_from_db()
    assert everything() == before
    assert (run.state, run.preview["counts"]["new"]) == ("previewed", 1)
    assert run.preview["created"]


def test_execute_imports_and_forgets_the_files():
    run = uploaded(PAGE)
    Upload.objects.create(run=run, name="坏.xyz", content=b"x")
    runs.execute(run)
    run.refresh_from_db()
    assert (run.state, run.counts["new"], run.counts["unreadable"]) == ("done", 1, 1)
    assert not Upload.objects.exists()
    assert Citation.objects.filter(run=run).exists()
    again = uploaded(PAGE)
    runs.preview(again)
    again.refresh_from_db()
    assert again.preview["counts"] == {"unchanged": 1}


@pytest.mark.django_db(transaction=True)
def test_in_the_background():
    run = uploaded(PAGE)
    runs.start(run, runs.execute).join(60)
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == ("done", 1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_failure_is_told(monkeypatch):
    run = uploaded(PAGE)
    monkeypatch.setattr(runs, "import_items", lambda *_args, **_options: 1 / 0)
    runs.start(run, runs.execute).join(60)
    run.refresh_from_db()
    assert run.state == "failed"
    assert "ZeroDivisionError" in run.problems[0]["reason"]


def test_one_at_a_time_and_not_too_much(monkeypatch):
    run = uploaded(PAGE)
    run.beat(state=ImportRun.State.RUNNING)
    with pytest.raises(ValidationError, match="正在"):
        runs.start(run, runs.execute)
    with pytest.raises(ValidationError, match="正在"):
        undo_run(run, user=None)
    with pytest.raises(ValidationError):
        runs.upload([], user=None)
    monkeypatch.setattr(runs, "MOST_FILES", 1)
    with pytest.raises(ValidationError, match="分批"):
        uploaded(PAGE, PAGE)
