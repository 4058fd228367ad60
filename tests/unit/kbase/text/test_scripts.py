"""Traditional and Simplified, pinyin keys and readings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbase.text.place_readings import PLACE_READINGS
from kbase.text.scripts import initials, pinyin_key, readings, syllables, to_simplified


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("嶗山區產業園", "崂山区产业园"),
        ("隨著項目推進,著力打造", "随着项目推进,着力打造"),
        ("著名專著,成效顯著,原著作者", "著名专著,成效显著,原著作者"),
        ("圍繞著作權", "围绕著作权"),
        ("乾縣與乾安縣", "乾县与乾安县"),
        ("乾县、乾安县、乾潭镇、於潜镇", "乾县、乾安县、乾潭镇、於潜镇"),
        ("餅乾與乾燥", "饼干与干燥"),
        ("瀋陽、於是", "沈阳、于是"),
        ("燒堿與鑛山、化粧品", "烧碱与矿山、化妆品"),
        ("已经是简体,AI 5G。", "已经是简体,AI 5G。"),
        ("", ""),
    ],
)
def test_to_simplified(traditional: str, simplified: str) -> None:
    assert to_simplified(traditional) == simplified


@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_the_length_never_changes(text: str) -> None:
    assert len(to_simplified(text)) == len(text)


@pytest.mark.parametrize(
    ("name", "key", "letters"),
    [
        ("青岛市", "qingdaoshi", "qds"),
        ("青島市", "qingdaoshi", "qds"),
        ("长垣市", "changyuanshi", "cys"),
        ("长子县", "zhangzixian", "zzx"),
        ("单县", "shanxian", "sx"),
        ("重庆市", "chongqingshi", "cqs"),
        ("厦门", "xiamen", "xm"),
        ("六安", "luan", "la"),
        ("乐清市", "yueqingshi", "yqs"),
        ("铅山县", "yanshanxian", "ysx"),
        ("漯河", "luohe", "lh"),
        ("闵行区", "minhangqu", "mhq"),
        ("5G产业园(二期)", "5gchanyeyuanerqi", "5gcyyeq"),
        ("AI 谷", "aigu", "aig"),
        ("", "", ""),
        ("——", "", ""),
    ],
)
def test_keys_for_sorting_and_typing(name: str, key: str, letters: str) -> None:
    assert (pinyin_key(name), initials(name)) == (key, letters)


@pytest.mark.parametrize(("place", "read"), PLACE_READINGS.items())
def test_every_place_has_a_syllable_per_character(place: str, read: tuple[str, ...]) -> None:
    assert len(place) == len(read)
    assert syllables(f"{place}园区") == (*read, "yuan", "qu")


@pytest.mark.parametrize(
    ("char", "some"),
    [("長", {"chang", "zhang"}), ("綠", {"lu"}), ("們", {"men"}), ("A", set()), ("。", set()), ("區", {"qu", "ou"})],
)
def test_readings(char: str, some: set[str]) -> None:
    assert some <= readings(char)
    assert bool(some) == bool(readings(char))
