"""``manage.py find_duplicates``: compare every record with those it could be."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from parks.models import Park
from projects.actions.candidates import look_for
from projects.models import Candidate, Project


class Command(BaseCommand):
    help = "查找疑似重复的园区和项目：按名称、地区、数字和共同文章打分，结果列在管理后台“疑似重复”；不改动任何记录。"

    def handle(self, *args: Any, **options: Any) -> None:
        for model in (Park, Project):
            for record in model.objects.order_by("pk").iterator(chunk_size=500):
                look_for([record])
        self.stdout.write(f"疑似重复 {Candidate.objects.count()} 对，请在管理后台判断。")
