"""``manage.py group_reprints``: find the reprints among all articles."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from projects.actions.stories import group_all


class Command(BaseCommand):
    help = "把全部文章中的转载归到各自的报道，来源按报道计数；人工归并或分开过的不动。可重复运行。"

    def handle(self, *args: Any, **options: Any) -> None:
        joined = sum(group_all())
        self.stdout.write(f"归并变动 {joined} 篇。" if joined else "没有新的转载。")
