"""How quick the editors' desk stays: ``./run bench desk [--records 100000]``.

So many projects with a citation each, and articles, doubts, decisions, merges and deeds in proportion, are written
straight into a scratch database. Then every list of the admin, its search box, a record's page and steps of the
queue are asked for: database queries, milliseconds (median), and those as a multiple of the health page's in the same
run, so that figures from different machines can be compared.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))

from importing import scratch_database  # noqa: E402

#: Rows in proportion to the projects, by table; ``n`` runs from 1. Texts hold the words that citations quote.
ROWS = {
    "runs": (
        0.0005,
        """INSERT INTO projects_importrun (started_at, sources, extractor_version, counts, problems, state, done, total,
        preview, learned) SELECT now(), '[]', '1', '{}', '[]', 'done', 1, 1, '{}', '[]' FROM generate_series(1, %s)""",
    ),
    "documents": (
        0.2,
        """INSERT INTO projects_sourcedocument (sha256, content, raw_text, encoding, name, extractor_version, problems,
        run_id, created_at) SELECT encode(sha256(n::text::bytea), 'hex'), '', '', 'utf-8', n || '.txt', '1', '[]',
        1, now() FROM generate_series(1, %s) n""",
    ),
    "articles": (
        0.2,
        """INSERT INTO projects_article (document_id, position, title, publisher, authors, published, url, edited, text,
        offsets, sketch) SELECT n, 0, '第' || n || '批工程集中开工', '示例日报', '[]', '2023-02-08', '', '{}',
        repeat('据介绍，总投资约15亿元。', 60), '[]', ARRAY[n] FROM generate_series(1, %s) n""",
    ),
    "projects": (
        1.0,
        """INSERT INTO projects_project (name, name_key, aliases, region_id, investment_cny,
        investment_original_currency, status, started_on, completes_on, match_keys, qualifiers, withheld, created_at,
        updated_at, kind) SELECT '示范' || chr(19968 + n %% 5000) || chr(19968 + n %% 4987) || '生产基地' || n, 'shifan' || n,
        '{}', r.adcode, n::bigint * 100000, '', 'signed', '', '', ARRAY['示范' || n], '{}', '', now(), now(), 'project'
        FROM generate_series(1, %s) n JOIN (SELECT adcode, row_number() OVER () AS place FROM parks_region) r
        ON r.place = 1 + n %% 3000""",
    ),
    "citations": (
        1.0,
        """INSERT INTO projects_citation (project_id, field, value, qualifier, article_id, start, "end", raw_start,
        raw_end, quote, origin, extractor_version, confidence, chosen, active, run_id, created_at)
        SELECT p.id, 'investment_cny', '1500000000', 'about', 1 + p.id %% (SELECT count(*) FROM projects_article), 4, 12,
        4, 12, '总投资约15亿元', 'machine', '1', 0.6, true, true, 1, now() FROM projects_project p LIMIT %s""",
    ),
    "doubts": (
        0.3,
        """INSERT INTO projects_doubt (project_id, field, reason, reasons, weight, created_at) SELECT p.id,
        'investment_cny', 'unsure', '{unsure}', p.id %% 60, now() FROM projects_project p LIMIT %s""",
    ),
    "decisions": (
        0.2,
        """INSERT INTO projects_review (project_id, field, kind, old, new, evidence, reason, created_at)
        SELECT p.id, 'status', 'decided', 'null', '"signed"', '{}', '', now() FROM projects_project p LIMIT %s""",
    ),
    "candidates": (
        0.1,
        """INSERT INTO projects_candidate (kind, one, other, score, reasons) SELECT 'project', p.id, p.id + 1,
        55 + p.id %% 45, '[]' FROM projects_project p LIMIT %s""",
    ),
    "merges": (
        0.02,
        """INSERT INTO projects_merge (kind, kept, kept_name, gone, gone_name, gone_keys, gone_region, gone_articles,
        before, reason, created_at) SELECT 'project', p.id, p.name, -p.id, '旧' || p.name, '{}', '', '{}', '{}', '', now()
        FROM projects_project p LIMIT %s""",
    ),
    "deeds": (
        0.5,
        """INSERT INTO projects_deed (verb, kind, key, name, field, reason, created_at) SELECT 'decide', 'project', p.id,
        p.name, 'status', '', now() FROM projects_project p LIMIT %s""",
    ),
}

#: What the index knows of a name for the search boxes; a full index would take the most of an hour to build.
INDEX = """INSERT INTO projects_searchdocument (project_id, kind, name, name_folded, name_key, name_initials, folded_names,
    body, vector, analyser_version, regions, industries, years, parks, publishers, review, evidence, status, money,
    newest_source, source_count, told)
    SELECT p.id, 'project', p.name, p.name, p.name_key, 'sf', ARRAY[p.name], '',
    (SELECT array_to_tsvector(array_agg(DISTINCT '2:' || substr(p.name, at, 2))) FROM
    generate_series(1, length(p.name) - 1) at), 'bench', '{}', '{}', '{}', '{}', '{}', '{}', '{}', 'signed', 'counted',
    '', 1, '' FROM projects_project p"""

LISTS = (
    "parks_park", "projects_project", "projects_article", "projects_sourcedocument", "projects_citation",
    "projects_doubt", "projects_review", "projects_candidate", "projects_merge", "projects_distinct", "projects_deed",
    "projects_importrun", "projects_organisation", "projects_suggestion",
)  # fmt: skip

#: Search boxes, with words that one or a few rows hold.
BOXES = {"projects_project": "生产基地77", "projects_article": "第77批工程", "projects_citation": "生产基地77",
         "projects_review": "生产基地77"}  # fmt: skip

#: Styles and scripts by their names, as nobody has collected them here.
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def fill(records: int) -> None:
    """So many projects, and the rest in proportion."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for name, (share, statement) in ROWS.items():
            started = time.perf_counter()
            cursor.execute(statement, [max(1, round(records * share))])
            print(f"{name}：{cursor.rowcount} 行，{time.perf_counter() - started:.0f} 秒", file=sys.stderr)
        cursor.execute(INDEX)
        cursor.execute("ANALYZE")


