"""Links and forms that change one parameter and keep the others."""

from __future__ import annotations

from kbase.templatetags.addresses import kept, without


def test_a_form_keeps_every_other_parameter_as_a_hidden_input() -> None:
    html = kept("?q=%E5%9B%AD%E5%8C%BA&region=370000&region=110000", "q")
    assert html.count("<input") == 2
    assert 'name="region" value="370000"' in html
    assert "园区" not in html


def test_values_are_escaped() -> None:
    assert "&quot;&gt;&lt;b" in kept("?status=%22%3E%3Cb")


def test_a_link_without_a_parameter() -> None:
    assert without("?q=%E5%9B%AD%E5%8C%BA&sort=name", "q") == "?sort=name"
    assert without("", "q") == "?"
