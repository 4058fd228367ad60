"""What is written into a tsvector."""

from __future__ import annotations

import pytest

from kbase.search.document import Part, fold_name, tsvector
from kbase.search.tsvector import MAX_LEXEME_BYTES, MAX_POSITION, MAX_POSITIONS, quoted
from kbase.text.tokens import Analyser

ANALYSER = Analyser(["产业园"])


def written(*parts: Part) -> dict[str, list[str]]:
    """Lexeme → its places: {"青岛": ["1A"]}."""
    literal = str(tsvector(parts, ANALYSER))
    pairs = (item.rsplit(":", 1) for item in literal.split(" ")) if literal else ()
    return {lexeme.strip("'"): places.split(",") for lexeme, places in pairs}


def test_positions_run_on_with_a_gap_between_parts() -> None:
    assert written(Part("青岛项目", "A"), Part("项目", "C")) == {"青岛": ["1A"], "项目": ["2A", "10C"]}


def test_parts_of_a_word_share_its_position() -> None:
    assert written(Part("产业园", "B")) == {"产业园": ["1B"], "产业": ["1B"]}


def test_only_spoken_parts_have_pinyin_and_pairs() -> None:
    assert written(Part("青岛项目", "A", spoken=True)).keys() == {
        "青岛", "项目", "py:qingdaoxiangmu", "pyi:qdxm", "py:xiangmu", "pyi:xm",
        "2:青岛", "2:岛项", "2:项目",
    }  # fmt: skip
    assert not any(lexeme.startswith(("py", "2:")) for lexeme in written(Part("青岛项目", "C")))


def test_traditional_and_simplified_are_written_alike() -> None:
    written = [str(tsvector([Part(name, "A", spoken=True)], ANALYSER)) for name in ("產業園項目", "产业园项目")]
    assert written[0] == written[1]


@pytest.mark.parametrize("text", ["", "。，！", " \n"])
def test_nothing_to_find_writes_nothing(text: str) -> None:
    nothing = tsvector([Part(text, "A")], ANALYSER)
    assert (str(nothing), bytes(nothing)) == ("", b"\0\0\0\0")


def test_the_limits_of_postgres_are_kept() -> None:
    places = written(Part("项目，" * (MAX_POSITION + 50), "A"), Part("青岛", "D"))
    assert len(places["项目"]) == MAX_POSITIONS
    assert places["青岛"] == [f"{MAX_POSITION}D"]
    assert written(Part("x" * (MAX_LEXEME_BYTES + 1) + " 青岛", "A")).keys() == {"青岛"}


def test_a_vector_never_outgrows_its_column() -> None:
    long = tsvector([Part(" ".join(f"word{number}" for number in range(200_000)), "D")], ANALYSER)
    assert 800_000 < len(bytes(long)) < 1_048_575


@pytest.mark.parametrize(
    ("lexeme", "literal"), [("园区", "'园区'"), ("o'brien", "'o''brien'"), ("a\\b", "'a\\\\b'"), ("a\0b", "'ab'")]
)
def test_lexemes_are_quoted(lexeme: str, literal: str) -> None:
    assert quoted(lexeme) == literal


@pytest.mark.parametrize(
    ("name", "folded"),
    [("蘇州工業園區（Ⅱ期）", "苏州工业园区ii期"), (" Ａ·B 园 ", "ab园"), ("——", "")],
)
def test_spellings_of_a_name_fold_together(name: str, folded: str) -> None:
    assert fold_name(name) == folded
