"""Files and folders in, raw documents out. One module per format; READERS is the registry."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from projects.sources import plain
from projects.sources.base import RawDocument, Reader, ReadError

__all__ = ["READERS", "RawDocument", "ReadError", "files_in", "read_paths"]

#: File name ending → reader.
READERS: dict[str, Reader] = {
    ".txt": plain.read,
    ".text": plain.read,
}


def files_in(paths: Iterable[Path]) -> Iterator[Path | ReadError]:
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


def read_paths(paths: Iterable[Path]) -> Iterator[RawDocument | ReadError]:
    """Every document of the given files and folders; what cannot be read comes as a :class:`ReadError`."""
    for path in files_in(paths):
        if isinstance(path, ReadError):
            yield path
            continue
        reader = READERS.get(path.suffix.lower())
        if reader is None:
            known = "、".join(sorted(READERS))
            yield ReadError(str(path), f"不支持的格式“{path.suffix or '无扩展名'}”，可导入：{known}。")
            continue
        try:
            yield from reader(path)
        except ReadError as error:
            yield error
