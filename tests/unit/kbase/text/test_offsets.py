"""Offsets are exact by construction: tables for the rules, random edits against a slow model for the rest."""

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbase.text.offsets import Edit, MappedText, OffsetMap

RAW = "嶗山區(qū)在青島(dǎo)建園"


def test_deleted_bracket_is_held_inside_a_span_but_not_at_its_border() -> None:
    text = MappedText.of(RAW).edit([Edit(3, 7), Edit(10, 15)])
    assert text.text == "嶗山區在青島建園"
    assert text.map.raw_span(0, 3) == (0, 3)
    assert text.map.raw_span(3, 6) == (7, 10)
    assert text.map.raw_span(2, 4) == (2, 8)
    assert RAW[slice(*text.map.raw_span(4, 7))] == "青島(dǎo)建"
    assert text.map.raw_pieces(0, 8) == [(0, len(RAW))]


def test_equal_length_maps_character_by_character_and_keeps_the_map() -> None:
    before = MappedText.of("共12畝")
    after = before.edit([Edit(3, 4, "亩")])
    assert after.text == "共12亩"
    assert after.map is before.map


def test_other_length_maps_the_whole_span() -> None:
    text = MappedText.of("說!倍庞嫷說").edit([Edit(1, 5, "。”杜计地")])
    assert text.text == "說。”杜计地說"
    assert text.map.raw_span(2, 3) == (1, 5)
    assert text.map.raw_span(5, 7) == (1, 6)
    assert text.map.clean_span(2, 3) == (1, 6)


def test_deletion_at_the_border_of_a_replaced_span_is_not_swallowed() -> None:
    text = MappedText.of("(a)十五").edit([Edit(0, 3)]).edit([Edit(0, 2, "15亿")])
    assert text.map.raw_span(0, 3) == (3, 5)


def test_joined_columns_keep_their_pieces() -> None:
    raw = MappedText.of("低效工|別的文章|业园区")
    text = MappedText.concat([raw.slice(0, 3), raw.slice(9, 12)])
    assert text.text == "低效工业园区"
    assert text.map.raw_pieces(0, 6) == [(0, 3), (9, 12)]
    assert text.map.raw_span(2, 4) == (2, 10)


def test_columns_out_of_order() -> None:
    raw = MappedText.of("后半前半")
    text = MappedText.concat([raw.slice(2, 4), raw.slice(0, 2)])
    assert text.text == "前半后半"
    assert text.map.raw_pieces(0, 4) == [(2, 4), (0, 2)]
    assert text.map.raw_span(1, 3) == (0, 4)
    assert text.map.clean_span(0, 2) == (2, 4)


def test_neighbouring_slices_join_without_a_seam() -> None:
    raw = MappedText.of("第一段第二段")
    assert MappedText.concat([raw.slice(0, 3), raw.slice(3, 6)]) == raw


def test_deleted_text_has_no_clean_span() -> None:
    text = MappedText.of(RAW).edit([Edit(3, 7)])
    assert text.map.clean_span(3, 7) is None
    assert text.map.clean_span(2, 8) == (2, 4)


def test_empty_span_is_a_place() -> None:
    text = MappedText.of(RAW).edit([Edit(3, 7)])
    assert text.map.raw_span(3, 3) == (7, 7)
    assert text.map.raw_span(len(text), len(text)) == (len(RAW), len(RAW))
    assert MappedText.of("").map.raw_span(0, 0) == (0, 0)


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(2, 2, "新")],
        [Edit(3, 2, "新")],
        [Edit(-1, 1)],
        [Edit(0, 99)],
        [Edit(2, 4), Edit(3, 5)],
        [Edit(4, 5), Edit(0, 1)],
    ],
)
def test_bad_edits_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="edit"):
        MappedText.of(RAW).edit(edits)


@pytest.mark.parametrize("span", [(-1, 2), (2, 1), (0, 99)])
def test_spans_outside_are_refused(span: tuple[int, int]) -> None:
    for ask in (
        MappedText.of(RAW).map.raw_span,
        MappedText.of(RAW).map.raw_pieces,
        MappedText.of(RAW).slice,
    ):
        with pytest.raises(ValueError, match="outside"):
            ask(*span)


@pytest.mark.parametrize(
    "numbers",
    [[1], [1, 0], [-1, 0, -1], [2, 0, 0], [0, 5, -1], [1, -3, -1], [1, 0, -2]],
)
def test_bad_json_is_refused(numbers: list[int]) -> None:
    with pytest.raises(ValueError, match="offset map"):
        OffsetMap.from_json(numbers)


