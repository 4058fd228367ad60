"""FACETS: the one list of filters over indexed rows, and how their values are called."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db.models import Q

from kbase.search.facets import Band, Facet, Range, Terms, Tree
from kbase.search.selections import Node, Nodes
from parks.models import Industry, Park, Region
from parks.record import Status
from projects.models.document import Money

KINDS = {"project": "项目", "batch": "项目批次", "park": "园区", "article": "文章"}
MONEY_BANDS = (
    Band("lt1", "1亿以下", None, 1),
    Band("1-5", "1–5亿", 1, 5),
    Band("5-10", "5–10亿", 5, 10),
    Band("10-50", "10–50亿", 10, 50),
    Band("50-100", "50–100亿", 50, 100),
    Band("ge100", "100亿以上", 100, None),
)
LAND_BANDS = (
    Band("lt50", "50亩以下", None, 50),
    Band("50-100", "50–100亩", 50, 100),
    Band("100-500", "100–500亩", 100, 500),
    Band("500-1000", "500–1000亩", 500, 1000),
    Band("1000-5000", "1000–5000亩", 1000, 5000),
    Band("ge5000", "5000亩以上", 5000, None),
)
YI = Decimal(10**8)
MU = Decimal(2000) / 3
EVIDENCE = {"many": "多源", "single": "单一来源", "conflict": "说法不一", "unsourced": "无出处"}
REVIEW = {"human": "人工核对", "machine": "机器抽取"}

_REGION = ("pk", "name", "parent", "parent__name", "parent__parent", "parent__parent__name")
_INDUSTRY = ("pk", "name", "parent", "parent__name")
_PERIOD = r"\d{4}(?:Q[1-4]|-(?:0[1-9]|1[0-2]))?"


def _regions(codes: Collection[str]) -> Nodes:
    return _paths(Region.objects.filter(pk__in=codes).values_list(*_REGION))


def _regions_below(codes: Collection[str]) -> Nodes:
    return _paths(Region.objects.filter(Q(parent=None) | Q(parent__in=codes)).values_list(*_REGION))


def _industries(codes: Collection[str]) -> Nodes:
    return _paths(Industry.objects.filter(pk__in=codes).values_list(*_INDUSTRY))


def _industries_below(codes: Collection[str]) -> Nodes:
    return _paths(Industry.objects.filter(Q(parent=None) | Q(parent__in=codes)).values_list(*_INDUSTRY))


def _paths(rows: Any) -> Nodes:
    """Code, name, code above, its name, …: a node for each."""
    nodes: dict[str, Node] = {}
    for row in rows:
        for place in range(0, len(row), 2):
            if row[place]:
                nodes[row[place]] = Node(row[place + 1], row[place + 2] if place + 2 < len(row) else None)
    return nodes


def _parks(codes: Collection[str]) -> Nodes:
    keys = [int(code) for code in codes if int(code) < 2**31]
    return {str(pk): Node(name) for pk, name in Park.objects.filter(pk__in=keys).values_list("pk", "name")}


def _periods(codes: Collection[str]) -> Nodes:
    """Years, quarters and months, each with what holds it: "2023-02" → 2023年2月, in 2023Q1, in 2023."""
    nodes: dict[str, Node] = {}
    for code in codes:
        year, month = code[:4], code[5:7]
        quarter = f"{year}Q{(int(month) + 2) // 3}" if "-" in code else code if "Q" in code else ""
        nodes[year] = Node(f"{year}年")
        if quarter:
            nodes[quarter] = Node(f"{year}年{quarter[-1]}季度", year)
        if "-" in code:
            nodes[code] = Node(f"{year}年{int(month)}月", quarter)
    return nodes


FACETS: tuple[Facet, ...] = (
    Tree(
        key="region",
        label="地区",
        column="regions",
        place="bar",
        load=_regions,
        listed=_regions_below,
        pattern=r"\d{6}",
    ),
    Tree(
        key="industry",
        label="行业",
        column="industries",
        place="bar",
        load=_industries,
        listed=_industries_below,
        pattern=r"\w{1,8}",
    ),
    Range(
        key="investment", label="投资额", column="investment_cny", place="bar", bands=MONEY_BANDS, unit="亿元", scale=YI
    ),
    Terms(key="status", label="进度", column="status", choices=dict(Status.choices), order="declared"),
    Terms(key="kind", label="类别", column="kind", choices=KINDS, order="declared", unknown=""),
    Range(key="land", label="用地", column="land_area_m2", bands=LAND_BANDS, unit="亩", scale=MU),
    Tree(key="year", label="报道时间", column="years", load=_periods, order="newest", pattern=_PERIOD),
    Terms(key="source", label="来源", column="publishers", many=True, long=True, pattern=r"[^\0]{1,100}"),
    Terms(key="evidence", label="出处", column="evidence", many=True, choices=EVIDENCE, order="declared", unknown=""),
    Terms(key="review", label="核对", column="review", many=True, choices=REVIEW, order="declared", unknown=""),
    Terms(key="money", label="投资合计", column="money", choices=dict(Money.choices), order="declared", unknown=""),
    Terms(
        key="park",
        label="所在园区",
        column="parks",
        many=True,
        load=_parks,
        pattern=r"[1-9]\d{0,9}",
        unknown="",
        counted=False,
    ),
)
BY_KEY: dict[str, Facet] = {facet.key: facet for facet in FACETS}
