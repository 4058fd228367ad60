"""How fast articles come in, stage by stage: ``./run bench importing [--articles N] [--jobs N]``.

Made-up articles (corpus.py) go through the product's own steps into a database made for the purpose, which is gone
afterwards. CPU counts this process, its workers and the database server's process that serves it. Everything is
also told in units of jieba's plain segmentation of the same text, timed in the same run, so that figures from
different machines can be compared.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))

from corpus import articles  # noqa: E402

_TICKS = os.sysconf("SC_CLK_TCK")

#: What one article may cost, in seconds of CPU, and what two workers must gain.
GOAL_CPU, GOAL_JOBS = 0.15, 1.7


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds on the clock and of CPU that one stage took for all articles; ``workers`` is the part of worker processes."""

    stage: str
    wall: float
    cpu: float
    workers: float


class Stopwatch:
    """Times stages. ``server`` is the process that serves our database connection, once there is one."""

    def __init__(self) -> None:
        self.server: int | None = None
        self.timings: list[Timing] = []

    def time(self, stage: str, work: Callable[[], Any]) -> Any:
        """Run ``work``, note what it took, give its result."""
        wall, own, others = time.perf_counter(), self._cpu(), _workers_cpu()
        result = work()
        workers = _workers_cpu() - others
        self.timings.append(Timing(stage, time.perf_counter() - wall, self._cpu() - own + workers, workers))
        return result

    def _cpu(self) -> float:
        own = os.times()
        return own.user + own.system + _process_cpu(self.server)


def _workers_cpu() -> float:
    """Seconds of CPU of all processes that this one started and that are over."""
    times = os.times()
    return times.children_user + times.children_system


def _process_cpu(pid: int | None) -> float:
    """Seconds of CPU of another process: 0 where the system has no /proc to ask."""
    stat = Path(f"/proc/{pid}/stat")
    if pid is None or not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


@contextmanager
def scratch_database(folder: Path) -> Iterator[None]:
    """Django on an empty database with the vocabularies: an embedded server in ``folder``, or one of DATABASE_URL's."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "kbase.settings"
    os.environ["KBASE_VAR_DIR"] = str(folder)
    os.environ["KBASE_PG_DIR"] = str(folder / "pg")
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = "kbase_benchmark"
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        empty_tables()
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def empty_tables() -> None:
    """No records, all vocabularies."""
    from django.core.management import call_command

    call_command("flush", interactive=False, verbosity=0)
    with redirect_stderr(StringIO()):
        call_command("load_vocabulary", verbosity=0)


def write_corpus(folder: Path, count: int, seed: int) -> None:
    """``count`` files to import."""
    folder.mkdir()
    for sample in articles(count, seed):
        (folder / sample.name).write_bytes(sample.content)


def measure(folder: Path, jobs: int) -> tuple[list[Timing], int]:
    """Time every stage over the files of ``folder``; the timings and the characters read."""
    from django.db import connection, transaction

    from kbase.text.cleaning import clean
    from projects.actions.afterwards import AT_ONCE
    from projects.actions.imports import extract_document, import_paths
    from projects.actions.indexing import index_told, keys_of
    from projects.actions.store import Stored, store
    from projects.extraction.articles import split
    from projects.extraction.pipeline import EXTRACTOR_VERSION
    from projects.models import ImportRun
    from projects.sources import RawDocument, read_paths

    watch = Stopwatch()
    raws = [raw for raw in watch.time("读取解码", lambda: list(read_paths([folder]))) if isinstance(raw, RawDocument)]
    for warm in raws[:2]:  # dictionaries are read on first use
        extract_document(warm)
    watch.time("jieba 分词", lambda: _segment(raw.text for raw in raws))
    cleaned = watch.time("清洗", lambda: [clean(raw.text) for raw in raws])
    watch.time("分篇", lambda: [split(page.text) for page in cleaned])
    extractions = watch.time("清洗、分篇、抽取", lambda: [extract_document(raw) for raw in raws])

    def store_all() -> list[Stored]:
        run = ImportRun.objects.create(extractor_version=EXTRACTOR_VERSION)
        done = []
        for raw, extraction in zip(raws, extractions, strict=True):
            with transaction.atomic():
                done.append(store(raw, extraction, version=EXTRACTOR_VERSION, run=run))
        return done

    def index_all(done: list[Stored]) -> None:
        for at in range(0, len(done), AT_ONCE):
            records = [row for each in done[at : at + AT_ONCE] for row in (*each.subjects, *each.articles)]
            index_told(keys_of(records), keys_of(()))

    def whole(workers: int) -> None:
        report = import_paths([folder], jobs=workers)
        if report.counts["new"] != len(raws):
            raise SystemExit(f"导入不完整：{dict(report.counts)} {report.problems[:3]}")

    watch.server = connection.connection.info.backend_pid
    stored = watch.time("入库", store_all)
    watch.time("索引", lambda: index_all(stored))
    for workers in dict.fromkeys((1, jobs)):
        empty_tables()
        watch.time(f"整个导入，{workers} 个进程", lambda workers=workers: whole(workers))
    return watch.timings, sum(len(raw.text) for raw in raws)


def _segment(texts: Iterable[str]) -> None:
    """What the ratio is taken of: jieba's own segmentation, dictionary only, its start-up not counted."""
    for text in texts:
        for _ in _jieba().cut(text, HMM=False):
            pass


