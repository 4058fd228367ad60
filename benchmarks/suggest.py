"""How quick suggestions are while one types: ``./run bench suggest [--names 100000] [--keep FOLDER]``.

Names as ``relevance.py`` makes them; what is typed are their beginnings and inner parts in Han, pinyin and initials, of
one to six letters. Measured in one process, and over HTTP beside the health page of the same server.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

GOAL = 20


def typed(all_names: Sequence[str], count: int, seed: int) -> list[str]:
    """What people type: beginnings, middles, pinyin and initials of ``count`` names, letter by letter."""
    from kbase.text.scripts import initials, pinyin_key

    chance = random.Random(seed)
    ways: list[Callable[[str], str]] = [str, lambda name: name[2:], lambda name: name[-4:], pinyin_key, initials]
    found = [way(name)[:length] for name in chance.sample(all_names, count) for way in ways for length in range(1, 7)]
    chance.shuffle(found)
    return [text for text in found if text]


def milliseconds(ask: Callable[[str], object], texts: Sequence[str]) -> list[tuple[float, str]]:
    """How long each took, the quickest first."""
    for text in texts[:50]:
        ask(text)
    taken = []
    for text in texts:
        start = time.perf_counter()
        ask(text)
        taken.append(((time.perf_counter() - start) * 1e3, text))
    return sorted(taken)


def row(name: str, taken: Sequence[tuple[float, str]]) -> str:
    """A line of the table, and the slowest of all by name."""
    times = [each for each, _ in taken]
    p95 = times[len(times) * 95 // 100]
    slowest = "、".join(f"{text} {each:.0f}" for each, text in taken[:-4:-1])
    return f"| {name} | {statistics.median(times):.1f} | {p95:.1f} | {times[-1]:.1f} | {slowest} |"


def prepare(count: int) -> list[str]:
    """The names, in the database unless they are there."""
    from django.core.management import call_command
    from relevance import names, store

    from projects.models import SearchDocument

    call_command("migrate", verbosity=0)
    call_command("load_vocabulary", verbosity=0)
    made = names(count, seed=1)
    if SearchDocument.objects.count() != count:
        store(made)
    return made


def report(args: argparse.Namespace, folder: Path) -> None:
    """Measure and print."""
    from django.test import Client
    from search_http import our_server

    from projects.suggestions import suggest

    asked = typed(prepare(args.names), args.typed, seed=2)
    print(
        f"{date.today()}，{platform.machine()}，{os.cpu_count()} 核，Python {platform.python_version()}，负载 {os.getloadavg()[0]:.1f}，"
        f"{args.names} 个名称，{len(asked)} 次输入\n\n| | p50 毫秒 | p95（目标 ≤ {GOAL}） | 最慢 | 最慢的输入 |\n|---|--:|--:|--:|---|"
    )
    print(row("查找", milliseconds(suggest, asked)))
    client = Client(headers={"host": "127.0.0.1"})
    print(row("整个请求，进程内", milliseconds(lambda text: client.get("/suggest/", {"q": text}), asked)))
    with our_server(folder) as site:
        print(row("HTTP", milliseconds(lambda text: _get(f"{site.address}/suggest/?{urlencode({'q': text})}"), asked)))
        print(row("HTTP，健康检查页", milliseconds(lambda text: _get(f"{site.address}/healthz"), asked)))


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:
        body: bytes = answer.read()
    return body


def main() -> None:
    """Make, load, ask, print."""
    parser = argparse.ArgumentParser(description="测量输入建议的速度；使用临时数据库。")
    parser.add_argument("--names", type=int, default=100_000, metavar="N", help="名称个数（默认 100000）")
    parser.add_argument("--typed", type=int, default=30, metavar="N", help="取多少个名称来输入（默认 30）")
    parser.add_argument("--keep", type=Path, help="保留数据的文件夹，下次直接使用")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kbase-bench-") as temporary:
        folder = (args.keep or Path(temporary)).resolve()
        home = folder / f"names{args.names}"
        os.environ |= {"KBASE_PG_DIR": f"{home}/pg", "KBASE_VAR_DIR": f"{home}/var"}
        os.environ |= {"DJANGO_SETTINGS_MODULE": "kbase.settings", "KBASE_ALLOWED_HOSTS": "127.0.0.1"}
        import django

        django.setup()
        report(args, folder)


if __name__ == "__main__":
    main()
