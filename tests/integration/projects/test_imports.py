"""From files to records: idempotent, one transaction per document, every problem told."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from parks.loading import load_vocabulary
from projects.actions import imports
from projects.actions.imports import import_paths
from projects.actions.review import decide
from projects.models import Article, Citation, ImportRun, Project, SearchDocument, SourceDocument
from tests.factories import extractions, people

pytestmark = pytest.mark.django_db
NAME = "示范装备生产基地"


@pytest.fixture
def extractor(monkeypatch):
    """An extractor that reads 「示范装备生产基地总投资…亿元」; its version can be set."""

    def extract(text: str, name: str, *_: object) -> object:
        records = []
        if NAME in text and "总投资" in text:
            amount = text.partition("总投资")[2].partition("亿元")[0]
            fact = ("investment_cny", int(amount) * 10**8, f"总投资{amount}亿元")
            records = [extractions.record(text, NAME, fact)]
        return extractions.extraction(text, *records)

    def version(number: str) -> None:
        monkeypatch.setattr(imports, "EXTRACTOR_VERSION", number)

    monkeypatch.setattr(imports, "extract", extract)
    version("1")
    return version


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two good files and three bad ones."""
    (tmp_path / "甲.txt").write_text(f"{NAME}总投资15亿元，已经开工建设。", encoding="utf-8")
    (tmp_path / "乙.txt").write_text(f"{NAME}总投资16亿元，位于崂山区。", encoding="gb18030")
    (tmp_path / "空.txt").write_bytes(b"")
    (tmp_path / "程序.txt").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "表.xyz").write_text("表")
    return tmp_path


def counts(report) -> dict[str, int]:
    return {key: report.counts[key] for key in ("new", "updated", "unchanged", "unreadable")}


def test_good_documents_are_stored_and_bad_ones_told(extractor, folder):
    report = import_paths([folder, folder / "没有.txt"], user=people.editor())
    assert counts(report) == {"new": 2, "updated": 0, "unchanged": 0, "unreadable": 4}
    assert {Path(problem["source"]).name for problem in report.problems} == {"空.txt", "程序.txt", "表.xyz", "没有.txt"}
    assert not report.ok
    assert Project.objects.get().citations.filter(field="investment_cny").count() == 2
    run = ImportRun.objects.get()
    assert (run.counts["new"], len(run.problems), run.user.username) == (2, 4, "editor")
    assert run.finished_at is not None
    assert SourceDocument.objects.get(name="乙.txt").encoding != "utf-8"


def test_again_is_unchanged_and_a_newer_extractor_updates(extractor, folder):
    import_paths([folder])
    rows = Citation.objects.count(), Project.objects.count(), Article.objects.count()
    assert counts(import_paths([folder]))["unchanged"] == 2
    extractor("2")
    assert counts(import_paths([folder]))["updated"] == 2
    assert (Citation.objects.count(), Project.objects.count(), Article.objects.count()) == rows
    assert set(Citation.objects.values_list("extractor_version", "active")) == {("2", True)}


def test_two_files_of_one_content_are_one_document(extractor, tmp_path):
    for name in ("一.txt", "二.txt"):
        (tmp_path / name).write_text(f"{NAME}总投资15亿元，已经开工建设。", encoding="utf-8")
    assert counts(import_paths([tmp_path])) == {"new": 1, "updated": 0, "unchanged": 1, "unreadable": 0}


def test_decision_survives_every_import(extractor, folder):
    import_paths([folder / "甲.txt"])
    project = Project.objects.get()
    decide(project, "investment_cny", 999, user=people.editor())
    for version in ("1", "2"):
        extractor(version)
        import_paths([folder])
    project.refresh_from_db()
    assert project.investment_cny == 999
    assert project.citations.filter(field="investment_cny").count() == 2


def test_dry_run_tells_and_writes_nothing(extractor, folder):
    report = import_paths([folder / "甲.txt"], dry_run=True)
    assert (report.run, report.created) == (None, [NAME])
    assert [(change.field, change.new) for change in report.changes] == [("investment_cny", 1_500_000_000)]
    for model in (ImportRun, SourceDocument, Article, Project, Citation):
        assert not model.objects.exists()


def test_document_that_cannot_be_stored_does_not_stop_the_others(extractor, folder, monkeypatch):
    real = imports.store

    def store(raw, *args, **kwargs):
        stored = real(raw, *args, **kwargs)
        if raw.name == "乙.txt":
            raise ValueError("quote does not stand")
        return stored

    monkeypatch.setattr(imports, "store", store)
    report = import_paths([folder / "乙.txt", folder / "甲.txt"])
    assert counts(report) == {"new": 1, "updated": 0, "unchanged": 0, "unreadable": 1}
    assert "无法入库" in report.problems[0]["reason"]
    assert SourceDocument.objects.get().name == "甲.txt"


def test_records_can_be_found_once_the_import_is_over(extractor, folder, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        import_paths([folder / "甲.txt"])
    assert [row.subject for row in SearchDocument.objects.order_by("kind")] == [
        Article.objects.get(),
        Project.objects.get(),
    ]


def test_command_prints_the_difference_then_the_counts_and_fails_for_bad_files(extractor, folder):
    out, err = StringIO(), StringIO()
    call_command("import_articles", folder / "甲.txt", "--dry-run", stdout=out)
    assert f"＋ {NAME}" in out.getvalue()
    assert f"项目 {NAME} · 总投资：（无） → 1500000000" in out.getvalue()
    with pytest.raises(CommandError, match="3 个文件未能导入") as failure:
        call_command("import_articles", folder, stdout=out, stderr=err)
    assert failure.value.returncode == 1
    assert "新增文件 2" in out.getvalue()
    assert "空.txt" in err.getvalue()
    with pytest.raises(CommandError, match="--jobs"):
        call_command("import_articles", folder, "--jobs", "0")


def test_the_five_seed_articles(root, monkeypatch):
    """The real extractor over the real files: every quote stands; again, also by a newer one, changes nothing."""
    load_vocabulary()
    report = import_paths([root / "fixtures" / "articles"])
    assert (report.problems, report.counts["new"]) == ([], 5)
    assert all(citation.stands for citation in Citation.objects.select_related("article"))
    assert Project.objects.exists()
    before = _rows()
    monkeypatch.setattr(imports, "EXTRACTOR_VERSION", "newer")
    again = import_paths([root / "fixtures" / "articles"])
    assert (again.counts["updated"], again.created, again.changes) == (5, [], [])
    assert _rows() == before


def _rows() -> tuple[list[str], list[tuple[object, ...]]]:
    facts = Citation.objects.values_list("project", "park", "field", "value", "article", "start", "active", "chosen")
    return sorted(map(str, facts)), list(Project.objects.order_by("pk").values_list("pk", "name", "region", "park"))
