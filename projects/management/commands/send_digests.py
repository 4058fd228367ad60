"""``manage.py send_digests``: mail what is new in saved searches."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from projects.digests import NotConfigured, send_digests
from projects.models import SavedSearch


class Command(BaseCommand):
    help = (
        "把保存的检索中新收录和有变化的记录发给订阅人，每人一封。不带参数时发送到期的（每天的隔日，每周的隔七日），"
        "可以由定时任务每小时运行；重复运行不会重复发送。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--frequency",
            choices=SavedSearch.Frequency.values,
            help="不论是否到期，只发每天的（daily）或每周的（weekly）",
        )
        parser.add_argument("--dry-run", action="store_true", help="只列出将发送的邮件，不发送，也不记为已发")

    def handle(self, *args: Any, **options: Any) -> None:
        dry_run: bool = options["dry_run"]
        try:
            report = send_digests(options["frequency"], dry_run=dry_run, say=self.stdout.write)
        except NotConfigured as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{'将发送' if dry_run else '已发送'} {report.sent} 封，{report.quiet} 人没有新内容。")
        if report.failed:
            raise CommandError(f"{len(report.failed)} 封未能发送，下次再试：" + "；".join(report.failed), returncode=1)
