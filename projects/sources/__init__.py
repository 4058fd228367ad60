"""Files, folders and addresses in, raw documents out. One module per format; READERS is the registry."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

from projects.sources import archive
from projects.sources.base import RawDocument, Reader, ReadError, check_size

__all__ = ["READERS", "RawDocument", "ReadError", "read_bytes", "read_paths"]

#: More characters than any newspaper page has; extraction takes seconds for each 100,000.
MAX_TEXT = 2_000_000

_HAN = re.compile(r"[\u3400-\u9fff]")


def _reader(module: str, function: str = "read") -> Reader:
    """The reader in a sibling module, imported when the first file asks for it: their libraries are large."""

    def read(name: str, content: bytes) -> Iterator[RawDocument | ReadError]:
        reader: Reader = getattr(import_module(f"projects.sources.{module}"), function)
        yield from reader(name, content)

    return read


#: File name ending → reader.
READERS: dict[str, Reader] = {
    ".txt": _reader("plain"),
    ".text": _reader("plain"),
    ".md": _reader("markdown"),
    ".markdown": _reader("markdown"),
    ".html": _reader("html"),
    ".htm": _reader("html"),
    ".json": _reader("tables", "read_json"),
    ".jsonl": _reader("tables", "read_jsonl"),
    ".csv": _reader("tables", "read_csv"),
    ".xlsx": _reader("tables", "read_xlsx"),
    ".pdf": _reader("pdf"),
    ".urls": _reader("urls"),
}
READERS[".zip"] = archive.reader({ending: READERS[ending] for ending in READERS if ending != ".urls"})


def read_paths(paths: Iterable[Path]) -> Iterator[RawDocument | ReadError]:
    """Every document of the given files and folders; what cannot be read comes as a :class:`ReadError`."""
    for path in _files_in(paths):
        if isinstance(path, ReadError):
            yield path
            continue
        for item in _read_file(path):
            yield ReadError(_located(path, item), item.reason) if isinstance(item, ReadError) else item


def read_bytes(name: str, content: bytes) -> Iterator[RawDocument | ReadError]:
    """The documents in the bytes of one file, read by the reader of its name's ending; what is no article is refused."""
    for item in _reader_of(name)(name, content):
        yield _refusal(item) or item if isinstance(item, RawDocument) else item


def _reader_of(name: str) -> Reader:
    suffix = Path(name).suffix.lower()
    if suffix not in READERS:
        known = "、".join(sorted(READERS))
        raise ReadError(name, f"不支持的格式“{suffix or '无扩展名'}”，可导入：{known}。")
    return READERS[suffix]


def _refusal(document: RawDocument) -> ReadError | None:
    if len(document.text) > MAX_TEXT:
        return ReadError(document.name, f"文字过多（{len(document.text)} 字，上限 {MAX_TEXT} 字），请拆分后再导入。")
    if not _HAN.search(document.text):
        return ReadError(document.name, "没有中文正文。")
    return None


def _read_file(path: Path) -> Iterator[RawDocument | ReadError]:
    try:
        _reader_of(path.name)  # before its bytes are read for nothing
        yield from read_bytes(path.name, _content(path))
    except ReadError as error:
        yield error


def _located(path: Path, error: ReadError) -> str:
    """The file's path, with the place inside it that the error names: 文件夹/表.csv#7."""
    return f"{path}{error.locator.removeprefix(path.name)}" if error.locator.startswith(path.name) else error.locator


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
        check_size(path.name, path.stat().st_size)
        return path.read_bytes()
    except PermissionError as error:
        raise ReadError(path.name, "没有读取权限，请检查文件权限。") from error
    except FileNotFoundError as error:
        raise ReadError(path.name, "文件不存在，请检查路径。") from error
    except OSError as error:
        raise ReadError(path.name, f"无法读取：{error.strerror or error}。") from error
