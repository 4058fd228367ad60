"""``manage.py corrections export|replay|words``: what people corrected, and what has been learned of it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from projects.actions.corrections import Replay, export, replay
from projects.actions.suggestions import suggest
from projects.models import Suggestion

_KINDS = {"confirmed": "确认过的", "corrected": "改正过的", "rejected": "判为不成立的"}
_OUTCOMES = {"reproduced": "重现", "open": "尚未学会", "regressed": "退步"}


class Command(BaseCommand):
    help = (
        "export 文件：把人工改正写成标注（JSON，格式见 docs/extraction.md）；replay 文件：用当前抽取器重做，"
        "按版本报告重现与退步，有退步时退出码为 1；words：更新词表建议并列出已采纳的词。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["export", "replay", "words"], help="做什么")
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="标注文件（export 不填则输出到屏幕）")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['verb']}")(options["file"])

    def _export(self, file: Path | None) -> None:
        found = export()
        text = json.dumps(found, ensure_ascii=False, indent=1)
        if file is None:
            self.stdout.write(text)
            return
        file.write_text(text, encoding="utf-8")
        count = sum(len(record["corrections"]) for document in found for record in document["records"])
        self.stdout.write(f"已写出 {len(found)} 篇文件的 {count} 处人工改正。")

    def _replay(self, file: Path | None) -> None:
        if file is None:
            raise CommandError("请给出 export 写出的文件。")
        try:
            annotations = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"无法读取 {file}：{error}") from error
        result = replay(annotations)
        self._report(result)
        if result.regressed:
            raise CommandError(f"{len(result.regressed)} 处退步。", returncode=1)

    def _report(self, result: Replay) -> None:
        self.stdout.write(f"当前抽取器 {result.version}：")
        for (version, kind, outcome), count in sorted(result.counts.items()):
            found_by = f"{version} 抽取、" if version else ""
            self.stdout.write(f"  {found_by}{_KINDS[kind]}：{_OUTCOMES[outcome]} {count}")
        for line in result.regressed:
            self.stdout.write(f"退步 {line}")
        for name in result.missing:
            self.stderr.write(f"库中没有文件 {name}，已跳过。")

    def _words(self, _file: Path | None) -> None:
        new = suggest()
        for line in Suggestion.objects.filter(state=Suggestion.State.ACCEPTED).order_by("kind", "target", "term"):
            self.stdout.write(f"{line.get_kind_display()},{line.target},{line.term}")
        waiting = Suggestion.objects.filter(state=Suggestion.State.OPEN).count()
        self.stderr.write(f"新增建议 {new} 条，待定 {waiting} 条（管理后台“词表建议”）。")
