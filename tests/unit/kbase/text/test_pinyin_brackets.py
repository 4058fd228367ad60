"""Readings in brackets go, everything else in brackets stays."""

from __future__ import annotations

import unicodedata

import pytest

from kbase.text.offsets import MappedText
from kbase.text.pinyin_brackets import remove_pinyin

FULL = "開(kāi)園(yuán)區(qū)"


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("開(kāi)工", "開工"),
        ("青島（dǎo）", "青島"),
        ("青島(qīng dǎo)市", "青島市"),
        ("崂山(láoshān)区", "崂山区"),
        ("西安(xī'ān)", "西安"),
        ("綠(lǜ)色", "綠色"),
        ("女(nǚ)", "女"),
        ("長(zhǎng)大", "長大"),
        ("長(cháng)度", "長度"),
        ("重(chónɡ)慶", "重慶"),
        (unicodedata.normalize("NFD", "開(kāi)工"), "開工"),
        (FULL + "他們(men)", "開園區他們"),
        ("他們(men)", "他們(men)"),
        # sites that write no tones: a text full of readings, each perhaps twice
        ("産(chan)業(ye)(ye)園(yuan)區(qu)建(jian)設(she)項(xiang)目(mu)", "産業園區建設項目"),
        ("轧钢项目[XiangMu]和生产[ShengChan]线[Xian]、产业园[CYY]", "轧钢项目和生产线[Xian]、产业园[CYY]"),
        ("龍(long)門(men)鎮(zhen)", "龍(long)門(men)鎮(zhen)"),
        (FULL + "爱(AI)", "開園區爱(AI)"),
        ("人工智能(AI)", "人工智能(AI)"),
        (FULL + "人工智能(AI)", "開園區人工智能(AI)"),
        ("项目(一期)", "项目(一期)"),
        ("(双碳)", "(双碳)"),
        ("用地(M0)", "用地(M0)"),
        ("浪潮(青岛)科技", "浪潮(青岛)科技"),
        ("算力(PH/s)", "算力(PH/s)"),
        ("開(guān)", "開(guān)"),
        ("(kāi)", "(kāi)"),
        ("a(ā)", "a(ā)"),
        ("咖啡馆(Café)", "咖啡馆(Café)"),
    ],
)
def test_brackets(raw: str, cleaned: str) -> None:
    text = MappedText.of(raw)
    assert text.edit(remove_pinyin(raw)).text == cleaned
