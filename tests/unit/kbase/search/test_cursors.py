"""Places of rows in an order, written into links."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from kbase.search.cursors import Key, read, written
from projects.models import SearchDocument

KEYS = [Key.of(F("investment_cny").desc(nulls_last=True)), Key.of("-newest_source"), Key.of("pk")]


def test_keys_are_read_off_orders() -> None:
    assert [Key("investment_cny", True), Key("newest_source", True), Key("pk")] == KEYS


@pytest.mark.parametrize("amount", [None, Decimal("1500000000.00")])
def test_what_is_written_is_read(amount: Decimal | None) -> None:
    row = SimpleNamespace(investment_cny=amount, newest_source="2023-02", pk=7)
    assert read(written(row, KEYS), KEYS, SearchDocument) == [amount and str(amount), "2023-02", 7]


def test_the_place_of_another_order_is_refused() -> None:
    row = SimpleNamespace(investment_cny=None, newest_source="", pk=7)
    assert read(written(row, KEYS[1:]), KEYS, SearchDocument) is None


@pytest.mark.parametrize(
    "values",
    [["1e999999", "2023", 7], ["1", "2023", 2**80], ["1", None, 7], [1, "2023", 7], ["1", "a\0", 7], ["1", "", True]],
)
def test_forged_values_are_refused(values: list[Any]) -> None:
    row = SimpleNamespace(investment_cny=values[0], newest_source=values[1], pk=values[2])
    assert read(written(row, KEYS), KEYS, SearchDocument) is None


@given(st.text(max_size=40))
def test_anything_else_is_refused(text: str) -> None:
    found = read(text, KEYS, SearchDocument)
    assert found is None or len(found) == len(KEYS)
