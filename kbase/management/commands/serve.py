"""`manage.py serve`: what `./run` does once the packages are installed."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from kbase.preparation import prepare
from kbase.server import Server, is_free, next_free_port

DEFAULT_PORT = 8000


class Command(BaseCommand):
    help = "准备数据并启动网站，按 Ctrl-C 停止"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Address and number of processes."""
        parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认 127.0.0.1（只限本机访问）")
        parser.add_argument("--port", type=int, default=settings.PORT, help=f"端口，默认 {DEFAULT_PORT}")
        parser.add_argument("--workers", type=int, default=settings.WORKERS, help="工作进程数")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until a signal ends it."""
        host, port = options["host"], self.choose_port(options["host"], options["port"])
        prepare(self.stdout.write, articles=not settings.PRODUCTION)
        has_editor = get_user_model().objects.filter(is_staff=True).exists()
        connections.close_all()  # workers are forked from here and must not share a connection
        Server(host=host, port=port, workers=options["workers"], ready=lambda: self.tell(host, port, has_editor)).run()

    def choose_port(self, host: str, wanted: int) -> int:
        """The port asked for, or the next free one when none was; a taken one that was asked for is an error."""
        if wanted:
            if not is_free(host, wanted):
                raise CommandError(f"端口 {wanted} 已被占用，请用 --port 换一个。")
            return wanted
        port = next_free_port(host, DEFAULT_PORT)
        if port is None:
            raise CommandError(f"从 {DEFAULT_PORT} 开始的端口都被占用，请用 --port 指定一个。")
        if port != DEFAULT_PORT:
            self.stdout.write(f"端口 {DEFAULT_PORT} 已被占用，改用 {port}。")
        return port

    def tell(self, host: str, port: int, has_editor: bool) -> None:
        """Say where the site is, and how to become an editor while there is none."""
        self.stdout.write(self.style.SUCCESS(f"园区知识库已启动：http://{host}:{port}/"))
        self.stdout.write(f"编辑后台：http://{host}:{port}/admin/")
        if not has_editor:
            self.stdout.write("建立编辑账号：./run manage createsuperuser（在另一个终端中运行）")
        self.stdout.write("按 Ctrl-C 停止。")
        self.stdout.flush()
