"""``manage.py undo_run 17``: take back what an import added."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from projects.actions.undo import undo_run
from projects.models import ImportRun


class Command(BaseCommand):
    help = "撤销一个导入批次：只移除它加入的引文、文件、别名和记录，人工改定、确认、关联和判断的内容全部保留。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int, metavar="批次号", help="见管理后台“导入批次”")

    def handle(self, *args: Any, **options: Any) -> None:
        run = ImportRun.objects.filter(pk=options["run"]).first()
        if run is None:
            raise CommandError(f"没有导入批次 #{options['run']}。")
        try:
            counts = undo_run(run, user=None)
        except ValidationError as error:
            raise CommandError("".join(error.messages)) from error
        self.stdout.write(
            f"已撤销导入 #{run.pk}：引文 {counts['citations']}，文件 {counts['documents']}，记录 {counts['records']}，"
            f"别名 {counts['names']}；恢复旧引文 {counts['restored']}。"
        )