def pages() -> Iterator[tuple[str, str]]:
    """What is asked for: a name and the address."""
    from django.urls import reverse

    from projects.models import Article, Doubt, Project

    for table in LISTS:
        yield f"列表 {table}", reverse(f"admin:{table}_changelist")
    for table, words in BOXES.items():
        yield f"搜索 {table}", f"{reverse(f'admin:{table}_changelist')}?q={words}"
    project, article = Project.objects.order_by("pk")[50], Article.objects.order_by("pk")[50]
    yield "项目页面", reverse("admin:projects_project_change", args=[project.pk])
    yield "文章页面", reverse("admin:projects_article_change", args=[article.pk])
    yield "文章工作台", reverse("admin:projects_article_workbench", args=[article.pk])
    yield "查重", f"{reverse('admin:projects_candidate_alike')}?kind=project&pk={project.pk}"
    yield "后台首页", reverse("admin:index")
    desk = reverse("admin:projects_doubt_desk")
    yield "核对，第一条", desk
    middle = Doubt.objects.order_by("-weight", "-pk")[Doubt.objects.count() // 2]
    yield "核对，队列中间", f"{desk}?after={middle.weight}-{middle.pk}"
    yield "核对，按栏目与缘由", f"{desk}?field=investment_cny&reason=unsure"


def measure(client: Any, address: str, times: int) -> tuple[float, int]:
    """Median milliseconds and the queries of the page; SystemExit where it does not answer."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    taken = []
    for _ in range(times + 1):  # the first one warms
        with CaptureQueriesContext(connection) as asked:
            started = time.perf_counter()
            response = client.get(address)
            taken.append((time.perf_counter() - started) * 1000)
        if response.status_code != 200:
            raise SystemExit(f"{address}：{response.status_code}")
    return statistics.median(taken[1:]), len(asked)


def report(times: int) -> str:
    """Everything as a Markdown table."""
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    health, _ = measure(client, "/readyz" if client.get("/readyz").status_code == 200 else "/healthz", 4 * times)
    client.force_login(User.objects.create_superuser("bench", password="基准测试-1"))
    _, signed_in = measure(client, "/admin/password_change/", times)
    lines = ["| 页面 | 查询数 | 毫秒 | 与健康检查页之比 |", "|---|--:|--:|--:|"]
    lines.append(f"| 健康检查 | – | {health:.1f} | 1 |")
    for name, address in pages():
        taken, asked = measure(client, address, times)
        lines.append(f"| {name} | {asked - signed_in} | {taken:.0f} | {taken / health:.0f} |")
    return "\n".join([*lines, "", f"查询数不含登录状态本身的 {signed_in} 次。"])


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description="测量管理后台各页面的查询数与耗时；使用临时数据库，不留任何数据。")
    parser.add_argument("--records", type=int, default=100_000, metavar="N", help="项目与引文的数目（默认 100000）")
    parser.add_argument("--times", type=int, default=5, metavar="N", help="每页问几次，取中位数（默认 5）")
    args = parser.parse_args()
    os.environ.setdefault("KBASE_ALLOWED_HOSTS", "localhost")
    with tempfile.TemporaryDirectory(prefix="kbase-bench-") as name, scratch_database(Path(name) / "var"):
        fill(args.records)
        load = os.getloadavg()[0]
        from django.conf import settings
        from django.test import override_settings

        with override_settings(STORAGES={**settings.STORAGES, "staticfiles": PLAIN}):
            table = report(args.times)
    print(
        f"{args.records} 个项目；{platform.machine()}，{os.cpu_count()} 核，Python {platform.python_version()}，负载 {load:.1f}\n"
    )
    print(table)


if __name__ == "__main__":
    main()
