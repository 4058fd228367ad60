"""FACETS: the one list of filters over indexed rows, and how their values are called."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from kbase.search.facets import Band, Facet, Range, Terms, Tree
from kbase.search.selections import Node, Nodes
from parks.models import Park
from parks.record import Status
from parks.vocabulary import load
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

_PERIOD = r"\d{4}(?:Q[1-4]|-(?:0[1-9]|1[0-2]))?"


def _tree(terms: Mapping[str, Any], codes: Collection[str]) -> Nodes:
    """These codes and all above them, as far as the vocabulary knows them; no question to the database."""
    nodes: dict[str, Node] = {}
    for code in codes:
        at = code
        while at in terms and at not in nodes:
            nodes[at] = Node(terms[at].name, terms[at].parent or None)
            at = terms[at].parent or ""
    return nodes


_Vocabulary = Literal["regions", "industries"]


@cache
def _levels(name: _Vocabulary) -> Mapping[str | None, Nodes]:
    """What lies one step below each code; the tops below None."""
    levels: dict[str | None, dict[str, Node]] = {}
    for code, term in getattr(load(), name).items():
        levels.setdefault(term.parent, {})[code] = Node(term.name, term.parent)
    return levels


def _below(name: _Vocabulary, opened: Collection[str]) -> Nodes:
    """The tops, and what lies one step below these codes."""
    levels = _levels(name)
    return {code: node for above in (None, *opened) for code, node in levels.get(above, {}).items()}


def _parks(codes: Collection[str]) -> Nodes:
    keys = [int(code) for code in codes if int(code) < 2**31]
    return {str(pk): Node(name) for pk, name in Park.objects.public().filter(pk__in=keys).values_list("pk", "name")}


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
        load=lambda codes: _tree(load().regions, codes),
        listed=lambda codes: _below("regions", codes),
        pattern=r"\d{6}",
    ),
    Tree(
        key="industry",
        label="行业",
        column="industries",
        place="bar",
        load=lambda codes: _tree(load().industries, codes),
        listed=lambda codes: _below("industries", codes),
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
#: What articles have not; they are filtered by where and when they were printed, and by what they tell of.
OF_RECORDS = {"investment", "status", "land", "evidence", "review"}
BY_KEY: dict[str, Facet] = {facet.key: facet for facet in FACETS}
