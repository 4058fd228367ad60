"""One analyser for index and query: folding, places, positions, and agreement of its two engines."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import rjieba
from hypothesis import given
from hypothesis import strategies as st

from kbase.text.cleaning import clean
from kbase.text.decoding import decode
from kbase.text.scripts import to_simplified
from kbase.text.tokens import Analyser, Token, bigrams

ROOT = Path(__file__).parents[4]
ARTICLES = sorted([*ROOT.glob("fixtures/articles/*.txt"), *ROOT.glob("tests/golden/articles/*.txt")])
WORDS = [
    "崂山区",
    "西海岸新区",
    "中关村",
    "高新技术产业开发区",
    "经济技术开发区",
    "数字经济产业园",
    "人工智能产业园",
    "生物医药",
    "工业互联网",
    "新能源汽车",
    "智能网联",
    "虚拟现实",
    "元宇宙",
    "集成电路",
    "第三代半导体",
    "储能",
    "氢能",
    "低空经济",
    "临空经济区",
    "综合保税区",
    "科创走廊",
    "标准厂房",
    "工业上楼",
    "专精特新",
    "独角兽",
    "瞪羚企业",
    "总部经济",
    "楼宇经济",
    "产城融合",
    "招商引资",
    "集中开工",
    "集中签约",
    "竣工投产",
    "长三角",
    "粤港澳大湾区",
    "成渝地区",
]
ANALYSER = Analyser(WORDS)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Analyser:
    return Analyser(WORDS, engine="jieba", cache_dir=tmp_path_factory.mktemp("jieba"))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("崂山区5G产业园", "崂山区@0 崂山+0 山区+0 5g@1 产业园@2 产业+2"),
        ("嶗山區５Ｇ產業園", "崂山区@0 崂山+0 山区+0 5g@1 产业园@2 产业+2"),
        ("2020-08-25", "2020@0 08@1 25@2"),
        ("投资3.5亿元", "投资@0 3.5@1 亿元@2"),
        ("１，０００㎡", "1000@0 m2@1"),
        ("EMC、M0、R&D、PH/s", "emc@0 m0@1 r@2 d@3 ph@4 s@5"),
        ("园区……“—”!?", "园区@0"),
        ("人工智能产业园", "人工智能产业园@0 人工智能+0 人工+0 智能+0 产业园+0 产业+0"),
        ("", ""),
        ("!?。", ""),
    ],
)
def test_tokens(text: str, tokens: str) -> None:
    assert " ".join(f"{t.text}{'@' if t.whole else '+'}{t.position}" for t in ANALYSER.tokens(text)) == tokens


def test_places_count_in_the_text_as_given() -> None:
    text = "共３㎡的產業園"
    assert [text[t.start : t.end] for t in ANALYSER.tokens(text)] == ["共", "３㎡", "的", "產業園", "產業"]


@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=80))
def test_any_text_has_tokens_inside_it(text: str) -> None:
    done = -1
    for token in ANALYSER.tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert any(char.isalnum() for char in token.text)
        assert token.position in ((done + 1,) if token.whole else (done,))
        done = token.position


@given(st.text(alphabet="崂山区人工智能产业园青岛市3.5G,-亿元Ａa㎡…嶗區 ", max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    for token in ANALYSER.tokens(text):
        if token.whole:
            assert token.text in [again.text for again in ANALYSER.tokens(token.text)]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem[:12])
def test_both_engines_agree_on_all_articles(path: Path, reference: Analyser) -> None:
    raw = decode(path.read_bytes()).text
    for text in (raw, clean(raw).text.text):
        assert ANALYSER.tokens(text) == reference.tokens(text)


def test_both_engines_agree_on_added_words(reference: Analyser) -> None:
    for word in WORDS:
        text = f"在{word}和{word[::-1]}建设{word}2.0"
        assert ANALYSER.tokens(text) == reference.tokens(text)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem[:12])
def test_parts_are_those_of_search_mode_and_longer_ones(path: Path) -> None:
    plain, segmenter = Analyser(), rjieba.Jieba()
    for run in re.findall("[一-龥]+", clean(decode(path.read_bytes()).text).text.text):
        found = [token.text for token in plain.tokens(run) if token.whole or len(token.text) < 4]
        assert sorted(found) == sorted(segmenter.cut_for_search(to_simplified(run), False))


@given(st.text(alphabet="崂山区人工智能产业园青岛市3.5G,-亿元Ａa㎡…嶗區 ", max_size=40))
def test_words_are_the_tokens_without_their_places(text: str) -> None:
    words: list[list[str]] = []
    for token in ANALYSER.tokens(text):
        if token.whole:
            words.append([])
        words[-1].append(token.text)
    assert [list(word) for word in ANALYSER.words(text)] == words


def test_reference_engine_keeps_its_cache_private(tmp_path: Path) -> None:
    cache = tmp_path / "private"
    Analyser(engine="jieba", cache_dir=cache).tokens("园区")
    assert list(cache.iterdir())
    assert cache.stat().st_mode & 0o077 == 0


def test_unknown_engine_and_missing_cache_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown engine"):
        Analyser(engine="lac").tokens("园区")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="private directory"):
        Analyser(engine="jieba").tokens("园区")


def test_reference_engine_loads_when_warnings_are_errors(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from kbase.text.tokens import Analyser;"
        "print(Analyser(engine='jieba', cache_dir=Path(sys.argv[1])).tokens('产业园')[0].text)"
    )
    # A fresh byte-code directory, or jieba's broken escapes were compiled before and warn nobody.
    env = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path / "pyc"), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(tmp_path / "cache")],
        capture_output=True, text=True, encoding="utf-8", cwd=ROOT, env=env, check=False,
    )  # fmt: skip
    assert (done.stdout.strip(), done.returncode) == ("产业园", 0), done.stderr


def test_version_follows_the_words() -> None:
    assert Analyser(["崂山区", "嶗山區"]).version == Analyser(["崂山区"]).version
    assert Analyser(["崂山区"]).version != Analyser(["城阳区"]).version


def test_threads_share_one_analyser() -> None:
    fresh = Analyser(WORDS)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(fresh.tokens, ["崂山区人工智能产业园"] * 64))
    assert found == [ANALYSER.tokens("崂山区人工智能产业园")] * 64
    assert found[0][0] == Token("崂山区", 0, 3, 0)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [("產業園5G", ["产业", "业园"]), ("园", ["园"]), ("园,区块", ["园", "区块"]), ("AI", []), ("", [])],
)
def test_bigrams(text: str, pairs: list[str]) -> None:
    assert bigrams(text) == pairs
