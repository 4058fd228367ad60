"""`manage.py setup`: bring database and static files up to date in one process."""

from argparse import ArgumentParser, BooleanOptionalAction
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from kbase.preparation import prepare


class Command(BaseCommand):
    help = "建立数据表，载入词表和示例文章，整理静态文件；已经完成的步骤会跳过"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--articles` or `--no-articles`."""
        parser.add_argument(
            "--articles",
            action=BooleanOptionalAction,
            default=not settings.PRODUCTION,
            help="是否导入 fixtures/articles 中的示例文章（生产环境默认否）",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the steps that are due."""
        prepare(self.stdout.write, articles=options["articles"])
