"""Files, folders and addresses in, raw documents out. One module per format; READERS is the registry."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from projects.sources import archive, html, markdown, pdf, plain, tables, urls
from projects.sources.base import RawDocument, Reader, ReadError, check_size

__all__ = ["READERS", "RawDocument", "ReadError", "read_bytes", "read_paths"]

#: File name ending → reader.
READERS: dict[str, Reader] = {
    ".txt": plain.read,
    ".text": plain.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".json": tables.read_json,
    ".jsonl": tables.read_jsonl,
    ".csv": tables.read_csv,
    ".xlsx": tables.read_xlsx,
    ".pdf": pdf.read,
}
READERS |= {".zip": archive.reader(dict(READERS)), ".urls": urls.reader(html.read)}


def read_paths(paths: Iterable[Path]) -> Iterator[RawDocument | ReadError]:
    """Every document of the given files and folders; what cannot be read comes as a :class:`ReadError`."""
    for path in _files_in(paths):
        if isinstance(path, ReadError):
            yield path
            continue
        try:
            if path.suffix.lower() in READERS:
                yield from read_bytes(path.name, _content(path))
            else:
                yield from read_bytes(str(path), b"")
        except ReadError as error:
            yield error


def read_bytes(name: str, content: bytes) -> Iterator[RawDocument | ReadError]:
    """The documents in the bytes of one file, read by the reader of its name's ending."""
    suffix = Path(name).suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        known = "、".join(sorted(READERS))
        raise ReadError(name, f"不支持的格式“{suffix or '无扩展名'}”，可导入：{known}。")
    yield from reader(name, content)


def _files_in(paths: Iterable[Path]) -> Iterator[Path | ReadError]:
    """The files that ``paths`` name, folders walked in name order, hidden files left out."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        errors: list[OSError] = []
        for folder, subfolders, names in os.walk(path, onerror=errors.append):
            subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
            yield from (Path(folder) / name for name in sorted(names) if not name.startswith("."))
        yield from (ReadError(str(error.filename), "无法打开文件夹，请检查权限。") for error in errors)


def _content(path: Path) -> bytes:
    try:
        check_size(str(path), path.stat().st_size)
        return path.read_bytes()
    except PermissionError as error:
        raise ReadError(str(path), "没有读取权限，请检查文件权限。") from error
    except FileNotFoundError as error:
        raise ReadError(str(path), "文件不存在，请检查路径。") from error
    except OSError as error:
        raise ReadError(str(path), f"无法读取：{error.strerror or error}。") from error
