"""The parameters of lists, as the document tells them; from ``FACETS`` and ``SORTS``, like the parameters themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from drf_spectacular.utils import OpenApiParameter

from kbase.search.facets import Facet, Range, Tree
from kbase.search.selections import UNKNOWN
from projects.fields import FIELDS
from projects.search import PAGE_SIZE, SORTS, offered

#: All divide the number of hits that relevance ranks, so that a page is the same whatever its size.
SIZES = (10, PAGE_SIZE, 50, 100)

_NUMBER = "[0-9]{1,18}"


def of_search(kinds: Sequence[str]) -> list[OpenApiParameter]:
    """What chooses rows: words and facets."""
    words = [
        _query("q", {"type": "string"}, "检索词，写法与网页相同：短语、排除、OR、括号、字段:值"),
        _query("syn", _one_of("0", "1"), "写 0 则不用同义词"),
    ]
    return [*words, *(each for facet in offered(kinds) for each in _of_facet(facet))]


def of_list(kinds: Sequence[str]) -> list[OpenApiParameter]:
    """The same, with order and pages."""
    return [
        *of_search(kinds),
        _query("sort", _one_of(*SORTS), "排序：" + "、".join(f"{key} {label}" for key, (label, _) in SORTS.items()) + "；有检索词时默认相关，否则默认最新"),
        _limit(),
        _query("page", {"type": "string"}, "页码；翻页请用 next 给出的地址"),
        _query("after", {"type": "string"}, "从哪一条之后开始，取自 next"),
        _query("before", {"type": "string"}, "到哪一条之前为止，取自 previous"),
    ]  # fmt: skip


def of_citations() -> list[OpenApiParameter]:
    """What chooses citations."""
    return [
        *(_query(name, _matching(_NUMBER), f"只要这个{label}的，写编号") for name, label in (("project", "项目或批次"), ("park", "园区"), ("article", "文章"))),
        _query("field", _one_of(*(field.name for field in FIELDS)), "只要这个字段的"),
        _limit(),
        _query("after", {"type": "string"}, "从哪一条之后开始，取自 next"),
    ]  # fmt: skip


def _query(name: str, schema: dict[str, Any], description: str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=description, **more)


def _of_facet(facet: Facet) -> Iterator[OpenApiParameter]:
    told = [f"{facet.label}，可重复（任一即可），前加 - 则排除"]
    told += ["含下级"] if isinstance(facet, Tree) else []
    told += ["、".join(f"{key} {label}" for key, label in facet.choices.items())] if facet.choices else []
    told += [f"{UNKNOWN} {facet.unknown}"] if facet.unknown else []
    schema = {"type": "array", "items": _matching(_pattern(facet))}
    yield _query(facet.key, schema, "；".join(told), explode=True)
    if isinstance(facet, Range):
        for name, end in zip(facet.parameters[1:], ("下限", "上限"), strict=True):
            yield _query(name, {"type": "string"}, f"{facet.label}{end}，{facet.unit}")
    if facet.finder:
        yield _query(facet.finder, {"type": "string"}, f"在{facet.label}的各个值里查找，只影响 facets 列出哪些值")


def _pattern(facet: Facet) -> str:
    """What the values look like, in the regular expressions of JSON Schema."""
    if facet.choices:
        values = "|".join(map(re.escape, facet.choices))
    else:
        values = facet.pattern.replace(r"\w", "[0-9A-Za-z_]").replace(r"\d", "[0-9]").replace(r"[^\0]", r"[^\u0000]")
    return f"-?(?:{values}|{UNKNOWN})" if facet.unknown else f"-?(?:{values})"


def _matching(pattern: str) -> dict[str, Any]:
    """Text of a pattern. A parameter that is empty, as forms send them, is like one that is not there."""
    return {"type": "string", "pattern": f"^(?:{pattern})?$"}


def _one_of(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": [*values, ""]}


def _limit() -> OpenApiParameter:
    return _query("limit", {**_one_of(*map(str, SIZES)), "default": str(PAGE_SIZE)}, "每页多少条")
