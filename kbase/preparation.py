"""What a server needs before its first request: tables, vocabularies, the sample articles, collected static files.

Each step runs only when its sources or the database changed since it last succeeded, so a second start costs nothing,
and a sample article that an editor deleted does not come back.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

ARTICLES = settings.BASE_DIR / "fixtures" / "articles"
STATIC_MANIFEST = settings.STATIC_ROOT / "staticfiles.json"


@dataclass(frozen=True)
class Step:
    """A command, what is told while it runs, and the files whose change makes it run again."""

    name: str
    message: str
    command: tuple[str, ...]
    sources: tuple[Path, ...]


VOCABULARY = Step(
    "vocabulary",
    "正在载入地区、行业和园区词表 …",
    ("load_vocabulary",),
    (settings.BASE_DIR / "parks" / "data", settings.BASE_DIR / "parks" / "management" / "commands"),
)
SAMPLES = Step("articles", "正在导入示例文章 …", ("import_articles", str(ARTICLES)), (ARTICLES,))
STATIC = Step(
    "static",
    "正在整理静态文件 …",
    ("collectstatic", "--noinput", "--verbosity=0"),
    (settings.BASE_DIR / "static",),
)


def prepare(say: Callable[[str], None], *, articles: bool) -> None:
    """Run the steps that are due, telling each by `say`; `articles` asks for the sample articles too."""
    migrate(say)
    stamps = Stamps(settings.VAR_DIR / "prepared.json")
    for step in (VOCABULARY, *([SAMPLES] if articles else [])):
        run_when_due(step, stamps, where=database_identity(), say=say)
    if not STATIC_MANIFEST.exists():
        stamps.forget(STATIC.name)
    run_when_due(STATIC, stamps, where=f"{settings.STATIC_ROOT} {django.get_version()}", say=say)


def migrate(say: Callable[[str], None]) -> None:
    """Apply the migrations that are not applied."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("正在建立数据表 …")
        call_command("migrate", interactive=False, verbosity=0)


def run_when_due(step: Step, stamps: "Stamps", *, where: str, say: Callable[[str], None]) -> None:
    """Run the step's command unless it already succeeded here with the same sources."""
    state = f"{where} {fingerprint(step.sources)}"
    if stamps.read().get(step.name) != state:
        say(step.message)
        call_command(*step.command)
        stamps.write(step.name, state)


def fingerprint(sources: Iterable[Path]) -> str:
    """Digest of the names and contents of all files below the folders."""
    digest = hashlib.sha256()
    for folder in sources:
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"):
            digest.update(f"{path.relative_to(folder)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def database_identity() -> str:
    """Names this very database: another server, or a dropped and newly made database, gives another word."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier, oid FROM pg_control_system(), pg_database WHERE datname = current_database()"
        )
        return " ".join(map(str, cursor.fetchone()))


@dataclass(frozen=True)
class Stamps:
    """The state each step last succeeded in, kept in a small JSON file; an unreadable one counts as empty."""

    path: Path

    def read(self) -> dict[str, str]:
        """State by step name."""
        try:
            return dict(json.loads(self.path.read_text()))
        except (OSError, ValueError):
            return {}

    def write(self, name: str, state: str) -> None:
        """Remember that the step succeeded."""
        self._save({**self.read(), name: state})

    def forget(self, name: str) -> None:
        """Have the step run again."""
        self._save({each: state for each, state in self.read().items() if each != name})

    def _save(self, states: dict[str, str]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(states, indent=1))
