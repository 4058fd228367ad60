"""The document of the API (OpenAPI 3.1): which operations there are, made from the views, parameters and shapes."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import conditional_page, require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view

from projects.api.problems import KINDS, MEDIA_TYPE
from projects.api.shapes import components

_ERRORS_OF_LISTS = (400, 405, 429, 503)
_ERRORS_OF_ONE = (400, 404, 405, 410, 429)


def described(
    shape: Any, name: str, summary: str, parameters: list[OpenApiParameter] | None = None, tag: str = ""
) -> Any:
    """A decorator of views that declares what ``get`` answers: ``shape``, or one of the usual errors."""
    errors = _ERRORS_OF_ONE if parameters is None else _ERRORS_OF_LISTS
    problem = {"$ref": "#/components/schemas/ProblemData"}
    responses: dict[Any, Any] = {
        200: OpenApiResponse({"$ref": f"#/components/schemas/{shape.__name__}"}, "所求的内容"),
        **{(code, MEDIA_TYPE): OpenApiResponse(problem, KINDS[code].title) for code in errors},
    }
    told = extend_schema(name, parameters, responses=responses, summary=summary, description=summary, tags=[tag])
    return extend_schema_view(get=told)


def with_components(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: the schemas that operations refer to."""
    result["components"] = {"schemas": components()}
    return result


@cache
def document() -> dict[str, Any]:
    """The whole document; the same for all who ask."""
    generated: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return generated


@require_safe
@conditional_page
def openapi(request: HttpRequest) -> HttpResponse:
    """The document as JSON."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})
