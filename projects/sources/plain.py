"""Plain text in any of the encodings Chinese sites use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kbase.text.decoding import DecodeError, decode
from projects.sources.base import MAX_DOCUMENT_BYTES, RawDocument, ReadError


def read_bytes(path: Path) -> bytes:
    """The whole file, refused when it is too large or may not be read."""
    try:
        size = path.stat().st_size
        if size > MAX_DOCUMENT_BYTES:
            limit = MAX_DOCUMENT_BYTES // 1_000_000
            raise ReadError(str(path), f"文件过大（{size / 1e6:.0f} MB，上限 {limit} MB），请拆分后再导入。")
        return path.read_bytes()
    except PermissionError as error:
        raise ReadError(str(path), "没有读取权限，请检查文件权限。") from error
    except OSError as error:
        raise ReadError(str(path), f"无法读取：{error.strerror or error}。") from error


def read(path: Path) -> Iterator[RawDocument | ReadError]:
    """One document: the text of the file."""
    content = read_bytes(path)
    try:
        decoded = decode(content)
    except DecodeError as error:
        raise ReadError(str(path), str(error)) from error
    yield RawDocument(name=path.name, content=content, text=decoded.text, encoding=decoded.encoding)
