"""Every province has one place on the grid."""

from __future__ import annotations

import pytest

from parks.tiles import STEPS, TILES, step
from parks.vocabulary import load


def test_all_provinces_are_there_and_none_twice() -> None:
    provinces = {term.adcode for term in load().regions.values() if term.level == "province"}
    assert {tile.adcode for tile in TILES} == provinces
    assert len({(tile.column, tile.row) for tile in TILES}) == len(TILES) == 34


def test_neighbours_lie_where_a_reader_looks_for_them() -> None:
    places = {tile.adcode: (tile.column, tile.row) for tile in TILES}
    assert places["230000"] == (7, 0)
    assert places["650000"] == (0, 2)
    assert places["460000"][1] > places["440000"][1] > places["110000"][1]


@pytest.mark.parametrize(
    ("count", "most", "shade"), [(0, 10, 0), (1, 1000, 1), (10, 10, STEPS), (5, 0, 0), (3, 12, 2), (20, 10, STEPS)]
)
def test_shades_grow_with_the_count_and_show_even_one(count: int, most: int, shade: int) -> None:
    assert step(count, most) == shade
