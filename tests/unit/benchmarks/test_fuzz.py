"""A hundred injured documents on every run; ``./run bench fuzz`` does ten thousand."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from kbase.text.offsets import MappedText
from projects.extraction.records import ArticleText, Citation, Extraction, Record

BENCHMARKS = Path(__file__).resolve().parents[3] / "benchmarks"


@pytest.fixture(scope="module")
def fuzz() -> ModuleType:
    """benchmarks/fuzz.py as a module."""
    spec = importlib.util.spec_from_file_location("kbase_fuzz", BENCHMARKS / "fuzz.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "kbase_fuzz", module)  # dataclasses look their module up
        patch.setattr(sys, "path", [*sys.path])
        spec.loader.exec_module(module)
        yield module


def test_a_hundred_injured_documents_are_read(fuzz):
    result = fuzz.run(range(100), seed=7, longest=2000)
    assert result.violations == []
    assert result.documents == 100
    assert result.citations > 1000


def test_a_seed_gives_the_same_documents(fuzz):
    assert list(fuzz.documents(range(5), 3)) == list(fuzz.documents(range(5), 3))
    assert list(fuzz.documents(range(5), 3)) != list(fuzz.documents(range(5), 4))
    assert all(len(data) <= 400 for _, data, _ in fuzz.documents(range(5), 3, longest=50))


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ({"quote": "15亿"}, "引文与原文不符"),
        ({"quote": ""}, "引文与原文不符"),
        ({"raw_end": 0}, "原文位置无效"),
        ({"raw_end": 99}, "原文位置无效"),
    ],
)
def test_a_citation_that_does_not_stand_is_told(fuzz, columns, fault):
    good = {"start": 0, "end": 4, "quote": "总投资5", "raw_start": 0, "raw_end": 4}
    record = Record("project", "某", 0, citations=[Citation("investment_cny", 5, 0, **(good | columns))])
    told = list(fuzz.faults(Extraction("例", (ArticleText(MappedText.of("总投资5亿")),), (record,)), 5))
    assert len(told) == 1
    assert fault in told[0]
