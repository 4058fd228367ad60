"""Cleaning as a whole: the five seeds, every step by a table, and texts nobody should have written."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbase.text.cleaning import STEPS, clean
from kbase.text.offsets import MappedText
from kbase.text.pinyin_brackets import remove_pinyin
from kbase.text.scripts import to_simplified

SEEDS = sorted((Path(__file__).parents[4] / "fixtures" / "articles").glob("*.txt"))
RAW = {path.name[:3]: path.read_bytes().decode() for path in SEEDS}


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("A&amp;B与&nbsp;C&amp;nbsp;区", "A&B与 C 区"),
        ("园\u200b区\ufeff建\u00ad成\r\n投产\r竣工", "园区建成\n投产\n竣工"),
        ("２０２３年，投资１５亿元（约）；占地３．５％：好！吗？", "2023年,投资15亿元(约);占地3.5%:好!吗?"),
        ("⼈⼯智能⻓廊", "人工智能长廊"),
        ("面积3㎡、①期、½……—“园”。", "面积3㎡、①期、½……—“园”。"),
        ("科学城・数谷", "科学城·数谷"),
        ("产业　园区 建成 投产。", "产业园区建成投产。"),
        ("总投资 15 亿元", "总投资 15亿元"),
        ("总投资 15 亿元。", "总投资15亿元。"),
        ("创新引领　 项目拔节", "创新引领 项目拔节"),
        ("聚焦“一地” 打造园区", "聚焦“一地” 打造园区"),
        ("(赵一二 钱三四)", "(赵一二 钱三四)"),
        ("青 岛 高 新 区", "青岛高新区"),
        ("  首行缩进\n\n 第二段 ", "首行缩进\n\n第二段"),
        ("use Python 3 here", "use Python 3 here"),
        ("建成,,投产,。开园、,签约", "建成,投产。开园,签约"),
        ("真的吗,?", "真的吗?"),
        ("电子信息 and 光电产业,R and D", "电子信息和光电产业,R and D"),
        ("嶗山區產業園隨著項目推進", "崂山区产业园随着项目推进"),
        (
            "云程发轫,驛步致远,一纸简体的文章里只有一个繁体字,其余都是简体字,所以它不应当被改动,园区仍在建设,企业陆续入驻,项目如期推进。",
            None,
        ),
        ("乾安县与乾县的园区", "乾安县与乾县的园区"),
    ],
)
def test_cleaned_text(raw: str, cleaned: str | None) -> None:
    assert clean(raw).text.text == (raw if cleaned is None else cleaned)


@pytest.mark.parametrize(("seed", "brackets"), [("000", 265), ("001", 0), ("002", 0), ("003", 137), ("004", 0)])
def test_seeds_lose_every_reading_and_nothing_else(seed: str, brackets: int) -> None:
    raw = RAW[seed]
    deleted = [raw[edit.start : edit.end] for edit in remove_pinyin(raw)]
    assert len(deleted) == brackets
    assert all(re.fullmatch(r"\([^()一-鿿A-Z]+\)", part) for part in deleted)
    assert not re.search("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]", clean(raw).text.text)
    kept = set(re.findall(r"\([^()]*[a-zA-Z][^()]*\)", clean(raw).text.text))
    assert kept == {"002": {"(PH/s)", "(AI)"}, "004": {"(M0)"}}.get(seed, set())


@pytest.mark.parametrize("seed", RAW)
def test_every_character_of_a_seed_stands_for_its_raw_words(seed: str) -> None:
    cleaned = clean(RAW[seed])
    broken = {at for flag in cleaned.flags for at in range(flag.start, flag.end)}
    previous = 0
    for at, char in enumerate(cleaned.text.text):
        start, end = cleaned.text.map.raw_span(at, at + 1)
        assert start >= previous or at in broken
        previous = start
        if at not in broken:
            behind = RAW[seed][start:end].replace(" and ", "和")
            assert char in (behind, to_simplified(behind))


def test_seed_003_is_repaired_flagged_and_simplified() -> None:
    cleaned = clean(RAW["003"])
    (flag,) = cleaned.flags
    assert (flag.kind, cleaned.text.text[flag.start : flag.end]) == ("mojibake", "。”杜计地充满")
    assert "乱码已还原" in flag.note
    raw_start, raw_end = cleaned.text.map.raw_span(flag.start + 2, flag.start + 3)
    assert RAW["003"][raw_start:raw_end] == "!倍庞嫷爻錆M"
    assert not re.search("[區產業園數據著]", cleaned.text.text)


@pytest.mark.parametrize("seed", RAW)
def test_cleaning_a_clean_text_changes_nothing(seed: str) -> None:
    once = clean(RAW[seed]).text.text
    assert clean(once).text.text == once


def test_a_piece_of_a_page_keeps_its_places() -> None:
    page = MappedText.of("<p>總投資２億元的產業園區</p>")
    cleaned = clean(page.slice(3, 14)).text
    assert cleaned.text == "总投资2亿元的产业园区"
    assert cleaned.map.raw_span(3, 6) == (6, 9)


NOISE = st.text(
    alphabet=st.sampled_from(" \n()（）,，。;!?&;ｅ園區开(kāi)工嶗庞嫷爻錆M\u200b\r\t３:、乾著 amp#x41"), max_size=60
)


@settings(max_examples=300)
@given(st.one_of(NOISE, st.text(alphabet=st.characters(exclude_categories=[]), max_size=60)))
def test_any_text_is_cleaned_and_every_span_leads_back(raw: str) -> None:
    cleaned = clean(raw)
    text = cleaned.text
    for at in range(len(text)):
        start, end = text.map.raw_span(at, at + 1)
        assert 0 <= start < end <= len(raw)
    assert all(0 <= flag.start < flag.end <= len(text) for flag in cleaned.flags)


@given(NOISE)
def test_simplifying_keeps_the_length_of_every_step(raw: str) -> None:
    for edit in STEPS[-1](raw):
        assert len(edit.text) == edit.end - edit.start


@pytest.mark.parametrize(
    "unit",
    [
        "字",
        "區",
        " ",
        "(",
        ",",
        "，",
        "\u200b",
        "&",
        "a",
        "庞",
        "庞嫷爻錆M",
        "乾县",
        "著",
        "字 ",
        "開(kāi)",
        "!倍",
        "\n",
        "&amp;",
    ],
)
def test_time_grows_with_the_length_only(unit: str) -> None:
    clean(unit * 1000)
    small, large = (_seconds(unit * (size // len(unit))) for size in (20_000, 160_000))
    # Eight times the text; a quadratic step would take sixty-four times as long.
    assert large < 24 * small + 0.5


def _seconds(raw: str) -> float:
    """The least of three runs: the others say how busy the machine was."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        clean(raw)
        taken.append(time.process_time() - began)
    return min(taken)
