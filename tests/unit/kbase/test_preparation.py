"""When a step of the preparation runs, and when it is left out."""

from pathlib import Path

import pytest

from kbase import preparation
from kbase.preparation import Stamps, Step, fingerprint, run_when_due


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the commands that were run."""
    found: list[str] = []
    monkeypatch.setattr(preparation, "call_command", lambda *command: found.append(command[0]))
    return found


@pytest.fixture
def step(tmp_path: Path) -> Step:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "zones.csv").write_text("青岛高新区")
    return Step("vocabulary", "正在载入 …", ("load_vocabulary",), (folder,))


def test_a_step_runs_once(tmp_path: Path, step: Step, calls: list[str]) -> None:
    said: list[str] = []
    for _ in range(2):
        run_when_due(step, Stamps(tmp_path / "var" / "stamps.json"), where="db", say=said.append)
    assert calls == ["load_vocabulary"]
    assert said == ["正在载入 …"]


def test_changed_sources_or_another_database_run_it_again(tmp_path: Path, step: Step, calls: list[str]) -> None:
    stamps = Stamps(tmp_path / "stamps.json")
    run_when_due(step, stamps, where="db", say=print)
    run_when_due(step, stamps, where="another", say=print)
    (step.sources[0] / "zones.csv").write_text("苏州工业园区")
    run_when_due(step, stamps, where="another", say=print)
    assert len(calls) == 3


def test_a_failed_step_runs_again(tmp_path: Path, step: Step, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_command: str) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(preparation, "call_command", fail)
    stamps = Stamps(tmp_path / "stamps.json")
    with pytest.raises(RuntimeError):
        run_when_due(step, stamps, where="db", say=print)
    assert stamps.read() == {}


def test_a_forgotten_step_alone_is_forgotten(tmp_path: Path) -> None:
    stamps = Stamps(tmp_path / "stamps.json")
    stamps.write("static", "1")
    stamps.write("articles", "2")
    stamps.forget("static")
    assert stamps.read() == {"articles": "2"}


def test_broken_stamps_count_as_none(tmp_path: Path) -> None:
    (tmp_path / "stamps.json").write_text("{half")
    assert Stamps(tmp_path / "stamps.json").read() == {}


def test_the_fingerprint_sees_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("园区")
    first = fingerprint([tmp_path])
    (tmp_path / "a.csv").rename(tmp_path / "b.csv")
    assert fingerprint([tmp_path]) != first
    assert fingerprint([tmp_path / "missing"]) == fingerprint([])
