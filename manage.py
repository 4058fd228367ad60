#!/usr/bin/env python3
"""Django's command line. SIGTERM and SIGHUP end it like Ctrl-C, so that what it started is stopped as well."""

import os
import signal
import sys
from types import FrameType

from django.core.management import execute_from_command_line


def leave(signum: int, _frame: FrameType | None) -> None:
    """Exit in the ordinary way: Python's default action for these signals skips the exit handlers."""
    sys.exit(128 + signum)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kbase.settings")
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)
    execute_from_command_line(sys.argv)
