"""What every reader yields, and how it says that it can't."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

#: A single document larger than this is refused: no article is, and the cost of one would be felt by all.
MAX_DOCUMENT_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One document as it was given: its bytes, their decoded text, and what the format says about it.

    ``name`` tells people where it came from (文件名, or 文件名#行号 for a row of a table); ``text`` is what raw
    offsets count in. The head fields are None or empty where the format does not say.
    """

    name: str
    content: bytes
    text: str
    encoding: str
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None


class ReadError(Exception):
    """A document that cannot be read: where (``locator``) and why (``reason``, in Chinese, says what to do)."""

    def __init__(self, locator: str, reason: str) -> None:
        super().__init__(f"{locator}：{reason}")
        self.locator = locator
        self.reason = reason


#: A reader opens one file; bad parts of a container are yielded as errors so that the good ones go on.
Reader = Callable[[Path], Iterator[RawDocument | ReadError]]
