"""Facets: declared once, counted exactly, handed over ready to print.

Inside a facet the chosen values are joined by OR, between facets by AND. A facet's own choice is left out of its own
counts, so each number is the total of the page that shows this value alone in its facet; where nothing is chosen in
the facet, that is the very page its link opens. Records that say nothing count as 「未披露」.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from django.db.models import Case, CharField, F, Func, Q, TextField, Value, When
from django_filters import Filter

from kbase.search.parameters import amount_filter, values_filter
from kbase.search.results import Chip, FacetResult, FacetValue, Place, RangeForm
from kbase.search.state import State

#: The value of records that do not tell; the indexed columns hold it, so it is counted like any other.
UNKNOWN = "none"
UNKNOWN_LABEL = "未披露"

Order = Literal["count", "declared", "newest"]


class Node(NamedTuple):
    """What a value is called, and the value above it: Node("青岛市", "370000")."""

    label: str
    parent: str | None = None


Nodes = Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Selection:
    """What is chosen in one facet: values, and the ends of a range in the unit of its inputs."""

    values: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    def __bool__(self) -> bool:
        return bool(self.values) or self.minimum is not None or self.maximum is not None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A facet over the values of one column; ``many`` says that the column is an array of them.

    ``choices`` lists a small fixed set, all of which are always shown; otherwise values show when they occur or are
    chosen, labelled by ``load`` (codes → nodes, without those that do not exist) or as they are.
    """

    key: str
    label: str
    column: str
    place: Place = "side"
    choices: Mapping[str, str] = field(default_factory=dict)
    load: Callable[[Collection[str]], Nodes] | None = None
    many: bool = False
    order: Order = "count"
    pattern: str = r"[\w-]{1,12}"
    unknown: str = UNKNOWN_LABEL

    @property
    def parameters(self) -> tuple[str, ...]:
        """The query parameters of this facet, in the order of its links."""
        return (self.key,)

    def filters(self) -> dict[str, Filter]:
        """How django-filter reads them."""
        known = "|".join(self.choices) if self.choices else self.pattern
        pattern = f"(?:{known}|{UNKNOWN})" if self.unknown else f"(?:{known})"
        return {self.key: values_filter(self.label, pattern)}

    def select(self, cleaned: Mapping[str, Any]) -> tuple[Selection, list[str]]:
        """What is chosen, and sentences about what had to be left out."""
        asked = cleaned.get(self.key, ())
        nodes = self.nodes(asked)
        problems = [f"{self.label}没有“{value}”这一项，已忽略。" for value in asked if value not in nodes]
        return Selection(tuple(value for value in asked if value in nodes)), problems

    def nodes(self, codes: Collection[str]) -> dict[str, Node]:
        """Labels of ``codes``, and of all that stand above them."""
        nodes = {code: Node(label) for code, label in self.choices.items()}
        asked = [code for code in codes if code != UNKNOWN]
        if self.load is not None:
            nodes |= self.load(asked)
        elif not self.choices:
            nodes |= {code: Node(code) for code in asked}
        return nodes | ({UNKNOWN: Node(self.unknown)} if self.unknown else {})

    def condition(self, selection: Selection) -> Q:
        """The rows that any of the chosen values fits; all rows where nothing is chosen."""
        if not selection.values:
            return Q()
        return Q(**{f"{self.column}__{'overlap' if self.many else 'in'}": list(selection.values)})

    def grouping(self) -> Any:
        """The expression whose values are counted."""
        if not self.many:
            return F(self.column)
        return Func(F(self.column), function="unnest", output_field=CharField(), set_returning=True)

    def result(self, selection: Selection, counts: Mapping[str, int], state: State) -> FacetResult:
        """The facet as printed."""
        nodes = self.nodes({*counts, *selection.values})
        listed = [code for code in nodes if code in counts or code in selection.values or self.choices]
        values = [
            FacetValue(
                code, nodes[code].label, counts.get(code, 0), code in selection.values, self.toggled(code, nodes, state)
            )
            for code in self.sorted(listed, counts)
        ]
        return FacetResult(self.key, self.label, values, self.place)

    def sorted(self, codes: Iterable[str], counts: Mapping[str, int]) -> list[str]:
        """Codes in the order of this facet: the unknown last, ties by code."""
        if self.order == "newest":
            return sorted(codes, key=lambda code: (code != UNKNOWN, code), reverse=True)
        if self.order == "declared":
            places = {code: place for place, code in enumerate(self.choices)}
            return sorted(codes, key=lambda code: places.get(code, len(places)))
        return sorted(codes, key=lambda code: (code == UNKNOWN, -counts.get(code, 0), code))

    def state(self, selection: Selection) -> dict[str, tuple[str, ...]]:
        """The parameters that stand for a selection."""
        return {self.key: selection.values}

    def toggled(self, code: str, nodes: Nodes, state: State) -> str:
        """The link that turns one value on or off; ``nodes`` holds it and what is chosen."""
        return state.replace({self.key: {*state.get(self.key)} ^ {code}}).url

    def chips(self, selection: Selection, state: State) -> list[Chip]:
        """What is chosen here, each with the link that takes it back."""
        nodes = self.nodes(selection.values)
        labels = {code: nodes[code].label for code in selection.values}
        labels |= {UNKNOWN: f"{self.label}：{self.unknown}"} if UNKNOWN in labels else {}
        return [Chip(label, self.toggled(code, nodes, state)) for code, label in labels.items()]


