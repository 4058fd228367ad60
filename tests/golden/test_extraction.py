"""Made-up articles in the manners of local news, read whole: what the records say and where the words stand."""

import json
from pathlib import Path

import pytest

from projects.extraction.pipeline import extract
from projects.extraction.records import FIGURES, Extraction, Record

FOLDER = Path(__file__).with_name("articles")
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))


def read(name: str) -> tuple[str, Extraction]:
    raw = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return raw, extract(raw, f"{name}.txt")


def is_it(record: Record, wanted: dict[str, object]) -> bool:
    if "name" in wanted:
        return wanted["name"] in (record.name, *record.aliases)
    return record.kind == "batch" and record.project_count == wanted["project_count"]


@pytest.mark.parametrize("name", EXPECTED)
def test_records_say_what_the_article_says(name: str) -> None:
    _, extraction = read(name)
    for wanted in EXPECTED[name]:
        found = [record for record in extraction.records if is_it(record, wanted)]
        assert len(found) == 1, f"{wanted} among {[r.name for r in extraction.records]}"
        stated = {field: getattr(found[0], field) for field in wanted if field != "name"}
        assert stated == {field: value for field, value in wanted.items() if field != "name"}


@pytest.mark.parametrize("name", EXPECTED)
def test_no_other_record_has_a_figure(name: str) -> None:
    _, extraction = read(name)
    for record in extraction.records:
        if not any(is_it(record, wanted) for wanted in EXPECTED[name]):
            assert not [field for field in FIGURES if getattr(record, field) is not None], record.name


@pytest.mark.parametrize("name", EXPECTED)
def test_citations_are_verbatim_and_cover_every_field(name: str) -> None:
    raw, extraction = read(name)
    for record in extraction.records:
        cited = {citation.field for citation in record.citations}
        for field in (*FIGURES, "region", "park", "status", "started_on", "completes_on", "phase_of"):
            assert getattr(record, field) is None or field in cited, (record.name, field)
        assert not record.industries or "industries" in cited
        for citation in record.citations:
            text = extraction.articles[citation.article].text.text
            assert text[citation.start : citation.end] == citation.quote != ""
            assert 0 <= citation.raw_start < citation.raw_end <= len(raw)
            assert 0 < citation.confidence < 1


def test_money_of_a_batch_is_nobody_elses() -> None:
    _, extraction = read("bulletin")
    batch = next(record for record in extraction.records if record.kind == "batch")
    others = [record.investment_cny for record in extraction.records if record is not batch]
    assert batch.investment_cny not in others
