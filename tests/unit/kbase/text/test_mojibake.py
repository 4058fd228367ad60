"""Swallowed lead bytes: exact repairs, flags where none exists, and no repair of honest text."""

from __future__ import annotations

import re

import pytest

from kbase.text.mojibake import FLAG, repair_mojibake
from kbase.text.offsets import Edit, MappedText


@pytest.mark.parametrize(
    ("raw", "repaired"),
    [
        ("重要引擎!倍庞嫷爻錆M期待", "重要引擎。”杜計地充滿期待"),
        ("重要引擎！倍庞嫷爻錆M期待", "重要引擎。”杜計地充滿期待"),
        ("信心?!比ツ旰灱s落戶", "信心。”去年簽約落戶"),
    ],
)
def test_exact_repairs(raw: str, repaired: str) -> None:
    edits = list(repair_mojibake(raw))
    assert MappedText.of(raw).edit(edits).text == repaired
    assert [edit.flag for edit in edits] == [FLAG]


@pytest.mark.parametrize(
    "raw",
    [
        "這是真的嗎?記者問道!A座已經建成。",
        "Hello! 我们的EMC综合能源?是的!",
        "犇鑫科技A座、淼淼公司B座、燚焱集团C座",
        "张喆、李珺、王昇入驻A座",
        "カタカナとひらがなABC",
        "投资3万元/㎡、①A、½B、αβγδA",
        "",
    ],
)
def test_honest_text_is_left_alone(raw: str) -> None:
    assert list(repair_mojibake(raw)) == []


@pytest.mark.parametrize(
    ("raw", "span"), [("园区\ufffd\ufffd建成", (2, 4)), ("锟斤拷园区", (0, 3)), ("倍嫷燱彋爂M", (1, 5))]
)
def test_what_can_not_be_repaired_is_flagged_and_kept(raw: str, span: tuple[int, int]) -> None:
    assert list(repair_mojibake(raw)) == [Edit(*span, raw[slice(*span)], FLAG)]


def test_no_swallowed_byte_is_repaired_wrongly() -> None:
    """Every mark of a Traditional text loses its lead byte once: repaired exactly or not at all."""
    text = (
        "園區負責人表示，項目建成後，將吸引更多企業落戶。“我們對發展充滿信心！”他說；下一步，園區將圍繞產業鏈招商，"
        "推動數字經濟與實體經濟深度融合。記者瞭解到，該項目總投資約十五億元，計劃明年竣工。"
        "“這裡的環境讓我們滿意。”企業負責人說：簽約以後，手續辦理順暢，滿足了我們的需要，預計年底投產。"
    )
    repaired = 0
    for mark in re.finditer("[，。“”！；：]", text):
        before, after = text[: mark.start()].encode("gbk"), text[mark.start() :].encode("gbk")
        broken = (before + after[1:]).decode("gbk", "replace")
        edits = [edit for edit in repair_mojibake(broken) if edit.text != broken[edit.start : edit.end]]
        if edits:
            repaired += 1
            # 「！”」 without its second lead byte is byte for byte 「。”」 without its first: nobody can tell.
            assert MappedText.of(broken).edit(edits).text.replace("。”", "！”") == text.replace("。”", "！”")
    assert repaired >= 1
