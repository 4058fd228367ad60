"""The one list of facts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from projects.fields import BY_NAME, FIELDS, fields_of, normalised


def test_each_fact_once():
    assert len(BY_NAME) == len(FIELDS)
    assert len({field.label for field in FIELDS}) == len(FIELDS)


@pytest.mark.parametrize(
    ("kind", "column_of_park", "states", "states_not"),
    [
        ("park", "parent", {"land_area_m2"}, {"phase_of", "project_count"}),
        ("project", "park", {"phase_of"}, {"project_count"}),
        ("batch", "park", {"project_count"}, {"phase_of"}),
    ],
)
def test_kinds_state_their_own_facts(kind, column_of_park, states, states_not):
    names = {field.name for field in fields_of(kind)}
    assert BY_NAME["park"].column_of(kind) == column_of_park
    assert states <= names
    assert not states_not & names


@pytest.mark.parametrize(
    ("field", "value", "form"),
    [
        ("investment_cny", Decimal("1500000000.00"), 1_500_000_000),
        ("investment_cny", 0, 0),
        ("investment_cny", None, None),
        ("land_area_m2", 35333.3351, 35333.34),
        ("land_area_m2", Decimal("0.10"), 0.1),
        ("status", "", None),
        ("started_on", "2023-02", "2023-02"),
        ("investment_original", {"amount": 2, "currency": "USD"}, {"amount": 2, "currency": "USD"}),
        ("industries", ["0101"], ["0101"]),
    ],
)
def test_values_have_one_form(field, value, form):
    assert normalised(BY_NAME[field], value) == form
    assert type(normalised(BY_NAME[field], value)) is type(form)
