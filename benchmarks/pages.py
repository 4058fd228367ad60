"""What a page weighs, asks and takes: ``./run bench pages [--articles N] [--rounds N]``.

The sample articles and made-up ones (corpus.py) are imported into a database made for the purpose. Every kind of page
is asked for as a browser does; its weight is the gzipped page with all sheets, scripts and pictures it names, without
an article's own text. Times are told in units of the health page's, timed in the same run.
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import re
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))

from importing import scratch_database, write_corpus  # noqa: E402

#: The budget of every page.
MOST_BYTES, MOST_QUERIES = 100_000, 12
HEALTH = "/healthz"
_NAMED = re.compile(r'(?:src|href)="/static/([^"#]+)')
_ARTICLE = re.compile(r'<div class="text.*?</div>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Measured:
    """One page: bytes sent, questions to the database, median seconds on the clock and of this process's CPU."""

    name: str
    weight: int
    queries: int
    seconds: float
    cpu: float


def addresses() -> dict[str, str]:
    """One page of each kind, with as many rows as there are."""
    from parks.models import Park
    from projects.models import Article, Project

    fullest: Any = {
        "项目": Project.objects.singles(),
        "批次": Project.objects.batches(),
        "园区": Park.objects,
        "文章": Article.objects,
    }
    records = {name: _most_cited(rows) for name, rows in fullest.items()}
    one = f"{records['项目'].get_absolute_url()}"
    pair = "&".join(f"ids={key}" for key in Project.objects.singles().values_list("pk", flat=True)[:4])
    return {
        "首页": "/",
        "首页，按投资": "/?by=money",
        "全国总览": "/overview/",
        "省": "/regions/370000/",
        "县": f"/regions/{records['园区'].region_id or '370212'}/",
        "产业": "/industries/18/",
        "地区表": "/regions/",
        "产业表": "/industries/",
        "项目列表": "/projects/",
        "项目列表，四个条件": "/projects/?q=智能&region=370000&status=construction&investment=10-50",
        "全部检索": "/search/?q=智能",
        "检索无结果": "/search/?q=葡萄 酒庄&region=370000&status=signed",
        "检索说明": "/search/?q=智能 OR 园区&explain=1",
        "园区列表": "/parks/",
        "文章列表": "/articles/",
        "园区": records["园区"].get_absolute_url(),
        "项目": one,
        "批次": records["批次"].get_absolute_url(),
        "文章": records["文章"].get_absolute_url(),
        "文章，原文": f"{records['文章'].get_absolute_url()}?view=raw",
        "对比": f"/compare/?{pair}",
        "最近更新": "/changes/",
        "怎样检索": "/help/search/",
        "没有这一页": "/nothing/",
    }


def _most_cited(rows: Any) -> Any:
    from django.db.models import Count

    return rows.annotate(told=Count("citations")).order_by("-told", "pk").first()


@cache
def _static(name: str) -> int:
    """The gzipped size of a static file."""
    from django.contrib.staticfiles import finders

    path = finders.find(name)
    return len(gzip.compress(Path(str(path)).read_bytes())) if path else 0


def measure(client: Any, name: str, url: str, rounds: int) -> Measured:
    """Ask for a page often; the first time does not count."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    client.get(url)
    reset_queries()  # a full log counts nothing
    with CaptureQueriesContext(connection) as queries:
        served = client.get(url, headers={"accept-encoding": "gzip"})
        asked = len(queries)  # the next request empties the log
    if url != HEALTH and served.headers.get("Content-Encoding") != "gzip":
        raise SystemExit(f"{url} 没有压缩")
    html = client.get(url).content.decode()
    taken, worked = [], []
    for _ in range(rounds):
        start, busy = time.perf_counter(), time.process_time()
        client.get(url)
        taken.append(time.perf_counter() - start)
        worked.append(time.process_time() - busy)
    page = len(gzip.compress(_ARTICLE.sub("", html).encode()))
    weight = page + sum(_static(each) for each in set(_NAMED.findall(html)))
    return Measured(name, weight, asked, statistics.median(taken), statistics.median(worked))


def table(measured: list[Measured], health: Measured) -> str:
    """The pages as a Markdown table."""
    lines = ["| 页面 | kB | 查询数 | 毫秒 | CPU 毫秒 | 与健康检查页之比 |", "|---|--:|--:|--:|--:|--:|"]
    lines += [
        f"| {each.name} | {each.weight / 1000:.1f} | {each.queries} | {each.seconds * 1000:.1f} "
        f"| {each.cpu * 1000:.1f} | {each.seconds / health.seconds:.0f} |"
        for each in measured
    ]
    return "\n".join(lines)


def prepare(folder: Path, count: int) -> None:
    """The samples, ``count`` made-up articles, and the index."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment(debug=False)
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    write_corpus(folder, count, seed=1)
    samples = settings.BASE_DIR / "fixtures" / "articles"
    call_command("import_articles", str(samples), str(folder), stdout=StringIO(), stderr=StringIO())
    call_command("rebuild_index", stdout=StringIO(), stderr=StringIO())


def main() -> None:
    """Measure, print, and say what is over the budget."""
    parser = argparse.ArgumentParser(description="测量每类网页的重量、查询数和时间；使用临时数据库，不留任何数据。")
    parser.add_argument("--articles", type=int, default=60, metavar="N", help="生成的文章数（默认 60）")
    parser.add_argument("--rounds", type=int, default=15, metavar="N", help="每页计时的次数（默认 15）")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kbase-bench-") as name, scratch_database(Path(name) / "var"):
        from django.test import Client

        prepare(Path(name) / "articles", args.articles)
        client, load = Client(), os.getloadavg()[0]
        health = measure(client, "健康检查", HEALTH, 5 * args.rounds)
        measured = [measure(client, *page, args.rounds) for page in addresses().items()]
        rows = _rows()
    print(
        f"{rows} 条记录与文章；{platform.machine()}，{os.cpu_count()} 核，Python {platform.python_version()}，"
        f"负载 {load:.1f}；健康检查页 {health.seconds * 1000:.2f} 毫秒\n"
    )
    print(table(measured, health))
    over = [each.name for each in measured if each.weight > MOST_BYTES or each.queries > MOST_QUERIES]
    print(f"\n超出预算（{MOST_BYTES // 1000} kB，{MOST_QUERIES} 次查询）：{'、'.join(over) or '无'}")
    sys.exit(1 if over else 0)


def _rows() -> int:
    from projects.models import SearchDocument

    return SearchDocument.objects.count()


if __name__ == "__main__":
    main()
