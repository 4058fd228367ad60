"""``manage.py import_articles PATH…``: documents in, cited records out."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from projects.actions.imports import Report, import_paths
from projects.fields import BY_NAME

_LABELS = {
    "new": "新增文件",
    "updated": "更新文件",
    "unchanged": "未变文件",
    "unreadable": "无法读取",
    "articles": "文章",
    "created": "新建记录",
    "matched": "并入已有记录",
    "citations": "引文",
    "warnings": "提示",
    "unasked": "未问语言模型",
}
_KINDS = {"park": "园区", "project": "项目", "batch": "批次"}


class Command(BaseCommand):
    help = (
        "导入文章（文件或文件夹），抽取园区与项目并保存引文。重复导入同一内容不会重复入库。\n"
        "例：manage.py import_articles fixtures/articles；manage.py import_articles 我的文章/ --dry-run"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件或文件夹")
        parser.add_argument("--dry-run", action="store_true", help="只显示将发生的变化，不写入数据库")
        parser.add_argument("--jobs", type=int, default=1, metavar="N", help="并行抽取的进程数（默认 1）")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["jobs"] < 1:
            raise CommandError("--jobs 至少为 1。")
        report = import_paths(
            options["paths"], dry_run=options["dry_run"], jobs=options["jobs"], progress=self._progress
        )
        if options["dry_run"]:
            self._show_difference(report)
        if options["verbosity"]:
            self._show_summary(report, dry_run=options["dry_run"])
        for problem in report.problems:
            self.stderr.write(f"未导入 {problem['source']}：{problem['reason']}")
        for note in report.notes:
            self.stderr.write(f"{note['source']}：{note['reason']}")
        if not report.ok:
            raise CommandError(f"{len(report.problems)} 个文件未能导入，其余已处理。", returncode=1)

    def _progress(self, done: int, name: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r\033[K已处理 {done} 篇：{name[:40]}", ending="")

    def _show_difference(self, report: Report) -> None:
        for name in report.created:
            self.stdout.write(f"＋ {name}")
        for change in report.changes:
            label = BY_NAME[change.field].label
            old = "（无）" if change.old is None else change.old
            self.stdout.write(f"  {_KINDS[change.kind]} {change.name} · {label}：{old} → {change.new}")

    def _show_summary(self, report: Report, *, dry_run: bool) -> None:
        if sys.stderr.isatty():
            self.stderr.write("\r\033[K", ending="")
        counts = "，".join(f"{label} {report.counts[key]}" for key, label in _LABELS.items() if report.counts[key])
        head = "预演（未写入）" if dry_run else f"导入 #{report.run.pk if report.run else ''}"
        self.stdout.write(f"{head}：{counts or '没有可导入的文件'}。")
