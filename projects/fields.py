"""FIELDS: the one list of facts. Column, label, kind; pages, admin, exports, review and import follow from it.

Pure data, no Django. ``projects/checks.py`` compares it with the columns of the models.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

FieldKind = Literal[
    "name", "region", "record", "industries", "money", "area", "count", "status", "date", "organisations"
]

EVERY_KIND = frozenset({"park", "project", "batch"})


@dataclass(frozen=True, slots=True)
class Field:
    """One fact that a record may state.

    ``name`` is its key in citations and in the contract; ``column`` the attribute of the model (of a park's where
    it differs: ``park_column``); ``many`` says that a record holds several values at once; ``kinds`` are the
    records that can state it: only a batch counts projects, only a project is a phase.
    """

    name: str
    label: str
    kind: FieldKind
    column: str = ""
    park_column: str = ""
    many: bool = False
    kinds: frozenset[str] = EVERY_KIND

    def column_of(self, kind: str) -> str | None:
        """The attribute that holds this fact on a "park", "project" or "batch"; None where it has none."""
        if kind not in self.kinds:
            return None
        return (kind == "park" and self.park_column) or self.column or self.name


FIELDS: tuple[Field, ...] = (
    Field("name", "名称", "name"),
    Field("region", "地区", "region"),
    Field("park", "所在园区", "record", park_column="parent"),
    Field("phase_of", "所属整体项目", "record", kinds=frozenset({"project"})),
    Field("industries", "产业", "industries", many=True),
    Field("investment_cny", "总投资", "money"),
    Field("investment_original", "总投资（原币）", "money", column="investment_original_amount"),
    Field("land_area_m2", "用地面积", "area"),
    Field("floor_area_m2", "建筑面积", "area"),
    Field("annual_output_cny", "年产值", "money"),
    Field("project_count", "项目个数", "count", kinds=frozenset({"batch"})),
    Field("status", "进度", "status"),
    Field("started_on", "开工时间", "date"),
    Field("completes_on", "建成时间", "date"),
    Field("organisations", "参与单位", "organisations", column="involvements", many=True),
)

BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}


def fields_of(kind: str) -> tuple[Field, ...]:
    """The facts that a "park", "project" or "batch" can state, in page order."""
    return tuple(field for field in FIELDS if field.column_of(kind) is not None)


def normalised(field: Field, value: Any) -> Any:
    """The JSON form in which a value is observed, compared and decided: yuan and m² rounded to cents.

    >>> normalised(BY_NAME["land_area_m2"], Decimal("35333.33510"))
    35333.34
    >>> normalised(BY_NAME["investment_cny"], Decimal("1500000000.00"))
    1500000000
    """
    if value is None or value == "":
        return None
    if field.kind in ("money", "area") and not isinstance(value, dict):
        cents = round(Decimal(str(value)), 2)
        return int(cents) if cents == int(cents) else float(cents)
    return value
