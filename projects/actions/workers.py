"""Worker processes of an import: they read documents and write search rows, while this process matches and stores.

What is stored depends on the order of the documents alone, and that is kept; so many workers make the same database
as none.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connections

from projects.extraction.pipeline import extract
from projects.models.document import analyser

#: Connections of the parent: never used here, and kept so that nothing closes them.
_INHERITED: list[Any] = []


@contextmanager
def workers(count: int) -> Iterator[ProcessPoolExecutor | None]:
    """``count`` processes with all dictionaries loaded, or None for one: then the work is done in this process."""
    if count <= 1:
        yield None
        return
    extract("2024年3月1日，示范产业园在青岛市开工建设，总投资15亿元，占地530亩。", "")
    analyser().tokens("产业园")
    with ProcessPoolExecutor(count, initializer=_connect_anew) as pool:
        yield pool


def _connect_anew() -> None:
    """A forked process must not talk over its parent's connection."""
    for connection in connections.all(initialized_only=True):
        _INHERITED.append(connection.connection)
        del connections[connection.alias]