@dataclass(frozen=True, kw_only=True)
class Tree(Terms):
    """A facet over codes that contain each other; the column is an array of a value and all above it.

    Since rows carry their whole path, a parent's count is the exact number of rows in its children, each once.
    Only the tops are listed, and below each chosen or opened value its children. Choosing a child narrows: the
    values above and below it leave the selection. ``listed`` (opened codes → nodes) finds the tops and the children of
    what is opened, so that labels of what nobody sees are never read; without it, ``load`` is asked for all.
    """

    many: bool = True
    listed: Callable[[Collection[str]], Nodes] | None = None

    def select(self, cleaned: Mapping[str, Any]) -> tuple[Selection, list[str]]:
        selection, problems = super().select(cleaned)
        nodes = self.nodes(selection.values)
        kept = [code for code in selection.values if not {*_above(code, nodes)} & {*selection.values}]
        return Selection(tuple(kept)), problems

    def result(self, selection: Selection, counts: Mapping[str, int], state: State) -> FacetResult:
        nodes = self.nodes(selection.values)
        opened = {above for code in selection.values for above in (code, *_above(code, nodes))}
        nodes |= self.listed(opened) if self.listed else self.nodes({*counts, *opened})
        below: dict[str | None, list[str]] = {}
        for code in nodes.keys() & {*counts, *opened}:
            below.setdefault(nodes[code].parent, []).append(code)

        def values(parent: str | None, depth: int) -> list[FacetValue]:
            return [
                FacetValue(
                    code,
                    nodes[code].label,
                    counts.get(code, 0),
                    code in selection.values,
                    self.toggled(code, nodes, state),
                    depth,
                    values(code, depth + 1) if code in opened else [],
                )
                for code in self.sorted(below.get(parent, ()), counts)
            ]

        return FacetResult(self.key, self.label, values(None, 0), self.place)

    def toggled(self, code: str, nodes: Nodes, state: State) -> str:
        chosen = set(state.get(self.key))
        if code in chosen:
            return state.replace({self.key: chosen - {code}}).url
        rest = {other for other in chosen if code not in _above(other, nodes)} - {*_above(code, nodes)}
        return state.replace({self.key: rest | {code}}).url


@dataclass(frozen=True, slots=True)
class Band:
    """A span of a range, in the unit of its inputs: Band("1-5", "1–5亿", 1, 5) holds 1 ≤ x < 5."""

    key: str
    label: str
    low: int | None
    high: int | None


