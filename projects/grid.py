"""The provinces as a grid of tiles, by number or by counted money, each the way into the tree of regions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from kbase.search.selections import UNKNOWN
from kbase.templatetags.formats import Amount, money
from parks.tiles import TILES, Tile, step
from parks.vocabulary import load
from projects.overview import By
from projects.overview_charts import listed

YI = 10**8


@dataclass(frozen=True, slots=True)
class ProvinceTile:
    """A province in the grid; ``shown`` is what stands on it, ``told`` the same in full, ``shade`` 0 to 5."""

    place: Tile
    label: str
    name: str
    shown: str
    told: str
    shade: int
    url: str


@dataclass(frozen=True, slots=True)
class Grid:
    """34 tiles, and what no province holds: a number in words with its list, empty when there is none."""

    by: By
    tiles: list[ProvinceTile]
    elsewhere: str
    elsewhere_url: str


def grid(by: By, counts: Mapping[str, int], sums: Mapping[str, Decimal]) -> Grid:
    """The grid of numbers of projects and batches, or of counted money in yuan, by adcode and "none"."""
    sizes: Mapping[str, float] = {code: float(cny) for code, cny in sums.items()} if by == "money" else counts
    terms = load().regions
    most = max((sizes.get(tile.adcode, 0) for tile in TILES), default=0)
    tiles = [
        ProvinceTile(
            place=tile,
            label=terms[tile.adcode].short_name,
            name=terms[tile.adcode].name,
            shown=_short(by, sizes.get(tile.adcode, 0)),
            told=_full(by, sizes.get(tile.adcode, 0)),
            shade=step(sizes.get(tile.adcode, 0), most),
            url=_with(by, reverse("parks:region", args=[tile.adcode])),
        )
        for tile in TILES
        if tile.adcode in terms
    ]
    elsewhere = sizes.get(UNKNOWN, 0)
    more = {"money": "counted"} if by == "money" else {}
    return Grid(by, tiles, _full(by, elsewhere) if elsewhere else "", listed({"region": UNKNOWN}, **more))


def _with(by: By, url: str) -> str:
    return f"{url}?by=money" if by == "money" else url


def _short(by: By, size: float) -> str:
    """What fits on a tile: 1,204, or 亿元 with two digits at least: 0.75, 9.4, 2,480."""
    if not size:
        return ""
    if by == "count":
        return f"{size:,}"
    yi = size / YI
    return f"{yi:,.0f}" if yi >= 10 else f"{yi:.2g}"


def _full(by: By, size: float) -> str:
    """In words: 3 个项目, or 已计投资 16.2亿元."""
    if by == "count":
        return _("%(n)s 个项目") % {"n": f"{size:,.0f}"}
    amount: Amount | None = money(Decimal(size).quantize(Decimal(1)))
    return _("已计投资 %(sum)s") % {"sum": amount} if size else _("没有计入合计的投资")
