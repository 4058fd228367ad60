"""``manage.py load_vocabulary``: regions and industries from ``parks/data`` into the database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from parks.loading import load_vocabulary


class Command(BaseCommand):
    help = "把 parks/data 中的行政区划和产业分类写入数据库；可重复执行，只增改、不删除。"

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_vocabulary()
        if options["verbosity"]:
            self.stdout.write(f"已载入 {loaded.regions} 个行政区划、{loaded.industries} 个产业分类。")
