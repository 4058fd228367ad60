"""What is chosen in a facet, and what its values are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

#: The value of records that do not tell; the indexed columns hold it, so it is counted like any other.
UNKNOWN = "none"
UNKNOWN_LABEL = "未披露"
#: In a link, a value that is left out: ``region=370000&region=-370200`` is Shandong without Qingdao.
MINUS = "-"


class Node(NamedTuple):
    """What a value is called, and the value above it: Node("青岛市", "370000")."""

    label: str
    parent: str | None = None


Nodes = Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Selection:
    """What is chosen in one facet: values, values to leave out, and the ends of a range in the unit of its inputs.

    ``find`` is what is looked for among the values of a long facet; it narrows the list, not the rows.
    """

    values: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    excluded: tuple[str, ...] = ()
    find: str = ""

    def __bool__(self) -> bool:
        return self.wants or bool(self.excluded)

    @property
    def wants(self) -> bool:
        """Whether anything is asked for, rather than only left out."""
        return bool(self.values) or self.minimum is not None or self.maximum is not None

    @property
    def codes(self) -> tuple[str, ...]:
        """All values, those left out as well."""
        return (*self.values, *self.excluded)

    @property
    def written(self) -> tuple[str, ...]:
        """The values as links write them: ("370000", "-370200")."""
        return (*self.values, *(MINUS + code for code in self.excluded))


def above(code: str, nodes: Nodes) -> list[str]:
    """The codes above one, nearest first: "370212" → ["370200", "370000"]."""
    path: list[str] = []
    parent = nodes[code].parent if code in nodes else None
    while parent is not None and parent not in path:
        path.append(parent)
        parent = nodes[parent].parent if parent in nodes else None
    return path


def without_contained(codes: Iterable[str], nodes: Nodes) -> tuple[str, ...]:
    """The codes without those that lie in another of them."""
    given = tuple(codes)
    return tuple(code for code in given if not {*above(code, nodes)} & {*given})
