"""The tile grid of provinces: a map without a map, legible, printable and free of boundary data."""

from __future__ import annotations

from typing import NamedTuple


class Tile(NamedTuple):
    """A province's place in the grid, counted from the upper left."""

    adcode: str
    column: int
    row: int


#: Two digits of the province's code where it lies on the grid.
GRID = """
.. .. .. .. .. .. .. 23
.. .. .. .. .. 15 .. 22
65 .. 62 64 14 11 12 21
.. .. 63 61 41 13 37 ..
.. 54 51 50 42 34 32 31
.. .. .. 52 43 36 33 ..
.. .. 53 45 44 35 .. 71
.. .. .. 46 82 81 .. ..
"""
TILES: tuple[Tile, ...] = tuple(
    Tile(f"{digits}0000", column, row)
    for row, line in enumerate(GRID.split("\n")[1:])
    for column, digits in enumerate(line.split())
    if digits != ".."
)

#: Shades of quantity; the sheet has one class per step.
STEPS = 5


def step(count: float, most: float) -> int:
    """The shade of a number, 0 (none) to 5 (the most), in even steps of the square root: small ones stay visible."""
    if count <= 0 or most <= 0:
        return 0
    return max(1, round(STEPS * (min(count, most) / most) ** 0.5))
