"""The rule by which one of several observations is shown.

In order: a person's link > an official source > the newer article > the more precise value > the higher confidence.
A vague value never displaces a precise one that it agrees with (2023 and 2023-02-08; 山东省 and 崂山区; 约15亿 and
15.2亿).
"""

from __future__ import annotations

import re
from typing import Any

from parks.models import region_prefix
from projects.fields import Field
from projects.models import Citation

_OFFICIAL_URL = re.compile(r"^https?://([^/]+\.)?gov\.cn(/|:|$)", re.IGNORECASE)
_OFFICIAL_PUBLISHER = re.compile(
    r"政府|管委会|管理委员会|发改委|发展和改革|工信局|工业和信息化|商务局|投资促进局|新华社|新华网|人民日报|人民网"
)

#: Numbers that differ by no more agree when one of them is only 约.
_ABOUT = 0.05


def is_official(citation: Citation) -> bool:
    """Whether the article comes from a government body or a central state medium."""
    article = citation.article
    return bool(_OFFICIAL_URL.match(article.url) or _OFFICIAL_PUBLISHER.search(article.publisher))


def _precision(field: Field, citation: Citation) -> int:
    if field.kind in ("date", "region"):
        value = str(citation.value)
        return len(region_prefix(value) if field.kind == "region" else value)
    return int(citation.qualifier == "exact")


def rank(field: Field, citation: Citation) -> tuple[Any, ...]:
    """The key by which observations of one field compete; the greatest is chosen."""
    return (
        citation.origin == Citation.Origin.EDITOR,
        is_official(citation),
        citation.article.published,
        _precision(field, citation),
        citation.confidence,
        -citation.pk,
    )


#: The rules in the order of :func:`rank`, as people read them.
_RULES = ("人工标注优先", "官方来源优先", "较新的文章优先", "更精确的说法优先", "可信度较高的优先", "先收录的优先")


def rule(field: Field, chosen: Citation, other: Citation) -> str:
    """Why ``chosen`` is shown and not ``other``: 「官方来源优先」."""
    mine, theirs = rank(field, chosen), rank(field, other)
    if theirs > mine:
        return "更精确的说法优先"
    return next((words for words, a, b in zip(_RULES, mine, theirs, strict=True) if a != b), _RULES[-1])


def agree(field: Field, one: Any, other: Any, *, vague: bool = False) -> bool:
    """Whether two values of a field can both be true: equal, or one a less precise way to say the other."""
    if one == other:
        return True
    if field.kind in ("date", "region"):
        short, long = sorted((str(one), str(other)), key=len)
        if field.kind == "region":
            short, long = sorted((region_prefix(short), region_prefix(long)), key=len)
        return long.startswith(short)
    if field.kind in ("money", "area") and vague and not isinstance(one, dict):
        return abs(one - other) <= _ABOUT * max(abs(one), abs(other))
    return False


def _refines(field: Field, citation: Citation, chosen: Citation) -> bool:
    vague = "exact" not in (citation.qualifier, chosen.qualifier) or citation.qualifier != chosen.qualifier
    return _precision(field, citation) > _precision(field, chosen) and agree(
        field, citation.value, chosen.value, vague=vague
    )


def choose(field: Field, observations: list[Citation]) -> Citation:
    """The observation whose value is shown; ``observations`` is not empty."""
    ranked = sorted(observations, key=lambda citation: rank(field, citation), reverse=True)
    best = ranked[0]
    if best.origin == Citation.Origin.EDITOR:
        return best
    return next((citation for citation in ranked if _refines(field, citation, best)), best)
