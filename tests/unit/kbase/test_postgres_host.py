"""Programs, socket paths and processes of the machine."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from kbase import postgres_host
from kbase.postgres_host import EmbeddedError, Runner, find_binaries, make_private, runner_for, server_processes


def test_the_wheel_has_the_programs() -> None:
    programs = find_binaries()
    assert {"postgres", "initdb", "pg_ctl", "psql", "pg_dump"} <= {path.name for path in programs.iterdir()}


def test_a_folder_without_programs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedError, match="没有 PostgreSQL 程序"):
        find_binaries(str(tmp_path))


def test_a_short_path_holds_its_own_socket() -> None:
    assert postgres_host.socket_folder(Path("/srv/kbase/var/pg")) == Path("/srv/kbase/var/pg")


@pytest.mark.parametrize("name", ["x" * 200, "园区" * 30])
def test_a_long_path_gets_a_short_socket_folder_of_its_own(name: str) -> None:
    folder = postgres_host.socket_folder(Path("/srv") / name)
    assert folder.parent == Path(tempfile.gettempdir())
    assert len(os.fsencode(folder)) <= postgres_host.SOCKET_PATH_BYTES
    assert folder != postgres_host.socket_folder(Path("/srv") / name / "other")


def test_private_means_for_the_owner_alone(tmp_path: Path) -> None:
    make_private(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "pg").write_text("")
    with pytest.raises(EmbeddedError, match="无法建立目录"):
        make_private(tmp_path / "pg")


def test_a_stranger_with_the_recorded_number_is_no_server(tmp_path: Path) -> None:
    stranger = subprocess.Popen(["sleep", "30"], cwd=tmp_path)
    try:
        (tmp_path / "postmaster.pid").write_text(f"{stranger.pid}\n")
        assert server_processes(tmp_path) == []
    finally:
        stranger.kill()
        stranger.wait()


def test_a_process_named_postgres_in_the_folder_is_one(tmp_path: Path) -> None:
    program = tmp_path / "postgres"
    shutil.copy("/bin/sleep", program)
    process = subprocess.Popen([program, "30"], cwd=tmp_path)
    try:
        assert server_processes(tmp_path) == [process.pid]
        process.kill()
        while Path(f"/proc/{process.pid}/stat").read_text().split()[2] != "Z":
            pass
        assert server_processes(tmp_path) == [], "a zombie holds nothing"
    finally:
        process.wait()


def test_a_program_is_given_text_and_its_output_kept(tmp_path: Path) -> None:
    code = Runner().run(["sh", "-c", "cat; exit 3"], folder=tmp_path, log=tmp_path / "log", text="你好")
    assert (code, (tmp_path / "log").read_text()) == (3, "你好")


def test_settings_of_another_server_do_not_reach_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "1")
    Runner().run(["sh", "-c", 'echo "<$PGPORT>"'], folder=tmp_path, log=tmp_path / "log")
    assert (tmp_path / "log").read_text() == "<>\n"


def test_an_ordinary_user_needs_no_stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert runner_for(tmp_path, tmp_path / "data") == Runner()


def test_root_without_namespaces_is_told_of_a_closed_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(postgres_host, "_namespaces_work", lambda: False)
    home = tmp_path / "closed" / "pg"
    home.mkdir(parents=True)
    home.parent.chmod(0o700)
    with pytest.raises(EmbeddedError, match="移到别的目录"):
        runner_for(home, home / "data")
