"""Every encoding of Chinese articles, short and long, and refusals in words."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbase.text.cleaning import clean
from kbase.text.decoding import MAX_BYTES, DecodeError, decode

SIMPLIFIED = "产业园区占地约53亩,总投资15亿元,计划明年六月竣工投产。\n"
TRADITIONAL = "產業園區占地約53畝，總投資15億元，計劃明年六月竣工投產。\n"
ROOT = Path(__file__).parents[4]


@pytest.mark.parametrize("size", [20, 200, 2000])
@pytest.mark.parametrize(
    ("line", "codec", "name"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8"),
        (SIMPLIFIED, "utf-16", "utf-16-le"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (SIMPLIFIED, "utf-32", "utf-32-le"),
        (SIMPLIFIED, "gb2312", "gb18030"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (TRADITIONAL, "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "utf-16-be", "utf-16-be"),
        (TRADITIONAL, "utf-8", "utf-8"),
    ],
)
def test_round_trip(line: str, codec: str, name: str, size: int) -> None:
    text = (line * 100)[:size]
    decoded = decode(text.encode(codec))
    assert (decoded.text, decoded.encoding, decoded.lost) == (text, name, 0)


@pytest.mark.parametrize("path", sorted((ROOT / "fixtures" / "articles").glob("*.txt")), ids=lambda p: p.stem[:3])
@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_seeds_in_every_encoding(path: Path, codec: str) -> None:
    raw = path.read_bytes().decode()
    assert decode(raw.encode(codec)).text == raw


def test_any_twenty_characters_of_a_seed_are_recognised() -> None:
    text = clean((ROOT / "fixtures/articles/004_4a7a4b40a8280cb1.txt").read_bytes().decode()).text.text
    pieces = [text[at : at + 20] for at in range(0, len(text), 20)]
    pieces = [piece for piece in pieces if sum(char >= "一" for char in piece) > 10]
    for codec in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
        wrong = [piece for piece in pieces if decode(piece.encode(codec)).text != piece]
        assert len(wrong) <= len(pieces) * 0.01, (codec, wrong)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_stay_as_they_are(newline: str) -> None:
    assert decode(f"园区{newline}建成".encode()).text == f"园区{newline}建成"


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_one_broken_byte_is_counted_not_fatal(codec: str) -> None:
    data = (SIMPLIFIED * 100).encode(codec)
    decoded = decode(data[:-2])
    assert 1 <= decoded.lost <= 2
    assert decoded.text.startswith(SIMPLIFIED)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "空"),
        (b" \n\t ", "没有文字"),
        (b"\xef\xbb\xbf", "没有文字"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x89PNG\r\n", "图片"),
        (bytes(range(256)) * 8, "二进制"),
        (random.Random(1).randbytes(5000), "二进制"),
        (b"\0" * 5000, "二进制"),
        (b"\x01\x02\x03abc" * 100, "二进制"),
        (b"\xfe\xff\xd8\x00" * 50, "UTF-16-BE"),
        ("Größe für Straße ".encode("latin-1") * 20, "编码"),
        (("字" * (MAX_BYTES // 3 + 1)).encode(), "过大"),
    ],
)
def test_refusals_say_why(data: bytes, reason: str) -> None:
    with pytest.raises(DecodeError, match=reason) as caught:
        decode(data)
    assert caught.value.reason == str(caught.value)


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        assert decode(data).text
    except DecodeError as error:
        assert error.reason


@pytest.mark.parametrize("unit", [b"\xd7", b"\x81", b"a", b"\xe5\xad\x97", b"\0"])
def test_work_on_huge_files_is_bounded(unit: bytes) -> None:
    began = time.process_time()
    for size in (MAX_BYTES, 50_000_000):
        try:
            decode(unit * (size // len(unit)))
        except DecodeError as error:
            assert error.reason
    assert time.process_time() - began < 120  # about 3 s; work that grows faster than the file would not end
