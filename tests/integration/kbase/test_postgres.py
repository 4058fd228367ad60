"""The embedded server for real: started, shared, killed, recovered. Each process here is a user of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kbase import postgres
from kbase.postgres import Cluster
from kbase.postgres_host import EmbeddedError, server_processes

USER_OF_THE_CLUSTER = """
import sys, psycopg
from pathlib import Path
from kbase import postgres
cluster = postgres.cluster(Path(sys.argv[1]))
cluster.ensure()
url = f"host={cluster.socket} port={postgres.PORT} user={postgres.USER} dbname={postgres.DATABASE}"
connection = psycopg.connect(url, autocommit=True)
print(connection.execute("SELECT system_identifier FROM pg_control_system()").fetchone()[0], flush=True)
"""
WAITS = USER_OF_THE_CLUSTER + "connection.close()\nsys.stdin.read()\n"
FORKS = USER_OF_THE_CLUSTER + (
    "connection.close()\n"
    "import os, time\n"
    "if os.fork():\n"
    "    time.sleep(0.3)\n"
    "    sys.exit()\n"
    "os.close(0)\n"
    "time.sleep(1.5)\n"
    "print(psycopg.connect(url).execute('SELECT 42').fetchone()[0], flush=True)\n"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cluster that stands still, made by eight processes at once on an empty folder."""
    home = tmp_path_factory.mktemp("pg")
    processes = [user(home, USER_OF_THE_CLUSTER) for _ in range(8)]
    seen = {process.communicate(timeout=60)[0].strip() for process in processes}
    assert [process.returncode for process in processes] == [0] * 8
    assert len(seen) == 1, "eight processes at once make one cluster"
    assert_stopped(home)
    return home


@pytest.fixture
def home(made: Path) -> Iterator[Path]:
    """The same cluster, stopped again after the test whatever happened."""
    yield made
    Cluster(made).stop()


def user(home: Path, script: str) -> subprocess.Popen[str]:
    """A process that uses the cluster."""
    return subprocess.Popen(
        [sys.executable, "-c", script, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def waiting_user(home: Path) -> subprocess.Popen[str]:
    """A process that has connected and waits for its standard input to end."""
    process = user(home, WAITS)
    assert process.stdout and process.stdout.readline().strip()
    return process


def leave(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=60)


def assert_stopped(home: Path) -> None:
    assert server_processes(home / "data") == []
    assert not (home / "data" / "postmaster.pid").exists()


def query(cluster: Cluster, sql: str) -> object:
    with psycopg.connect(host=str(cluster.socket), port=postgres.PORT, user="kbase", dbname="kbase") as connection:
        row = connection.execute(sql).fetchone()
        return row[0] if row else None


def test_the_last_user_stops_it_and_no_one_before(home: Path) -> None:
    first, second = waiting_user(home), waiting_user(home)
    leave(first)
    assert Cluster(home).ready(), "the second still uses it"
    leave(second)
    assert_stopped(home)


def test_a_killed_user_does_not_count_any_more(home: Path) -> None:
    killed = waiting_user(home)
    killed.kill()
    leave(killed)
    assert Cluster(home).ready(), "nobody was there to stop it"
    leave(waiting_user(home))
    assert_stopped(home)


def test_a_forked_child_keeps_the_server_of_its_parent(home: Path) -> None:
    parent = user(home, FORKS)
    output, _ = parent.communicate(timeout=60)
    assert output.split()[1:] == ["42"], "the child connects long after its parent is gone"
    assert_stopped(home)


def test_a_killed_server_is_started_again_with_all_that_was_committed(home: Path) -> None:
    cluster = Cluster(home)
    cluster.ensure()
    with psycopg.connect(host=str(cluster.socket), port=postgres.PORT, user="kbase", dbname="kbase") as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT '苏州'::text AS name")
    before = cluster.status().pid
    assert before
    os.kill(before, signal.SIGKILL)
    while cluster.ready():  # its socket outlives it by some milliseconds
        time.sleep(0.01)
    cluster.ensure()
    assert cluster.status().pid != before
    assert query(cluster, "SELECT name FROM kept") == "苏州"
    cluster.release()
    assert_stopped(home)


@pytest.mark.parametrize("content", ["{stranger}\n{data}\n1\n5432\n", "", "12"], ids=["stranger", "empty", "half"])
def test_a_stale_mark_neither_hinders_nor_harms(home: Path, content: str) -> None:
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (home / "data" / "postmaster.pid").write_text(content.format(stranger=stranger.pid, data=home / "data"))
        (home / f".s.PGSQL.{postgres.PORT}.lock").write_text(f"{stranger.pid}\n")
        cluster = Cluster(home)
        cluster.ensure()
        assert query(cluster, "SELECT 1") == 1
        cluster.release()
        assert stranger.poll() is None, "a process that has the recorded number by chance lives on"
    finally:
        stranger.kill()
        stranger.wait()
    assert_stopped(home)


def test_a_killed_creation_leaves_no_half_cluster(tmp_path: Path) -> None:
    process = user(tmp_path, USER_OF_THE_CLUSTER)
    while not list(tmp_path.glob("data.new.*/global")):
        time.sleep(0.005)
    process.kill()
    leave(process)
    assert not (tmp_path / "data").exists()
    leave(waiting_user(tmp_path))
    assert [path.name for path in tmp_path.glob("data*")] == ["data"]
    assert_stopped(tmp_path)


def test_kept_until_told(home: Path) -> None:
    cluster = Cluster(home)
    cluster.start_and_keep()
    cluster.release()
    leave(waiting_user(home))
    assert cluster.ready()
    assert cluster.stop()
    assert not cluster.stop(), "there is none any more"
    assert_stopped(home)


def test_keep_by_setting(home: Path) -> None:
    cluster = Cluster(home, keep=True)
    cluster.ensure()
    cluster.release()
    assert cluster.ready()


def test_status_makes_nothing(tmp_path: Path) -> None:
    state = Cluster(tmp_path / "none").status()
    assert (state.created, state.running, state.pid) == (False, False, None)
    assert not (tmp_path / "none").exists()


def test_it_knows_chinese_whatever_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    cluster = Cluster(tmp_path / ("很长的目录名" * 8))
    try:
        cluster.ensure()
        assert cluster.socket != cluster.home, "the path is too long for a socket"
        assert query(cluster, r"SELECT '苏州' ~ '^\w+$'") is True
        assert query(cluster, "SHOW listen_addresses") == ""
        assert query(cluster, "SHOW jit") == "off"
    finally:
        cluster.release()
    assert_stopped(cluster.home)


def test_data_of_another_version_is_refused_with_the_way_out(home: Path) -> None:
    version = home / "data" / "PG_VERSION"
    made_by = version.read_text()
    version.write_text("14\n")
    cluster = Cluster(home)
    try:
        with pytest.raises(EmbeddedError, match=r"由 PostgreSQL 14 建立.*pg_dump"):
            cluster.ensure()
    finally:
        version.write_text(made_by)
        cluster.release()


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    settings = home / "data" / "postgresql.conf"
    made_by = settings.read_text()
    settings.write_text(made_by + "\nno_such_setting = 1\n")
    cluster = Cluster(home)
    try:
        with pytest.raises(EmbeddedError, match=re.compile("pg_ctl 失败.*no_such_setting", re.DOTALL)):
            cluster.ensure()
    finally:
        settings.write_text(made_by)
        cluster.release()
