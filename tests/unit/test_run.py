"""The `run` script: what it installs when, and what it tells."""

import importlib.util
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def run(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, over an empty checkout with two requirements files."""
    loader = SourceFileLoader("run_script", str(root / "run"))
    spec = importlib.util.spec_from_loader("run_script", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader.exec_module(module)
    for name in (module.RUNTIME, module.DEVELOPMENT):
        (tmp_path / name).write_text("django==5.2\n")
    module.ROOT, module.VENV, module.PYTHON = tmp_path, tmp_path / ".venv", tmp_path / ".venv" / "bin" / "python"
    return module


@pytest.fixture
def commands(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Commands that were run; making the environment leaves a Python with pip, as the real one does."""
    found: list[list[str]] = []

    def note(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        found.append(command)
        run.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        run.PYTHON.touch()
        (run.VENV / f"lib/python3.{sys.version_info[1]}/site-packages/pip").mkdir(parents=True, exist_ok=True)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(run.subprocess, "run", note)
    return found


def test_installs_once_by_hashes(run: ModuleType, commands: list[list[str]]) -> None:
    run.install(run.RUNTIME)
    run.install(run.RUNTIME)
    assert ["venv" in command for command in commands] == [True, False]
    assert "--require-hashes" in commands[1]


def test_installs_again_when_the_file_changed(run: ModuleType, commands: list[list[str]]) -> None:
    run.install(run.RUNTIME)
    (run.ROOT / run.RUNTIME).write_text("django==5.3\n")
    assert not run.is_installed(run.RUNTIME)
    run.install(run.RUNTIME)
    assert len(commands) == 3, "the environment itself is kept"


def test_the_development_file_covers_the_other(run: ModuleType, commands: list[list[str]]) -> None:
    run.install(run.DEVELOPMENT)
    assert run.is_installed(run.RUNTIME)


def test_a_failed_installation_is_told_and_tried_again(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "make_environment", lambda: None)
    monkeypatch.setattr(run.subprocess, "run", lambda command: subprocess.CompletedProcess(command, 1))
    with pytest.raises(SystemExit, match="依赖安装失败"):
        run.install(run.RUNTIME)
    assert not run.is_installed(run.RUNTIME)


def test_a_missing_venv_module_is_named_with_its_package(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(SystemExit, match=rf"sudo apt install python3\.{sys.version_info[1]}-venv"):
        run.make_environment()


def test_an_old_python_is_told_what_to_install(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "OLDEST", (9, 9))
    monkeypatch.setattr(run.shutil, "which", lambda _name: None)
    with pytest.raises(SystemExit, match=r"sudo apt install python3\.11 python3\.11-venv"):
        run.use_new_python()


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ([], ("manage.py", "serve")),
        (["--port", "8080"], ("manage.py", "serve", "--port", "8080")),
        (["manage", "check"], ("manage.py", "check")),
        (["test", "-k", "money"], ("-m", "pytest", "-k", "money")),
    ],
)
def test_words_become_commands(
    arguments: list[str], command: tuple[str, ...], run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    became: list[tuple[str, ...]] = []
    monkeypatch.setattr(run, "install", lambda _name: None)
    monkeypatch.setattr(run, "become", lambda *command: became.append(command))
    run.main(arguments)
    assert became == [command]


def test_unknown_words_are_refused(run: ModuleType) -> None:
    with pytest.raises(SystemExit, match="不认识的命令：strat"):
        run.main(["strat"])


def test_an_unknown_benchmark_is_refused(run: ModuleType) -> None:
    with pytest.raises(SystemExit, match="请指定基准测试的名称"):
        run.main(["bench", "speed"])


def test_help_names_every_command(run: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    run.main(["help"])
    told = capsys.readouterr().out
    assert all(f"./run {name}" in told for name in run.COMMANDS)
