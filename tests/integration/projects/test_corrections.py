"""Corrections become annotations, today's extractor is measured on them, and words are suggested."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from projects.actions.cite import cite, reject
from projects.actions.corrections import export, replay
from projects.actions.imports import import_items
from projects.actions.review import accept
from projects.actions.suggestions import judge, suggest
from projects.models import Citation, Deed, ImportRun, Project, Suggestion
from projects.sources.base import RawDocument
from tests.factories import articles, people, records, vocabulary

pytestmark = pytest.mark.django_db
PAGE = "示范园区开工\n2023年2月8日\n崂山区举行开工仪式，示范装备生产基地总投资5亿元，占地53亩，今日开工建设。"


@pytest.fixture
def editor():
    return people.editor()


@pytest.fixture
def project():
    """A project of a real import."""
    for code in ("370200", "370212"):
        vocabulary.region(code)
    import_items([RawDocument("示例.txt", PAGE.encode(), PAGE, "utf-8")], ImportRun(sources=["示例.txt"]))
    return Project.objects.get()


def test_annotations_hold_what_people_said(project, editor):
    accept(project, "investment_cny", user=editor)
    source = project.citations.first().article
    start = source.text.index("占地53亩")
    reject(project.citations.filter(field="land_area_m2"), user=editor)
    cite(source, start, start + 5, subject=project, field="land_area_m2", value=35333.33, user=editor)
    (document,) = export()
    (record,) = document["records"]
    assert (record["investment_cny"], record["land_m2"], record["names"][0]) == (500_000_000, 35333.33, project.name)
    assert all(quote in PAGE for quote in record["quotes"].values())
    assert {one["kind"] for one in record["corrections"]} == {"confirmed", "corrected", "rejected"} - (
        set() if Citation.objects.filter(rejected_at__isnull=False).exists() else {"rejected"}
    )
    json.dumps(document)


def test_replay_tells_reproduced_from_regressed(project, editor):
    accept(project, "investment_cny", user=editor)
    annotations = export()
    result = replay(annotations)
    version = project.citations.get(field="investment_cny").extractor_version
    assert result.counts == {(version, "confirmed", "reproduced"): 1}
    annotations[0]["records"][0]["corrections"][0]["value"] = 1
    assert replay(annotations).counts == {(version, "confirmed", "regressed"): 1}
    annotations[0]["sha256"] = "0" * 64
    assert replay(annotations).missing == ["示例.txt"]


def test_command_writes_and_reads(project, editor, tmp_path, capsys):
    accept(project, "investment_cny", user=editor)
    file = tmp_path / "gold.json"
    call_command("corrections", "export", file)
    assert "1 处人工改正" in capsys.readouterr().out
    call_command("corrections", "replay", file)
    assert "重现 1" in capsys.readouterr().out
    file.write_text(file.read_text().replace("500000000", "7"))
    with pytest.raises(CommandError, match="1 处退步"):
        call_command("corrections", "replay", file)
    for wrong in (None, tmp_path / "nowhere.json"):
        with pytest.raises(CommandError):
            call_command("corrections", "replay", *([wrong] if wrong else []))


def test_words_are_suggested_judged_and_printed(editor, capsys):
    vocabulary.industry("0102")
    project = records.project()
    for number in range(2):
        source = articles.article(f"从事超算云服务平台业务{number}。")
        cite(source, 2, 9, subject=project, field="industries", value="0102", user=editor)
    assert (suggest(), suggest()) == (1, 0)
    word = Suggestion.objects.get()
    assert (word.term, word.target, word.count, word.state) == ("超算云服务平台", "0102", 2, "open")
    assert judge([word], Suggestion.State.ACCEPTED, user=editor) == 1
    call_command("corrections", "words")
    assert "产业同义词,0102,超算云服务平台" in capsys.readouterr().out
    assert Deed.objects.filter(verb="word").exists()