def test_map_must_fit_its_text() -> None:
    with pytest.raises(ValueError, match="characters"):
        MappedText("三个字", OffsetMap.identity(2))


def test_thousands_of_edits_are_fast() -> None:
    raw = MappedText.of("字" * 100_000)
    edits = [Edit(at, at + 3) for at in range(0, 100_000, 20)]
    began = time.process_time()
    text = raw.edit(edits).edit([Edit(at, at + 2, "三个字") for at in range(0, 80_000, 40)])
    assert time.process_time() - began < 20  # about 0.03 s; a quadratic map would take minutes
    assert len(text.map.segments) > 5_000


# --- random edits against a model that keeps one entry per character --------------------------------------

Model = list[tuple[str, int, int]]


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, MappedText, Model]:
    """A raw text, the text after random edits, slices and joins, and the same by the slow model."""
    raw = draw(st.text(alphabet="甲乙丙(a)1,", max_size=30))
    text, model = MappedText.of(raw), [(char, i, i + 1) for i, char in enumerate(raw)]
    for _ in range(draw(st.integers(0, 4))):
        cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
        if draw(st.booleans()):
            spans = [(a, b) for a, b in pairwise(cuts) if a < b][::2]
            edits = [Edit(a, b, draw(st.text(alphabet="新xy", max_size=4))) for a, b in spans]
            text, model = text.edit(edits), _edited(model, edits)
        else:
            spans = draw(st.permutations([(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]))
            text = MappedText.concat(text.slice(a, b) for a, b in spans)
            model = [entry for a, b in spans for entry in model[a:b]]
    return raw, text, model


def _edited(model: Model, edits: list[Edit]) -> Model:
    out, done = [], 0
    for start, end, new, _ in edits:
        out += model[done:start]
        old = model[start:end]
        if len(new) == len(old):
            out += [(char, s, e) for char, (_, s, e) in zip(new, old, strict=True)]
        else:
            out += [(char, min(s for _, s, _ in old), max(e for _, _, e in old)) for char in new]
        done = end
    return out + model[done:]


@given(histories())
def test_text_and_single_characters_agree_with_the_model(
    history: tuple[str, MappedText, Model],
) -> None:
    _, text, model = history
    assert text.text == "".join(char for char, _, _ in model)
    hulls = [text.map.raw_span(i, i + 1) for i in range(len(text))]
    # A replaced span also holds what was deleted inside it earlier, which the model forgets.
    assert all(start <= s and e <= end for (start, end), (_, s, e) in zip(hulls, model, strict=True))


@given(histories(), st.data())
def test_every_span_maps_into_the_raw_text_and_back(
    history: tuple[str, MappedText, Model], data: st.DataObject
) -> None:
    raw, text, model = history
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    raw_start, raw_end = text.map.raw_span(start, end)
    assert 0 <= raw_start <= raw_end <= len(raw)
    if start < end:
        assert raw_start < raw_end
        assert all(raw_start <= s and e <= raw_end for _, s, e in model[start:end])
        back = text.map.clean_span(raw_start, raw_end)
        assert back is not None and back[0] <= start and end <= back[1]
        pieces = text.map.raw_pieces(start, end)
        assert all(a < b for a, b in pieces)
        assert (min(a for a, _ in pieces), max(b for _, b in pieces)) == (
            raw_start,
            raw_end,
        )


@given(histories())
def test_json_round_trip(history: tuple[str, MappedText, Model]) -> None:
    _, text, _ = history
    assert OffsetMap.from_json(json.loads(json.dumps(text.map.to_json()))) == text.map


@given(st.text(max_size=40), st.data())
def test_deletions_only_map_each_character_exactly(raw: str, data: st.DataObject) -> None:
    text, places = MappedText.of(raw), list(range(len(raw)))
    for _ in range(3):
        gone = sorted(data.draw(st.sets(st.integers(0, max(len(text) - 1, 0)), max_size=len(text))))
        gone = [at for at in gone if at < len(text)]
        text = text.edit([Edit(at, at + 1) for at in gone])
        places = [place for at, place in enumerate(places) if at not in gone]
    assert [text.map.raw_span(i, i + 1) for i in range(len(text))] == [(p, p + 1) for p in places]
    for start in range(len(places)):
        for end in range(start + 1, len(places) + 1):
            assert text.map.raw_span(start, end) == (places[start], places[end - 1] + 1)
