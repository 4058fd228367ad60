"""The documentation of the API as a page: the guide, and every operation as the OpenAPI document tells it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from projects.api.document import document
from projects.api.problems import KINDS
from projects.guide import guide


@dataclass(frozen=True, slots=True)
class Property:
    """A line of a table: a parameter or a part of an answer; ``shape`` is the anchor of what it is made of."""

    name: str
    type: str
    description: str
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """An address, what it takes and what it gives."""

    anchor: str
    path: str
    summary: str
    parameters: list[Property]
    shape: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of object and its parts."""

    name: str
    description: str
    properties: list[Property]


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """How to use the API."""
    context = {
        "guide": guide("api.md"),
        "operations": list(_operations()),
        "shapes": list(_shapes()),
        "problems": KINDS.items(),
        "section": "接口",
    }
    return render(request, "projects/api.html", context)


def _operations() -> Iterator[Operation]:
    for path, methods in document()["paths"].items():
        told = methods["get"]
        parameters = [
            Property(each["name"], _type(each["schema"])[0], each.get("description", ""))
            for each in told.get("parameters", ())
            if each["in"] == "query"
        ]
        answer = told["responses"]["200"]["content"]["application/json"]["schema"]
        yield Operation(told["operationId"], path, told["summary"], parameters, _type(answer)[1])


def _shapes() -> Iterator[Shape]:
    for name, schema in document()["components"]["schemas"].items():
        properties = [Property(key, *_described(value)) for key, value in schema["properties"].items()]
        yield Shape(name, schema["description"], properties)


def _described(schema: dict[str, Any]) -> tuple[str, str, str]:
    written, shape = _type(schema)
    return written, schema.get("description", ""), shape


def _type(schema: dict[str, Any]) -> tuple[str, str]:
    """A type in words, and the shape it is made of: {"type": "array", …} → ("列表", "Told")."""
    if "$ref" in schema:
        return "对象", schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        parts = [_type(part) for part in schema["anyOf"]]
        return " 或 ".join(dict.fromkeys(word for word, _ in parts)), next((shape for _, shape in parts if shape), "")
    if schema.get("type") == "array":
        return "列表", _type(schema["items"])[1]
    if schema.get("type") == "object":
        return "对象", _type(schema.get("additionalProperties") or {})[1] if schema.get(
            "additionalProperties"
        ) else "FactData"
    return _WORDS.get(str(schema.get("type")), "任意"), ""


_WORDS = {"string": "文字", "integer": "整数", "number": "数", "boolean": "是否", "null": "null"}
