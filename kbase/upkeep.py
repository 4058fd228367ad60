"""A process beside the workers that does what is due from time to time, so that no request has to.

It is forked from the server's first process, shares its memory and ends with it.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Protocol

from django.db import close_old_connections

log = logging.getLogger(__name__)
#: Seconds from one look to the next, and after a failure.
PAUSE, AFTER_FAILURE = 10.0, 60.0
#: Requests come first.
NICE = 10


class Closable(Protocol):
    """A socket, for one."""

    def close(self) -> None:
        """Give it up."""


class Upkeep:
    """Does ``work`` every ``pause`` seconds in a process of its own: ``start()`` once, ``stop()`` at the end."""

    def __init__(self, work: Callable[[], None], pause: float = PAUSE) -> None:
        self._work = work
        self._pause = pause
        self._pid = 0

    def start(self, leaving: Iterable[Closable] = ()) -> None:
        """Fork, ``leaving`` to the parent what the child must not hold open.

        The child ends by SystemExit, so that it gives back what it has like any process.
        """
        parent = os.getpid()
        self._pid = os.fork()
        if not self._pid:
            for each in leaving:
                each.close()
            self._run(parent)
            sys.exit(0)

    def stop(self) -> None:
        """End the process, and wait until it is gone; what it was building leaves nothing."""
        with suppress(ProcessLookupError, ChildProcessError):  # the server may have been told of its end already
            os.kill(self._pid, signal.SIGTERM)
            os.waitpid(self._pid, 0)

    def _run(self, parent: int) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: sys.exit(0))
        for number in (signal.SIGHUP, signal.SIGQUIT, signal.SIGCHLD, signal.SIGUSR1, signal.SIGUSR2):
            signal.signal(number, signal.SIG_DFL)
        os.nice(NICE)
        next_time = 0.0
        while os.getppid() == parent:
            if time.monotonic() >= next_time:
                next_time = time.monotonic() + (self._pause if self._try() else AFTER_FAILURE)
            time.sleep(min(self._pause, 1.0))

    def _try(self) -> bool:
        """Whether the work was done; a failure is told, and nothing more."""
        close_old_connections()
        try:
            self._work()
        except Exception:
            log.exception("后台维护失败，%d 秒后再试", AFTER_FAILURE)
            return False
        return True
