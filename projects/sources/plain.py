"""Plain text in any of the encodings that Chinese sites use."""

from __future__ import annotations

from collections.abc import Iterator

from projects.sources.base import RawDocument, ReadError, decoded


def read(name: str, content: bytes) -> Iterator[RawDocument | ReadError]:
    """One document: the text of the file."""
    text, encoding = decoded(name, content)
    yield RawDocument(name=name, content=content, text=text, encoding=encoding)
