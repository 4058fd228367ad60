"""The table of records and articles: one row each, its columns made from ``FIELDS``.

What a fact says comes first, in the order of the pages; the words behind each follow to the right.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple

from kbase.templatetags.formats import AFTER, BEFORE
from projects.exports.cells import Cell, several
from projects.facets import KINDS
from projects.fields import FIELDS, Field
from projects.takeaway import Quoted, Told

FIGURES = ("money", "area", "count")
REVIEWS = {"human": "人工核对", "machine": "机器抽取"}


class Column(NamedTuple):
    """A header, and what stands below it."""

    header: str
    cell: Callable[[Mapping[str, Any]], Cell]


def columns(kinds: Collection[str]) -> list[Column]:
    """The columns of a table of these kinds."""
    fields = [field for field in FIELDS if field.kinds & {*kinds}]
    parts = [_identity(), *map(_values, fields), _about(kinds), *map(_evidence, fields)]
    return [column for part in parts for column in part]


def _identity() -> Iterator[Column]:
    yield Column("类别", lambda data: KINDS[data["kind"]])
    yield Column("编号", lambda data: data["id"])


def _about(kinds: Collection[str]) -> Iterator[Column]:
    if kinds == ("article",):
        yield Column("标题", lambda data: data["name"])
    else:
        yield Column("又称", lambda data: several(data.get("aliases", ())))
        yield Column("来源篇数", lambda data: len(data["articles"]) if "articles" in data else None)
        yield Column("更新时间", lambda data: data.get("updated"))
    yield Column("页面", lambda data: data["url"])
    if "article" in kinds:
        yield Column("来源", lambda data: data.get("publisher"))
        yield Column("作者", lambda data: several(data.get("authors", ())))
        yield Column("发布日期", lambda data: data.get("published"))
        yield Column("原网页", lambda data: data.get("source_url"))
        yield Column("正文SHA-256", lambda data: data.get("text_sha256"))


def _values(field: Field) -> Iterator[Column]:
    """The value; of a figure also its unit, how exact it is, and how the page writes it."""
    if field.name == "name":
        yield Column(field.label, lambda data: data["name"])
    elif field.kind not in FIGURES:
        yield _of_values(field, "", lambda told: told["text"])
    else:
        yield _of_values(field, "", lambda told: told["value"])
        yield _of_values(field, "单位", lambda told: told["unit"])
        yield _of_values(field, "约数", lambda told: qualifier_words(told["qualifier"]))
        yield _of_values(field, "表述", lambda told: told["text"])


def _evidence(field: Field) -> Iterator[Column]:
    """Whose words say so, where they stand, and what else is said."""
    for header, cell in _QUOTED.items():
        yield _of_values(field, header, _cited(cell))
    yield Column(_header(field, "核对"), lambda data: _fact(data, field, lambda fact: REVIEWS[fact["review"]]))
    yield Column(
        _header(field, "其他说法"),
        lambda data: _fact(data, field, lambda fact: several(told["text"] for told in fact["others"])),
    )


_QUOTED: dict[str, Callable[[Quoted], Cell]] = {
    "原话": lambda quoted: quoted["quote"],
    "出处": lambda quoted: quoted["url"],
    "原网页": lambda quoted: quoted["source_url"],
    "来源": lambda quoted: quoted["publisher"],
    "日期": lambda quoted: quoted["published"],
    "正文SHA-256": lambda quoted: quoted["text_sha256"],
}


def _header(field: Field, part: str) -> str:
    return f"{field.label}·{part}" if part else field.label


def _of_values(field: Field, part: str, cell: Callable[[Told], Cell]) -> Column:
    return Column(
        _header(field, part), lambda data: _fact(data, field, lambda fact: several(map(cell, fact["values"])))
    )


def _cited(cell: Callable[[Quoted], Cell]) -> Callable[[Told], Cell]:
    return lambda told: cell(told["citation"]) if told["citation"] else None


def _fact(data: Mapping[str, Any], field: Field, cell: Callable[[Any], Cell]) -> Cell:
    fact = data.get("facts", {}).get(field.name)
    return cell(fact) if fact else None


def qualifier_words(qualifier: str) -> str:
    """ "about" → "约", "range" → "起", "exact" → ""."""
    return BEFORE.get(qualifier, "") + AFTER.get(qualifier, "")
