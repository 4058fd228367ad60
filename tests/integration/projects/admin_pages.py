"""Fill in and send the admin's forms as a browser does: every box of the page goes back, changed or not."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.urls import reverse
from lxml import html


def change_url(row: Any) -> str:
    """The admin page of a row."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def boxes(page: bytes) -> dict[str, Any]:
    """Every box of the page's form with what stands in it."""
    form = html.fromstring(page.decode()).xpath("//form[@id][@method='post']")[-1]
    return {name: list(value) if isinstance(value, set | list) else value for name, value in _values(form)}


def _values(form: Any) -> list[tuple[str, Any]]:
    found = []
    for box in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        if box.get("type") in ("submit", "button", "file"):
            continue
        if box.tag == "select":
            chosen = [option.get("value") for option in box.xpath(".//option[@selected]")]
            found.append((box.get("name"), chosen if box.get("multiple") is not None else "".join(chosen)))
        elif box.get("type") in ("checkbox", "radio"):
            found += [(box.get("name"), box.get("value", "on"))] if box.get("checked") is not None else []
        else:
            value = box.text or "" if box.tag == "textarea" else box.get("value", "")
            found.append((box.get("name"), re.sub(r"^\n", "", value)))
    return found


def open_form(client: Client, row: Any) -> dict[str, Any]:
    """The boxes of the change page of a row."""
    response = client.get(change_url(row))
    assert response.status_code == 200
    return boxes(response.content)


def send(client: Client, row: Any, filled: dict[str, Any], **typed: Any) -> Any:
    """Send a form that was opened before, with some boxes typed over."""
    return client.post(change_url(row), {**filled, **typed})


def edit(client: Client, row: Any, **typed: Any) -> Any:
    """Open a row, type over some boxes, save; the answer is a redirect when it was accepted."""
    return send(client, row, open_form(client, row), **typed)


def errors(response: Any) -> str:
    """All messages of a form that came back, in one text; empty when it was accepted."""
    if response.status_code != 200:
        return ""
    found = html.fromstring(response.content.decode()).xpath("//*[contains(@class,'errorlist')]//text()")
    return " ".join(text.strip() for text in found if text.strip())