@dataclass(frozen=True, kw_only=True)
class Range(Terms):
    """A facet over a number, as bands and as two inputs. ``scale``: so many of the column's unit make one ``unit``.

    A range that is typed in is one more value: it joins the chosen bands by OR.
    """

    bands: tuple[Band, ...] = ()
    unit: str = ""
    scale: int = 1
    order: Order = "declared"

    def __post_init__(self) -> None:
        object.__setattr__(self, "choices", {band.key: band.label for band in self.bands})

    @property
    def parameters(self) -> tuple[str, ...]:
        return (self.key, f"{self.key}_min", f"{self.key}_max")

    def filters(self) -> dict[str, Filter]:
        _, low, high = self.parameters
        ends = {low: amount_filter(f"{self.label}下限"), high: amount_filter(f"{self.label}上限")}
        return {**super().filters(), **ends}

    def select(self, cleaned: Mapping[str, Any]) -> tuple[Selection, list[str]]:
        chosen, problems = super().select(cleaned)
        low, high = (cleaned.get(name) for name in self.parameters[1:])
        if low is not None and high is not None and low > high:
            low, high = high, low
            problems.append(f"{self.label}的下限大于上限，已对调为 {_plain(low)}–{_plain(high)} {self.unit}。")
        return Selection(chosen.values, low, high), problems

    def condition(self, selection: Selection) -> Q:
        condition = Q()
        for band in self.bands:
            if band.key in selection.values:
                condition |= self._within(band)
        if UNKNOWN in selection.values:
            condition |= Q(**{f"{self.column}__isnull": True})
        return condition | self._typed(selection)

    def _within(self, band: Band) -> Q:
        condition = Q(**{f"{self.column}__isnull": False})
        if band.low is not None:
            condition &= Q(**{f"{self.column}__gte": band.low * self.scale})
        if band.high is not None:
            condition &= Q(**{f"{self.column}__lt": band.high * self.scale})
        return condition

    def _typed(self, selection: Selection) -> Q:
        ends = {"gte": selection.minimum, "lte": selection.maximum}
        return Q(**{f"{self.column}__{end}": amount * self.scale for end, amount in ends.items() if amount is not None})

    def grouping(self) -> Any:
        whens = [When(self._within(band), then=Value(band.key)) for band in self.bands]
        return Case(*whens, default=Value(UNKNOWN), output_field=TextField())

    def result(self, selection: Selection, counts: Mapping[str, int], state: State) -> FacetResult:
        bands = super().result(selection, counts, state)
        _, low, high = self.parameters
        form = RangeForm(low, _plain(selection.minimum), high, _plain(selection.maximum), self.unit)
        return FacetResult(self.key, self.label, bands.values, self.place, form)

    def chips(self, selection: Selection, state: State) -> list[Chip]:
        chips = super().chips(Selection(selection.values), state)
        low, high = _plain(selection.minimum), _plain(selection.maximum)
        if low or high:
            span = f"{low}–{high}" if low and high else f"≥{low}" if low else f"≤{high}"
            without = state.replace(dict.fromkeys(self.parameters[1:], ()))
            chips.append(Chip(f"{self.label} {span} {self.unit}", without.url))
        return chips

    def state(self, selection: Selection) -> dict[str, tuple[str, ...]]:
        """The parameters that stand for a selection."""
        ends = (_plain(selection.minimum), _plain(selection.maximum))
        return dict(zip(self.parameters, (selection.values, *((end,) if end else () for end in ends)), strict=True))


Facet = Terms


def _above(code: str, nodes: Nodes) -> list[str]:
    """The codes above one, nearest first."""
    path: list[str] = []
    parent = nodes[code].parent if code in nodes else None
    while parent is not None and parent not in path:
        path.append(parent)
        parent = nodes[parent].parent if parent in nodes else None
    return path


def _plain(amount: Decimal | None) -> str:
    """Digits without trailing zeros: Decimal("10.50") → "10.5", Decimal("10") → "10"."""
    if amount is None:
        return ""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
