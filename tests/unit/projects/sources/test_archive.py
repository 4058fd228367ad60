import io
import zipfile

import pytest

from projects.sources import READERS, RawDocument, ReadError
from projects.sources.archive import MAX_MEMBERS


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def read(content: bytes) -> list[RawDocument | ReadError]:
    return list(READERS[".zip"]("包.zip", content))


def test_members_are_read_in_name_order_and_hidden_ones_passed_over() -> None:
    found = read(
        packed({"乙/2.txt": "第二篇文章在此。".encode(), "1.txt": "第一篇文章在此。".encode(), "__MACOSX/x.txt": b"x"})
    )
    assert [item.name for item in found if isinstance(item, RawDocument)] == ["包.zip/1.txt", "包.zip/乙/2.txt"]


def test_bad_members_are_told_and_the_others_read() -> None:
    found = read(
        packed({"a.exe": b"MZ", "b.txt": "好文章，好内容。".encode(), "c.zip": packed({}), "d.pdf": b"broken"})
    )
    assert [item.locator for item in found if isinstance(item, ReadError)] == [
        "包.zip/a.exe",
        "包.zip/c.zip",
        "包.zip/d.pdf",
    ]
    assert sum(isinstance(item, RawDocument) for item in found) == 1


def test_names_in_gbk_are_read() -> None:
    content = packed({"AAAA.txt": "好文章，好内容。".encode()})
    [found] = read(content.replace(b"AAAA", "中文".encode("gbk")))
    assert isinstance(found, RawDocument)
    assert found.name == "包.zip/中文.txt"


def test_a_bomb_is_refused() -> None:
    [found] = read(packed({"bomb.txt": b"0" * 30_000_000}))
    assert isinstance(found, ReadError)
    assert "文件过大" in found.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"PK broken", "不是有效的 ZIP"), (packed({f"{n}.txt": b"" for n in range(MAX_MEMBERS + 1)}), "上限")],
)
def test_a_broken_archive_says_why(content: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read(content)
