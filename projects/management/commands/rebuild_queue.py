"""``manage.py rebuild_queue``: choose every value anew, and list again what people should look at."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from parks.models import Park
from projects.actions.resolve import resolve_all
from projects.models import Doubt, Project

#: Records of one transaction.
BATCH = 200


class Command(BaseCommand):
    help = "重新取值，重列“待核对”：升级或改动规则之后运行一次；人工核对的值不变，可随时中断重来。"

    def handle(self, *args: Any, **options: Any) -> None:
        changed = 0
        for model in (Park, Project):
            rows: Any = model._default_manager.order_by("pk")
            last = 0
            while records := list(rows.filter(pk__gt=last)[:BATCH]):
                changed += len(resolve_all(records))
                last = records[-1].pk
        self.stdout.write(f"待核对 {Doubt.objects.count()} 条，改变取值 {changed} 处。")
