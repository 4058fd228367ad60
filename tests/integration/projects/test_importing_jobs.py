"""Many workers store what one would; a language model is asked only where one is set."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.db import transaction

from parks.loading import load_vocabulary
from parks.models import Park
from projects.actions import afterwards
from projects.actions.imports import import_paths
from projects.actions.indexing import stale_count
from projects.extraction.llm_client import Endpoint
from projects.extraction.pipeline import EXTRACTOR_VERSION
from projects.models import Citation, Project, SearchDocument, SourceDocument

pytestmark = pytest.mark.django_db
PLACES = ("青岛市", "苏州市", "成都市", "武汉市", "长沙市")
TEXT = "2024年3月1日，云岭电池生产基地在青岛市开工建设，总投资15亿元，占地530亩。"


@pytest.fixture(autouse=True)
def vocabulary():
    load_vocabulary()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten articles and two files that are none."""
    for number in range(10):
        place = PLACES[number % 5]
        text = f"{place}{number}号锂电池产业园开工建设，总投资{number + 3}亿元，占地{number + 20}0亩。"
        (tmp_path / f"{number}.txt").write_text(text, encoding=("utf-8", "gb18030")[number % 2])
    (tmp_path / "3a.txt").write_bytes(b"")
    (tmp_path / "5a.pdf").write_bytes(b"no pdf")
    return tmp_path


def stored() -> list[tuple[object, ...]]:
    columns = ("park__name", "project__name", "field", "value", "start", "raw_end", "chosen", "article__document__name")
    return list(Citation.objects.order_by("pk").values_list(*columns))


def test_workers_store_the_same_in_the_same_order(folder):
    told: list[str] = []
    with transaction.atomic():
        alone = import_paths([folder], progress=lambda _, name: told.append(name))
        expected = stored()
        transaction.set_rollback(True)
    together: list[str] = []
    report = import_paths([folder], jobs=2, progress=lambda _, name: together.append(name))
    assert expected, "nothing was extracted, so nothing was compared"
    assert (stored(), together) == (expected, told)
    assert report.counts == alone.counts
    assert report.problems == alone.problems
    assert report.counts["unreadable"] == 2


def test_nobody_is_asked_without_an_address(folder, settings, monkeypatch):
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    assert settings.LLM is None
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr("http.client.HTTPConnection.connect", refuse)
    assert import_paths([folder]).counts["new"] == 10


@pytest.fixture
def model() -> Iterator[Endpoint]:
    """An endpoint that always proposes the same record."""
    told = [{"field": "land_area_m2", "value": 353333.35, "quote": "占地530亩"}]
    record = {"kind": "project", "name": "云岭电池生产基地", "citations": told}
    content = json.dumps({"records": [record]}, ensure_ascii=False)
    answer = json.dumps({"choices": [{"message": {"content": content}}]}).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Endpoint(f"http://127.0.0.1:{server.server_port}", "示例模型", timeout=5.0, backoff=0.0)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "云岭.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_model_is_asked_once_per_document_and_marked(article, model, settings, monkeypatch):
    settings.LLM = model
    monkeypatch.setattr("projects.extraction.pipeline.records_of", lambda *_: [])
    report = import_paths([article])
    project = Project.objects.get(name="云岭电池生产基地")
    assert {citation.extractor_version for citation in project.citations.all()} == {"llm:示例模型"}
    assert float(project.land_area_m2) == 353333.35
    assert report.counts["new"] == 1
    assert import_paths([article]).counts["unchanged"] == 1
    assert SourceDocument.objects.get().extractor_version.startswith(f"{EXTRACTOR_VERSION}+")


def test_document_that_the_model_failed_on_is_stored_and_asked_about_again(article, model, settings):
    settings.LLM = Endpoint("http://127.0.0.1:1", "示例模型", attempts=1)
    first = import_paths([article])
    assert (first.counts["new"], first.counts["warnings"], first.problems) == (1, 1, [])
    assert "语言模型" in SourceDocument.objects.get().problems[0]["reason"]
    settings.LLM = model
    assert import_paths([article]).counts["updated"] == 1
    assert SourceDocument.objects.get().problems == []


def test_model_that_stopped_answering_is_given_up_until_the_next_import(folder, model, settings):
    settings.LLM = Endpoint("http://127.0.0.1:1", "示例模型", attempts=1)
    report = import_paths([folder])
    assert (report.counts["new"], report.counts["warnings"], report.counts["unasked"]) == (10, 10, 7)
    assert [note["source"] for note in report.notes] == ["语言模型"]
    assert report.run.problems[-1] == report.notes[0]
    settings.LLM = model
    again = import_paths([folder])
    assert (again.counts["updated"], again.counts["unasked"], again.notes) == (10, 0, [])


@pytest.mark.django_db(transaction=True)
def test_workers_index_what_one_process_would(folder, monkeypatch):
    """Outside of any transaction, so that the workers see what was stored and write search rows of their own."""
    monkeypatch.setattr(afterwards, "AT_ONCE", 3)
    monkeypatch.setattr(afterwards, "_PIECE", 2)
    expected = indexed(folder, jobs=1)
    assert indexed(folder, jobs=2) == expected


def indexed(folder: Path, *, jobs: int) -> list[tuple[object, ...]]:
    """The search rows after an import into empty tables, in an order that no key decides."""
    SearchDocument.objects.all().delete()
    SourceDocument.objects.all().delete()
    Project.objects.all().delete()
    Park.objects.all().delete()
    import_paths([folder], jobs=jobs)
    assert not stale_count()
    columns = ("kind", "name", "folded_names", "body", "vector", "regions", "industries", "source_count")
    return sorted(SearchDocument.objects.values_list(*columns), key=str)
