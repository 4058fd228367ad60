"""``manage.py check_citations``: every quote must still stand word for word in its article."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from projects.models import Citation


class Command(BaseCommand):
    help = "逐条核对引文：引文须与文章中该位置的文字完全一致。发现不符时列出并以退出码 1 结束。"

    def handle(self, *args: Any, **options: Any) -> None:
        checked, broken = 0, 0
        citations = Citation.objects.current().select_related("article").order_by("article")
        for citation in citations.iterator(chunk_size=500):
            checked += 1
            if not citation.stands:
                broken += 1
                self.stderr.write(f"引文 #{citation.pk} 与文章 #{citation.article_id} 不符：{citation.quote}")
        self.stdout.write(f"已核对 {checked} 条引文，{broken} 条不符。")
        if broken:
            raise CommandError("请重新导入相关文章，或在管理后台改正这些引文。", returncode=1)