def _jieba() -> Any:
    import jieba

    jieba.setLogLevel("WARNING")
    if not jieba.dt.initialized:
        jieba.initialize()
    return jieba


def table(timings: list[Timing], count: int, size: int) -> str:
    """The stages as a Markdown table. ``size`` is in bytes."""
    unit = next(t.cpu for t in timings if t.stage == "jieba 分词")
    rows = ["| 阶段 | 篇/秒 | MB/秒 | CPU 秒/篇 | 与 jieba 分词之比 |", "|---|--:|--:|--:|--:|"]
    rows += [
        f"| {t.stage} | {count / t.wall:.1f} | {size / t.wall / 1e6:.3f} | {t.cpu / count:.4f} | {t.cpu / unit:.2f} |"
        for t in timings
    ]
    return "\n".join(rows)


def verdicts(timings: list[Timing], count: int, jobs: int) -> str:
    """The goals beside what was reached."""
    wholes = [t for t in timings if t.stage.startswith("整个导入")]
    lines = [f"每篇 CPU {wholes[0].cpu / count:.3f} 秒（目标 ≤ {GOAL_CPU}）"]
    if jobs > 1:
        gain = wholes[0].wall / wholes[1].wall
        lines.append(f"{jobs} 个进程比 1 个快 {gain:.2f} 倍（两个进程的目标 ≥ {GOAL_JOBS}）")
        alone, together = wholes
        least = max(together.cpu - together.workers, together.cpu / jobs)
        lines.append(
            f"工作进程承担 {together.workers / together.cpu:.0%} 的 CPU；机器空闲时按 CPU 计可快 {alone.cpu / least:.2f} 倍"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="测量导入各阶段的速度；使用临时数据库，不留任何数据。")
    parser.add_argument("--articles", type=int, default=100, metavar="N", help="文章数（默认 100）")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="与单进程比较的进程数（默认 2）")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="生成文章的随机种子（默认 1）")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kbase-bench-") as name:
        root = Path(name)
        write_corpus(root / "articles", args.articles, args.seed)
        with scratch_database(root / "var"):
            _jieba()
            load = os.getloadavg()[0]
            timings, characters = measure(root / "articles", args.jobs)
        size = sum(file.stat().st_size for file in (root / "articles").iterdir())
    print(
        f"{args.articles} 篇，平均 {characters // args.articles} 字；{platform.machine()}，{os.cpu_count()} 核，"
        f"Python {platform.python_version()}，开始时负载 {load:.1f}\n"
    )
    print(table(timings, args.articles, size))
    print(f"\n{verdicts(timings, args.articles, args.jobs)}")


if __name__ == "__main__":
    main()
