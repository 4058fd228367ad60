"""What answers look like, and the same as schemas of OpenAPI: the types are the only declaration.

Records and articles are those of ``projects/takeaway.py``, as in JSON Lines.
"""

from __future__ import annotations

import types
from typing import Annotated, Any, Literal, TypedDict, Union, get_args, get_origin, get_type_hints, is_typeddict

from projects.fields import FIELDS
from projects.takeaway import ArticleData, Data, FactData, Qualifier, RecordData


class Problem(TypedDict):
    """参数哪里不对。"""

    parameter: Annotated[str, "参数名；与几个参数有关时为空"]
    detail: Annotated[str, "一句话说明"]


class ProblemData(TypedDict):
    """出错时的回答（RFC 9457，application/problem+json）。"""

    type: Annotated[str, "错误类型，指向文档中的说明"]
    title: Annotated[str, "这类错误的名称"]
    status: Annotated[int, "HTTP 状态码"]
    detail: Annotated[str, "这一次错在哪里"]
    instance: Annotated[str, "所求的地址"]
    errors: Annotated[list[Problem], "逐个参数的说明；与参数无关的错误为空列表"]


class Page(TypedDict):
    """列表的一页。"""

    total: Annotated[int, "共有多少条"]
    next: Annotated[str | None, "下一页的完整地址，照着取就不会漏、不会重；没有则为 null"]
    previous: Annotated[str | None, "上一页的完整地址；没有则为 null"]
    page: Annotated[str, "显示同样结果的网页"]
    notes: Annotated[list[str], "检索词中没能照办之处"]
    results: Annotated[list[Data], "本页各条"]


class Value(TypedDict):
    """筛选项的一个值。"""

    value: Annotated[str, "参数里写的值；none 为未披露"]
    label: Annotated[str, "名称"]
    count: Annotated[int, "其余条件不变而只选它时有多少条"]
    selected: Annotated[bool, "是否已选"]
    excluded: Annotated[bool, "是否已排除（参数里写作 -值）"]
    children: Annotated[list[Value], "下级，只在选中上级时列出"]


class FacetData(TypedDict):
    """一个筛选项。"""

    key: Annotated[str, "参数名"]
    label: Annotated[str, "名称"]
    values: Annotated[list[Value], "各个值"]
    hidden: Annotated[int, "没有列出的值有多少个，可用 …_find 参数查找"]


class Facets(TypedDict):
    """一个列表的全部筛选项与数目。"""

    total: Annotated[int, "共有多少条"]
    page: Annotated[str, "显示同样结果的网页"]
    notes: Annotated[list[str], "检索词中没能照办之处"]
    facets: Annotated[list[FacetData], "各个筛选项"]


class LeftOut(TypedDict):
    """因同一原因不计入合计的记录。"""

    reason: Annotated[str, "原因代码，即 money 参数的值"]
    label: Annotated[str, "是什么"]
    why: Annotated[str, "为什么不计入"]
    n: Annotated[int, "多少条"]
    page: Annotated[str, "列出这些记录的网页"]


class TotalsData(TypedDict):
    """投资合计：同一笔钱只算一次。"""

    cny: Annotated[float, "计入的投资之和，人民币元"]
    text: Annotated[str, "页面上的写法；没有可计的则为空"]
    n: Annotated[int, "计入多少个项目"]
    left_out: Annotated[list[LeftOut], "没有计入的，按原因"]
    rule: Annotated[str, "计数规则"]
    page: Annotated[str, "列出计入的记录的网页"]
    notes: Annotated[list[str], "检索词中没能照办之处"]


class ArticleText(ArticleData):
    """一篇文章，连同正文。"""

    text: Annotated[str, "清洗后的正文；引文的起止位置都指这里"]


class RecordName(TypedDict):
    """引文所说的记录。"""

    kind: Annotated[Literal["project", "batch", "park"], "类别"]
    id: Annotated[int, "编号"]
    name: Annotated[str, "名称"]
    url: Annotated[str, "页面地址"]


class CitationData(TypedDict):
    """一条引文：某篇文章的某几个字说某条记录的某个字段是某个值。"""

    id: Annotated[int, "编号"]
    record: Annotated[RecordName, "说的是哪条记录"]
    field: Annotated[str, "字段，见记录的 facts"]
    label: Annotated[str, "字段的中文名"]
    value: Annotated[Any, "规范值，同 facts 里的 value"]
    unit: Annotated[str, "单位；不是数字则为空"]
    qualifier: Annotated[Qualifier, "约数"]
    quote: Annotated[str, "原话"]
    start: Annotated[int, "在正文中的起点（Unicode 字符数）"]
    end: Annotated[int, "在正文中的终点（不含）"]
    article: Annotated[int, "文章编号"]
    url: Annotated[str, "本站文章页上这几个字的位置"]
    source_url: Annotated[str, "原网页；没有则为空"]
    publisher: Annotated[str, "来源；不详则为空"]
    published: Annotated[str, "发布日期；不详则为空"]
    text_sha256: Annotated[str, "文章正文的 SHA-256"]
    review: Annotated[Literal["human", "machine"], "人工标注还是机器抽取"]
    chosen: Annotated[bool, "记录现在采用的是不是这个说法"]


class Citations(TypedDict):
    """引文的一页，按编号排列。"""

    next: Annotated[str | None, "下一页的完整地址；没有则为 null"]
    results: Annotated[list[CitationData], "本页各条"]


SHAPES: tuple[Any, ...] = (
    Page, RecordData, ArticleData, ArticleText, Facets, TotalsData, Citations, CitationData, ProblemData,
)  # fmt: skip

_BASIC = {str: "string", int: "integer", float: "number", bool: "boolean"}


def components() -> dict[str, Any]:
    """Every shape and what it is made of, by name, as schemas of OpenAPI 3.1."""
    found: dict[str, Any] = {}
    for shape in SHAPES:
        _declare(shape, found)
    facts = {field.name: {**_ref(FactData), "description": field.label} for field in FIELDS}
    found["RecordData"]["properties"]["facts"] |= {"properties": facts, "additionalProperties": False}
    return dict(sorted(found.items()))


def _ref(shape: Any) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{shape.__name__}"}


def _declare(shape: Any, found: dict[str, Any]) -> None:
    if shape.__name__ in found:
        return
    schema: dict[str, Any] = {"type": "object", "description": shape.__doc__ or ""}
    found[shape.__name__] = schema
    schema["properties"] = {
        name: schema_of(hint, found) for name, hint in get_type_hints(shape, include_extras=True).items()
    }
    schema["required"] = sorted(shape.__required_keys__)
    schema["additionalProperties"] = False


def schema_of(hint: Any, found: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type; TypedDicts it speaks of are declared in ``found``."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return {**schema_of(args[0], found), "description": args[1]}
    if origin in (Union, types.UnionType):
        return {"anyOf": [schema_of(arg, found) for arg in args]}
    if origin is Literal:
        return {"type": "string", "enum": list(args)}
    if origin is list:
        return {"type": "array", "items": schema_of(args[0], found)}
    if origin is dict:
        return {"type": "object", "additionalProperties": schema_of(args[1], found)}
    if is_typeddict(hint):
        _declare(hint, found)
        return _ref(hint)
    if hint is type(None):
        return {"type": "null"}
    return {"type": _BASIC[hint]} if hint in _BASIC else {}
