"""manage.py rebuild_index: bring the search index up to date, without stopping the site."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from projects.actions.bitmaps import outdated, rebuild_bitmaps
from projects.actions.indexing import expire, rebuild, stale_count


class Command(BaseCommand):
    """Indexes what is stale; may be stopped and called again at any time."""

    help = "更新检索索引：只处理过期或缺失的记录；可随时中断，再次运行会接着做；期间网站照常检索。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bitmaps", action="store_true", help="无论是否需要，都重建大型资料库的快速检索索引")
        parser.add_argument("--all", action="store_true", help="全部重建，包括没有过期的记录")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            expire()
        total, done = stale_count(), 0
        for size in rebuild():
            done += size
            self._progress(done, total)
        self.stdout.write(f"已更新 {done} 条记录的检索索引。" if done else "检索索引已是最新。")
        if options["bitmaps"] or outdated():
            self._rebuild_bitmaps(asked=options["bitmaps"])

    def _rebuild_bitmaps(self, *, asked: bool) -> None:
        size = 0
        for done, size in rebuild_bitmaps():
            self._progress(done, size)
        if size:
            self.stdout.write(f"已重建 {size} 条记录的快速检索索引。")
        elif asked:
            self.stdout.write("没有记录，或另一个进程正在重建快速检索索引。")

    def _progress(self, done: int, total: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r正在建立索引：{done}/{max(done, total)}", ending="")
            if done >= total:
                self.stderr.write("")
