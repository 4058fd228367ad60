"""``manage.py extract --format json FILE…``: what the extractor sees, without a database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from projects.actions.imports import extract_document
from projects.sources import read_paths
from projects.sources.base import ReadError


class Command(BaseCommand):
    help = "抽取文章中的园区、项目与引文，以 JSON 输出（docs/extraction.md 中的格式），不写数据库。"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="文件或文件夹")
        parser.add_argument("--format", choices=["json"], default="json", help="输出格式（默认 json）")

    def handle(self, *args: Any, **options: Any) -> None:
        documents: list[dict[str, Any]] = []
        failed = 0
        for item in read_paths(options["files"]):
            if isinstance(item, ReadError):
                failed += 1
                self.stderr.write(str(item))
                problem = {"line": 0, "reason": item.reason}
                documents.append({"document": item.locator, "articles": [], "records": [], "problems": [problem]})
            else:
                documents.append(extract_document(item).to_json())
        self.stdout.write(json.dumps(documents, ensure_ascii=False, indent=1))
        if failed:
            raise CommandError(f"{failed} 个文件未能读取。", returncode=1)
