"""From bytes to text: the encodings Chinese articles come in, and honest refusals of everything else."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import charset_normalizer

from kbase.text.characters import rarity

#: No article is larger; a scan, a dump or an attack is.
MAX_BYTES = 20_000_000

#: Enough to tell an encoding; the work on a large file stays small.
_SAMPLE = 65_536

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FORMATS = (
    (b"%PDF", "PDF 文件"),
    (b"PK\x03\x04", "ZIP 或 Office 文件"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"\x1f\x8b", "压缩文件"),
    (b"7z\xbc\xaf", "压缩文件"),
    (b"Rar!", "压缩文件"),
    (b"\x7fELF", "程序文件"),
)
#: gb18030 reads gb2312 and gbk too, big5hkscs reads big5.
_CHINESE = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
_NAMES = {"big5hkscs": "big5", "cp950": "big5"}
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b")) + b"\x7f"

#: A page may hold one broken byte in a thousand characters; more, and the encoding is another one.
_MOST_LOST = 0.001
_PLAUSIBLE = 0.6


class DecodeError(ValueError):
    """The bytes are no readable text; ``reason`` says why, in Chinese."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text without its byte order mark, the encoding's name, and how many characters were broken (``\\ufffd``)."""

    text: str
    encoding: str
    lost: int = 0


def decode(data: bytes) -> Decoded:
    """The text of a file: 「崂山区」 in UTF-8, UTF-16, GB 18030 or Big5; :class:`DecodeError` when it is none."""
    if not data:
        raise DecodeError("文件是空的")
    if len(data) > MAX_BYTES:
        raise DecodeError(f"文件过大：{len(data) / 1e6:.0f} MB，上限为 {MAX_BYTES / 1e6:.0f} MB")
    for magic, name in _FORMATS:
        if data.startswith(magic):
            raise DecodeError(f"不是文本，而是{name}")
    found = _by_mark(data) or _by_content(data)
    if not found.text.strip():
        raise DecodeError("文件里没有文字")
    return found


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            found = _attempt(data[len(mark) :], encoding)
            if found is None:
                raise DecodeError(f"文件标明为 {encoding.upper()}，但内容无法按此解码")
            return found
    return None


def _by_content(data: bytes) -> Decoded:
    sample = data[:_SAMPLE]
    wide = b"\0" in sample
    if not wide and (found := _attempt(data, "utf-8")):
        if _controls(sample) > 0.01:
            raise DecodeError("不是文本，而是二进制数据")
        return found
    candidates = [encoding for encoding in _CHINESE if not wide or encoding.startswith("utf-16")]
    for _, encoding in sorted(((-_plausibility(sample, e), e) for e in candidates), key=lambda pair: pair[0]):
        if _plausibility(sample, encoding) >= _PLAUSIBLE and (found := _attempt(data, encoding)):
            return found
    if wide or _controls(sample) > 0.01:
        raise DecodeError("不是文本，而是二进制数据")
    for encoding in _guessed(sample):
        if _plausibility(sample, encoding) >= _PLAUSIBLE and (found := _attempt(data, encoding)):
            return found
    raise DecodeError("无法识别编码：不是 UTF-8、UTF-16、GB18030 或 Big5")


def _attempt(data: bytes, encoding: str) -> Decoded | None:
    """The data in that encoding, None when more than a few characters of it are broken."""
    name = _NAMES.get(encoding, encoding)
    try:
        return Decoded(data.decode(encoding), name)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    return Decoded(text, name, lost) if lost <= max(1, len(text) * _MOST_LOST) and lost * 10 < len(text) else None


def _guessed(sample: bytes) -> Iterator[str]:
    """Any other encoding charset-normalizer can think of, best first."""
    for match in charset_normalizer.from_bytes(sample):
        yield match.encoding


def _plausibility(sample: bytes, encoding: str) -> float:
    """How much the sample looks like Chinese when read so: 1 for everyday characters only, below 0 for noise."""
    text = sample.decode(encoding, "ignore")[:4000]
    foreign = [char for char in text if not char.isascii()]
    if "\0" in text or not text:
        return -1.0
    if not foreign:
        return 1.0
    return sum(map(_likeness, foreign)) / len(foreign)


@lru_cache(maxsize=32768)
def _likeness(char: str) -> float:
    if unicodedata.category(char) in {"Co", "Cn", "Cc", "Cs"}:
        return -2.0
    if char.isalpha():
        return (1.0 if char >= "\u3400" else 0.3, 0.5, -0.5)[rarity(char)]
    # General and Chinese punctuation, full-width forms, signs for units.
    return 1.0 if "\u2000" <= char <= "\u33ff" or char >= "\uff00" or char in "·×°±§©®\xa0" else 0.0


def _controls(sample: bytes) -> float:
    return 1 - len(sample.translate(None, _CONTROLS)) / len(sample)
