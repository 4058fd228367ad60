from pathlib import Path

import pytest

from projects.sources import RawDocument, ReadError, read_paths
from projects.sources.base import MAX_DOCUMENT_BYTES

GOOD = "海州智造园总投资5亿元，占地120亩。"


def names(*paths: Path) -> tuple[list[str], list[str]]:
    items = list(read_paths(paths))
    good = [item.name for item in items if isinstance(item, RawDocument)]
    return good, [item.reason for item in items if isinstance(item, ReadError)]


def test_folders_are_walked_in_name_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.txt", "a/1.txt", ".hidden.txt", ".git/x.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    assert names(tmp_path) == (["b.txt", "1.txt", "2.txt"], [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "big5", "utf-16"])
def test_plain_text_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    text = "海州市新建工業園區，總投資十億元，用地一百二十畝，預計明年完工投產。"
    (tmp_path / "a.txt").write_text(text, encoding=encoding)
    [document] = read_paths([tmp_path])
    assert isinstance(document, RawDocument)
    assert document.text == text


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("空.txt", b"", "空"),
        ("图.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "."),
        ("程序.exe", b"MZ", "不支持的格式"),
        ("无名", b"x", "不支持的格式“无扩展名”"),
        ("一字.txt", b"x" * 100_000, "没有中文正文"),
        ("长.txt", "长".encode() * 2_000_001, "文字过多"),
    ],
)
def test_bad_files_are_told_and_the_others_read(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "好.txt").write_text(GOOD, encoding="utf-8")
    good, reasons = names(tmp_path)
    assert good == ["好.txt"]
    assert len(reasons) == 1
    assert reason in reasons[0] or reason == "."


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    with (tmp_path / "大.txt").open("wb") as file:
        file.truncate(MAX_DOCUMENT_BYTES + 1)
    assert "文件过大" in names(tmp_path)[1][0]


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    assert names(tmp_path / "没有.txt") == ([], ["文件不存在，请检查路径。"])


def test_an_error_names_the_path_and_the_place_inside(tmp_path: Path) -> None:
    (tmp_path / "表.jsonl").write_text('{"正文": "海州智造园开工。"}\n{broken', encoding="utf-8")
    (tmp_path / "空.txt").touch()
    found = [item.locator for item in read_paths([tmp_path]) if isinstance(item, ReadError)]
    assert found == [f"{tmp_path}/空.txt", f"{tmp_path}/表.jsonl#2"]
