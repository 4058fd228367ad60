"""`manage.py db`: the embedded database server by hand."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from kbase.embedded_pg.base import DatabaseWrapper
from kbase.postgres import Cluster
from kbase.postgres_host import EmbeddedError


class Command(BaseCommand):
    help = "自带数据库服务器：status 查看，start 启动并保持运行，stop 停止"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One word."""
        parser.add_argument("action", choices=["status", "start", "stop"], nargs="?", default="status")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say that the database is not ours to start and stop."""
        connection = connections["default"]
        if not isinstance(connection, DatabaseWrapper):
            raise CommandError("当前使用 DATABASE_URL 指定的外部数据库，请用它自己的工具管理。")
        try:
            getattr(self, options["action"])(connection.cluster)
        except EmbeddedError as error:
            raise CommandError(str(error)) from error

    def status(self, cluster: Cluster) -> None:
        """Print where it is and whether it runs."""
        state = cluster.status()
        running = f"运行中（进程 {state.pid}）" if state.running else "未运行"
        version = f"PostgreSQL {state.version}" if state.created else "尚未建立"
        self.stdout.write(f"状态：{running}\n版本：{version}\n数据：{state.home}\n套接字：{state.socket}")

    def start(self, cluster: Cluster) -> None:
        """Start it and leave it running."""
        cluster.start_and_keep()
        self.stdout.write("数据库已启动，并保持运行，直到执行 ./run manage db stop。")

    def stop(self, cluster: Cluster) -> None:
        """Stop it, whoever uses it."""
        self.stdout.write("数据库已停止。" if cluster.stop() else "数据库没有在运行。")
