"""What pages do to a text, one function per manner: each takes a clean page and gives the page as it would be saved."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache

import opencc
from pypinyin import Style, pinyin

Manner = Callable[[str, random.Random], str]

_FURNITURE = ("首页 > 新闻 > 正文", "字号：大 中 小", "分享到：微信 微博", "责任编辑：文心", "扫一扫在手机打开当前页")
_WIDE = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")
_COLUMN = 18


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def plain(page: str, _chance: random.Random) -> str:
    """As it was written."""
    return page


def traditional(page: str, _chance: random.Random) -> str:
    """Traditional characters: 「总投资」 → 「總投資」."""
    return _to_traditional().convert(page)


def readings(page: str, chance: random.Random) -> str:
    """Traditional characters with readings in brackets behind some of them: 「開(kāi)工」."""
    written = traditional(page, chance)
    if len(written) != len(page):
        return written
    glossed = {char for char in sorted(set(written)) if chance.random() < 0.3}
    return "".join(
        f"{new}({pinyin(new, style=Style.TONE)[0][0]})" if new != old and new in glossed else new
        for old, new in zip(page, written, strict=True)
    )


def wide(page: str, _chance: random.Random) -> str:
    """Full-width digits and ideographic indents."""
    return "\n".join(f"　　{line}" for line in page.translate(_WIDE).split("\n"))


def spaced(page: str, chance: random.Random) -> str:
    """Spaces between characters and around numbers, zero-width marks here and there."""
    page = re.sub(r"(\d+)", r" \1 ", page)
    return "".join(
        char + ("\u200b" if chance.random() < 0.005 else " " if chance.random() < 0.01 else "") for char in page
    )


def entities(page: str, _chance: random.Random) -> str:
    """Entities that were never decoded."""
    return (
        page.replace("“", "&ldquo;").replace("”", "&rdquo;").replace("：", "&#65306;").replace("\n", "\n&nbsp;&nbsp;")
    )


def furnished(page: str, chance: random.Random) -> str:
    """What surrounds an article on a web page, and captions between its paragraphs."""
    lines = page.split("\n")
    lines.insert(chance.randint(2, len(lines)), "图为项目建设现场。 通讯员 高远 摄")
    return "\n".join([*_FURNITURE[:3], *lines, *_FURNITURE[3:]])


def doubled(page: str, chance: random.Random) -> str:
    """A paragraph saved twice and the title repeated."""
    lines = page.split("\n")
    again = chance.randrange(2, len(lines))
    return "\n".join([lines[0], *lines[: again + 1], *lines[again:]])


def columns(page: str, _chance: random.Random) -> str:
    """A newspaper's two columns read across: each line of the left one, then one of the right."""
    head, body = page.split("\n")[:2], "".join(page.split("\n")[2:])
    cut = [body[at : at + _COLUMN] for at in range(0, len(body), _COLUMN)]
    half = (len(cut) + 1) // 2
    mixed = [line for pair in zip(cut[:half], [*cut[half:], ""], strict=False) for line in pair if line]
    return "\n".join([*head, *mixed])


def unbroken(page: str, _chance: random.Random) -> str:
    """No line breaks at all."""
    return page.replace("\n", "")


MANNERS: dict[str, Manner] = {
    manner.__name__: manner
    for manner in (plain, traditional, readings, wide, spaced, entities, furnished, doubled, columns, unbroken)
}


def encoded(page: str, chance: random.Random) -> bytes:
    """The page in one of the encodings that Chinese sites use; what GB 18030 cannot hold does not exist."""
    return page.encode(chance.choice(["utf-8", "utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16"]))
