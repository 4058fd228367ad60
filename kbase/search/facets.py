"""Facets: declared once, counted exactly, handed over ready to print.

Inside a facet the chosen values are joined by OR, between facets by AND; values may also be left out. A facet's own
choice is left out of its own counts, so each number is the total of the page that shows this value alone in its
facet. Where nothing is chosen in the facet, that is the very page its link opens, and leaving the value out opens a
page with so many rows less. Records that say nothing count as 「未披露」.

Values stand in the order of their numbers before anything was typed or chosen, so they keep their places while one
works, and those that fall to zero stay.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Case, CharField, F, Func, Q, TextField, Value, When
from django_filters import CharFilter, Filter

from kbase.search.document import fold_name
from kbase.search.parameters import amount_filter, values_filter
from kbase.search.results import Chip, FacetResult, FacetValue, FindForm, Place, RangeForm
from kbase.search.selections import MINUS, UNKNOWN, UNKNOWN_LABEL, Node, Nodes, Selection, above, without_contained
from kbase.search.state import State

Order = Literal["count", "declared", "newest"]
_CENT = Decimal("0.01")
#: So many values of a long facet are listed, those that occur here before the others; the rest is found by typing.
LISTED = 40


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A facet over the values of one column; ``many`` says that the column is an array of them.

    ``choices`` lists a small fixed set, all of which are always shown; otherwise values show when they occur or are
    chosen, labelled by ``load`` (codes → nodes, without those that do not exist) or as they are. A ``long`` facet has
    an input that looks for values. One that is not ``counted`` is chosen by links only: it has a chip, but no list.
    """

    key: str
    label: str
    column: str
    place: Place = "side"
    choices: Mapping[str, str] = field(default_factory=dict)
    load: Callable[[Collection[str]], Nodes] | None = None
    many: bool = False
    long: bool = False
    counted: bool = True
    order: Order = "count"
    pattern: str = r"[\w-]{1,12}"
    unknown: str = UNKNOWN_LABEL

    @property
    def parameters(self) -> tuple[str, ...]:
        """The query parameters of this facet that narrow the rows, in the order of its links."""
        return (self.key,)

    @property
    def finder(self) -> str:
        """The parameter that looks for values of a long facet, "" for others."""
        return f"{self.key}_find" if self.long else ""

    def filters(self) -> dict[str, Filter]:
        """How django-filter reads them."""
        known = "|".join(self.choices) if self.choices else self.pattern
        pattern = f"{MINUS}?(?:{known}|{UNKNOWN})" if self.unknown else f"{MINUS}?(?:{known})"
        filters = {self.key: values_filter(self.label, pattern)}
        return filters | ({self.finder: CharFilter()} if self.long else {})

    def select(self, cleaned: Mapping[str, Any]) -> tuple[Selection, list[str]]:
        """What is chosen, and sentences about what had to be left out."""
        asked: dict[str, bool] = {}
        for written in cleaned.get(self.key, ()):
            asked.setdefault(written.removeprefix(MINUS), written.startswith(MINUS))
        nodes = self.nodes(asked)
        problems = [f"{self.label}没有“{value}”这一项，已忽略。" for value in asked if value not in nodes]
        values, excluded = (
            tuple(sorted(value for value, minus in asked.items() if minus is wanted and value in nodes))
            for wanted in (False, True)
        )
        find = (cleaned.get(self.finder) or "").strip()[:30] if self.long else ""
        return Selection(values, excluded=excluded, find=find), problems

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
        """The rows that any of the chosen values fits and none of those left out; all rows where nothing is chosen."""
        wanted = self._any(selection.values, selection) if selection.wants else Q()
        return wanted & ~self._any(selection.excluded, Selection()) if selection.excluded else wanted

    def _any(self, codes: Collection[str], selection: Selection) -> Q:
        return Q(**{f"{self.column}__{'overlap' if self.many else 'in'}": list(codes)})

    def grouping(self) -> Any:
        """The expression whose values are counted."""
        if not self.many:
            return F(self.column)
        return Func(F(self.column), function="unnest", output_field=CharField(), set_returning=True)

    def result(
        self, selection: Selection, counts: Mapping[str, int], state: State, usual: Mapping[str, int] | None = None
    ) -> FacetResult:
        """The facet as printed; ``usual`` are the counts when nothing is typed or chosen, which order the values."""
        usual = counts if usual is None else usual
        nodes = self.nodes({*usual, *counts, *selection.codes})
        known = nodes.keys() & {*usual, *counts, *selection.codes, *self.choices, *([UNKNOWN] if self.choices else [])}
        listed = self.sorted(known, usual)
        find, hidden = None, 0
        if self.long:
            fitting = self._found(listed, selection, nodes)
            find, hidden = FindForm(self.finder, selection.find), max(0, len(fitting) - LISTED)
            present_first = sorted(fitting, key=lambda code: not counts.get(code))
            kept = {*present_first[:LISTED], *selection.codes, UNKNOWN}
            listed = [code for code in listed if code in kept]
        values = [self.value(code, selection, counts, nodes, state) for code in listed]
        return FacetResult(self.key, self.label, values, self.place, find=find, hidden=hidden)

    def value(
        self, code: str, selection: Selection, counts: Mapping[str, int], nodes: Nodes, state: State, depth: int = 0
    ) -> FacetValue:
        """One line."""
        return FacetValue(
            code,
            nodes[code].label,
            counts.get(code, 0),
            code in selection.values,
            self.toggled(code, nodes, state),
            depth,
            excluded=code in selection.excluded,
            exclude_url=self.toggled(code, nodes, state, leave_out=True),
        )

    def _found(self, codes: Collection[str], selection: Selection, nodes: Nodes) -> list[str]:
        needle = fold_name(selection.find)
        return [code for code in codes if not needle or needle in fold_name(nodes[code].label)]

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
        found = {self.finder: (selection.find,)} if selection.find else {}
        return {self.key: selection.written, **found}

    def toggled(self, code: str, nodes: Nodes, state: State, *, leave_out: bool = False) -> str:
        """The link that turns one value on or off, or leaves it out; ``nodes`` holds it and what is chosen."""
        chosen = {*state.get(self.key)}
        written, opposite = (MINUS + code, code) if leave_out else (code, MINUS + code)
        if written in chosen:
            return state.url_with({self.key: chosen - {written}})
        rest = chosen - {opposite} - self._replaced(code, chosen, nodes, leave_out=leave_out)
        return state.url_with({self.key: rest | {written}})

    def _replaced(self, code: str, chosen: Collection[str], nodes: Nodes, *, leave_out: bool) -> set[str]:
        """What no longer makes sense beside a value that is being chosen."""
        return set()

    def chips(self, selection: Selection, state: State) -> list[Chip]:
        """What is chosen here, each with the link that takes it back."""
        nodes = self.nodes(selection.codes)
        labels = {code: nodes[code].label for code in selection.codes}
        labels |= {UNKNOWN: f"{self.label}：{self.unknown}"} if UNKNOWN in labels else {}
        return [
            Chip(f"不含{labels[code]}" if out else labels[code], self.toggled(code, nodes, state, leave_out=out))
            for codes, out in ((selection.values, False), (selection.excluded, True))
            for code in codes
        ]


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
        nodes = self.nodes(selection.codes)
        values, excluded = (without_contained(codes, nodes) for codes in (selection.values, selection.excluded))
        return Selection(values, excluded=excluded), problems

    def result(
        self, selection: Selection, counts: Mapping[str, int], state: State, usual: Mapping[str, int] | None = None
    ) -> FacetResult:
        usual = counts if usual is None else usual
        nodes = self.nodes(selection.codes)
        opened = {*selection.values, *(higher for code in selection.codes for higher in above(code, nodes))}
        nodes |= self.listed(opened) if self.listed else self.nodes({*usual, *counts, *opened})
        below: dict[str | None, list[str]] = {}
        for code, node in nodes.items():
            if any(code in known for known in (usual, counts, opened, selection.codes)):
                below.setdefault(node.parent, []).append(code)

        def values(parent: str | None, depth: int) -> list[FacetValue]:
            return [
                replace(
                    self.value(code, selection, counts, nodes, state, depth),
                    children=values(code, depth + 1) if code in opened else [],
                )
                for code in self.sorted(below.get(parent, ()), usual)
            ]

        return FacetResult(self.key, self.label, values(None, 0), self.place)

    def _replaced(self, code: str, chosen: Collection[str], nodes: Nodes, *, leave_out: bool) -> set[str]:
        """Wanted: the wanted above and below it, and the left out above. Left out: all below it."""
        higher = {*above(code, nodes)}
        gone = {*higher, *(MINUS + each for each in higher)} if not leave_out else set()
        for written in chosen:
            inside = code in above(written.removeprefix(MINUS), nodes)
            if inside and (leave_out or not written.startswith(MINUS)):
                gone.add(written)
        return gone


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
    scale: Decimal = Decimal(1)
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
        return Selection(chosen.values, low, high, chosen.excluded), problems

    def amount(self, number: Decimal | int) -> Decimal:
        """A number of the inputs in the unit of the column, to the cent that the column keeps."""
        return (number * self.scale).quantize(_CENT)

    def _any(self, codes: Collection[str], selection: Selection) -> Q:
        condition = Q()
        for band in self.bands:
            if band.key in codes:
                condition |= self._within(band)
        if UNKNOWN in codes:
            condition |= Q(**{f"{self.column}__isnull": True})
        return condition | self._typed(selection)

    def _within(self, band: Band) -> Q:
        condition = Q(**{f"{self.column}__isnull": False})
        if band.low is not None:
            condition &= Q(**{f"{self.column}__gte": self.amount(band.low)})
        if band.high is not None:
            condition &= Q(**{f"{self.column}__lt": self.amount(band.high)})
        return condition

    def _typed(self, selection: Selection) -> Q:
        ends = {"gte": selection.minimum, "lte": selection.maximum}
        return Q(**{f"{self.column}__{end}": self.amount(amount) for end, amount in ends.items() if amount is not None})

    def grouping(self) -> Any:
        whens = [When(self._within(band), then=Value(band.key)) for band in self.bands]
        return Case(*whens, default=Value(UNKNOWN), output_field=TextField())

    def result(
        self, selection: Selection, counts: Mapping[str, int], state: State, usual: Mapping[str, int] | None = None
    ) -> FacetResult:
        bands = super().result(selection, counts, state, usual)
        _, low, high = self.parameters
        form = RangeForm(low, _plain(selection.minimum), high, _plain(selection.maximum), self.unit)
        return FacetResult(self.key, self.label, bands.values, self.place, form)

    def chips(self, selection: Selection, state: State) -> list[Chip]:
        chips = super().chips(selection, state)
        low, high = _plain(selection.minimum), _plain(selection.maximum)
        if low or high:
            span = f"{low}–{high}" if low and high else f"≥{low}" if low else f"≤{high}"
            without = state.url_with(dict.fromkeys(self.parameters[1:], ()))
            chips.append(Chip(f"{self.label} {span} {self.unit}", without))
        return chips

    def state(self, selection: Selection) -> dict[str, tuple[str, ...]]:
        """The parameters that stand for a selection."""
        ends = (_plain(selection.minimum), _plain(selection.maximum))
        return dict(zip(self.parameters, (selection.written, *((end,) if end else () for end in ends)), strict=True))


Facet = Terms


def _plain(amount: Decimal | None) -> str:
    """Digits without trailing zeros: Decimal("10.50") → "10.5", Decimal("10") → "10"."""
    if amount is None:
        return ""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
