"""The tile grid of provinces: a map without a map, legible, printable and free of boundary data."""

from __future__ import annotations

from typing import NamedTuple


class Tile(NamedTuple):
    """A province's place in the grid, counted from the upper left."""

    adcode: str
    column: int
    row: int


def _tile(place: str) -> Tile:
    adcode, column, row = place.split(":")
    return Tile(f"{adcode}0000", int(column), int(row))


#: Two digits of the province's code, column, row.
TILES: tuple[Tile, ...] = tuple(
    _tile(place)
    for place in (
        "23:7:0 15:5:1 22:7:1 65:0:2 62:2:2 64:3:2 14:4:2 11:5:2 12:6:2 21:7:2 63:2:3 61:3:3 41:4:3 13:5:3 37:6:3 "
        "54:1:4 51:2:4 50:3:4 42:4:4 34:5:4 32:6:4 31:7:4 52:3:5 43:4:5 36:5:5 33:6:5 53:2:6 45:3:6 44:4:6 35:5:6 "
        "71:7:6 46:3:7 82:4:7 81:5:7"
    ).split()
)

#: Shades of quantity; the sheet has one class per step.
STEPS = 5


def step(count: int, most: int) -> int:
    """The shade of a count, 0 (none) to 5 (the most), in even steps of the square root: small ones stay visible."""
    if count <= 0 or most <= 0:
        return 0
    return max(1, round(STEPS * (min(count, most) / most) ** 0.5))
