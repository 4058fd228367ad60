"""`manage.py serve` as a process of its own: it answers, and every signal ends it together with its database."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kbase.postgres import Cluster
from kbase.postgres_host import server_processes
from kbase.server import is_free, next_free_port

SECONDS = 120


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The var folder of a site whose data was loaded already, so that these tests are about serving alone."""
    folder = tmp_path_factory.mktemp("site")
    yield folder
    Cluster(folder / "pg").stop()


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(var: Path, root: Path, *arguments: str) -> subprocess.Popen[str]:
    """The server in a process group of its own, as a shell would start it."""
    chosen = {"KBASE_VAR_DIR": str(var), "KBASE_STATIC_ROOT": str(var / "static")}
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("KBASE_", "DATABASE_", "PORT"))}
    command = [sys.executable, "manage.py", "serve", *arguments]
    return subprocess.Popen(
        command, cwd=root, env=kept | chosen, stdout=subprocess.PIPE, text=True, start_new_session=True
    )


def wait_for(process: subprocess.Popen[str], port: int) -> int:
    """Status of /readyz once the server answers."""
    give_up = time.monotonic() + SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("GET", "/readyz")
            return connection.getresponse().status
        except OSError:
            time.sleep(0.05)
    process.kill()
    raise AssertionError(f"no answer; it printed: {process.communicate()[0]}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_serves_and_stops_everything(number: signal.Signals, var: Path, port: int, root: Path) -> None:
    process = start(var, root, "--port", str(port))
    assert wait_for(process, port) == 200
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # a terminal sends it to the workers as well
    else:
        process.send_signal(number)
    output, _ = process.communicate(timeout=SECONDS)
    assert f"http://127.0.0.1:{port}/" in output
    assert "./run manage createsuperuser" in output
    assert process.returncode == 0
    assert server_processes(var / "pg" / "data") == []


def test_after_a_kill_the_next_start_goes_on(var: Path, port: int, root: Path) -> None:
    killed = start(var, root, "--port", str(port))
    wait_for(killed, port)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    process = start(var, root, "--port", str(port))
    assert wait_for(process, port) == 200
    process.terminate()
    output, _ = process.communicate(timeout=SECONDS)
    assert "正在" not in output, "nothing is loaded twice"
    assert server_processes(var / "pg" / "data") == []


def test_a_taken_port_that_was_asked_for_is_an_error(var: Path, root: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = str(taken.getsockname()[1])
        environment = {**os.environ, "KBASE_VAR_DIR": str(var)}
        command = [sys.executable, "manage.py", "serve", "--port", number]
        result = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    assert result.returncode == 1
    assert f"端口 {number} 已被占用" in result.stderr


def test_the_next_free_port_is_found() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        assert not is_free("127.0.0.1", number)
        assert next_free_port("127.0.0.1", number) not in (None, number)
