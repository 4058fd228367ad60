"""gunicorn inside this process, so that one process prepares the site, serves it, and stops the database at its end."""

import gc
import socket
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication

from kbase.text.scripts import pinyin_key
from kbase.upkeep import Upkeep
from projects.actions.bitmaps import keep_up
from projects.models.document import analyser

PORTS_TO_TRY = 20
THREADS = 4


class Server(BaseApplication):
    """The site on `host:port` with `workers` processes, and one for upkeep; `ready` is called once it listens."""

    def __init__(self, *, host: str, port: int, workers: int, ready: Callable[[], None]) -> None:
        self._ready = ready
        self._upkeep = Upkeep(keep_up)
        self.options = {
            "bind": f"{host}:{port}",
            "workers": workers,
            "worker_class": "gthread",  # who downloads a large file keeps one thread, and no one else waiting
            "threads": THREADS,
            "timeout": 60,
            "graceful_timeout": 10,
            "preload_app": True,  # loaded once, shared by the workers
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": self.listens,
            "on_exit": lambda _arbiter: self._upkeep.stop(),
        }
        super().__init__()

    def listens(self, arbiter: Any) -> None:
        """Tell it, and fork the process for upkeep, which must not hold the address."""
        self._ready()
        self._upkeep.start(leaving=arbiter.LISTENERS)

    def load_config(self) -> None:
        """Hand the options to gunicorn; those a version does not know are left out."""
        for name, value in self.options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The WSGI application with its addresses and views, so that the first request need not load them.

        Dictionaries as well: each worker would make its own, of 90 MB, and so they share one. What is there now is kept
        out of the garbage collector's rounds, which would write to its pages and end the sharing.
        """
        from django.urls import get_resolver

        from kbase.wsgi import application

        _ = get_resolver().url_patterns
        analyser().tokens(pinyin_key("园区"))
        gc.freeze()
        return application


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError:
            return False
    return True


def next_free_port(host: str, first: int) -> int | None:
    """The first free port from `first` on, None when PORTS_TO_TRY are taken."""
    return next((port for port in range(first, first + PORTS_TO_TRY) if is_free(host, port)), None)
