"""A .zip of documents, read in memory, one level deep."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from projects.sources.base import RawDocument, Reader, ReadError, check_size

MAX_MEMBERS = 10_000
MAX_TOTAL_BYTES = 500_000_000


def reader(readers: Mapping[str, Reader]) -> Reader:
    """A reader of archives whose members are opened by ``readers``."""

    def read(name: str, content: bytes) -> Iterator[RawDocument | ReadError]:
        try:
            archive = zipfile.ZipFile(io.BytesIO(content))
        except zipfile.BadZipFile as error:
            raise ReadError(name, "不是有效的 ZIP 文件，或文件已损坏。") from error
        with archive:
            members = [member for member in archive.infolist() if not member.is_dir() and not _hidden(member)]
            _check_totals(name, members)
            for member in sorted(members, key=_name):
                yield from _read_member(f"{name}/{_name(member)}", archive, member, readers)

    return read


def _check_totals(name: str, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise ReadError(name, f"压缩包有 {len(members)} 个文件，上限 {MAX_MEMBERS} 个，请拆分。")
    if sum(member.file_size for member in members) > MAX_TOTAL_BYTES:
        raise ReadError(name, f"压缩包解开后超过 {MAX_TOTAL_BYTES // 1_000_000} MB，请拆分。")


def _name(member: zipfile.ZipInfo) -> str:
    """The member's name; archives made on Chinese Windows store it in GBK without saying so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename


def _hidden(member: zipfile.ZipInfo) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(member.filename).parts)


def _read_member(
    locator: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, readers: Mapping[str, Reader]
) -> Iterator[RawDocument | ReadError]:
    suffix = PurePosixPath(locator).suffix.lower()
    if suffix not in readers:
        yield ReadError(locator, f"压缩包内不支持的格式“{suffix or '无扩展名'}”。")
        return
    try:
        check_size(locator, member.file_size)
        yield from readers[suffix](locator, archive.read(member))
    except ReadError as error:
        yield error
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        reason = "有密码，请先解压" if "password" in str(error) else "无法解压，文件可能已损坏"
        yield ReadError(locator, f"{reason}。")
