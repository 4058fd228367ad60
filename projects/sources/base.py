"""What every reader yields, and how it says that it can't."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kbase.text.decoding import DecodeError, decode

#: A single document larger than this is refused: no article is, and the cost of one would be felt by all.
MAX_DOCUMENT_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One document as it was given: its bytes, the text in them, and what the format says about it.

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


#: A reader opens the bytes of one named file. What holds many documents yields the bad ones as errors, so that the
#: good ones go on.
Reader = Callable[[str, bytes], Iterator[RawDocument | ReadError]]


def check_size(name: str, size: int) -> None:
    """Refuse what is too large to be an article, before reading it."""
    if size > MAX_DOCUMENT_BYTES:
        limit = MAX_DOCUMENT_BYTES // 1_000_000
        raise ReadError(name, f"文件过大（{size / 1e6:.0f} MB，上限 {limit} MB），请拆分后再导入。")


def decoded(name: str, content: bytes) -> tuple[str, str]:
    """Text and encoding of the bytes; what is no text is a :class:`ReadError`."""
    try:
        result = decode(content)
    except DecodeError as error:
        raise ReadError(name, str(error)) from error
    return result.text, result.encoding
