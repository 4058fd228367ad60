"""The fields of the query language: 「地区:山东」, 「投资:>10亿」, 「近90天」 → conditions on indexed rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache

from django.db.models import Q
from django.utils import timezone

from kbase.search import nodes
from kbase.search.amounts import Bounds, bounds, land, money
from kbase.search.nodes import Filter
from kbase.search.query import FieldReader, Misread, Reader, parse
from kbase.search.selections import UNKNOWN, UNKNOWN_LABEL
from kbase.search.synonyms import Synonyms
from kbase.text.scripts import to_simplified
from parks import vocabulary
from parks.record import Status
from projects.facets import BY_KEY, EVIDENCE, KINDS, REVIEW
from projects.models import Article, SearchDocument
from projects.models.document import analyser

TITLES = frozenset({"标题", "名称", "title"})
_SEVERAL = re.compile(r"[,，、|]")
_RECENT = re.compile(r"(?:最近|近)(\d{1,4})(天|日|周|个?月|年)")
_DAYS = {"天": 1, "日": 1, "周": 7, "月": 30, "个月": 30, "年": 365}
_PERIOD = re.compile(r"(\d{4})年?(?:(?:[-/.]|(?<=年))?(?:(0?[1-9]|1[0-2])月?|[Qq]?([1-4])(?:季度)?))?")
_MOST_PARKS = 1000
_STAGES = {
    "规划中": "planned", "拟建": "planned", "已签约": "signed", "开工": "construction", "建设中": "construction",
    "建设": "construction", "竣工": "completed", "已建成": "completed", "投产": "operating", "运营": "operating",
    "已投产": "operating",
}  # fmt: skip


@cache
def reader(*, synonyms: bool = True) -> Reader:
    """The language over records and articles; without ``synonyms`` every word is taken as it stands."""
    words = Synonyms(vocabulary.load().synonyms, analyser()) if synonyms else None
    return Reader(analyser(), dict(_fields()), TITLES, {_RECENT: _recent}, words)


def _fields() -> Iterable[tuple[str, FieldReader]]:
    named: dict[FieldReader, tuple[str, ...]] = {
        _coded("region", _region): ("地区", "region"),
        _coded("industry", _industry): ("行业", "产业", "industry"),
        _coded("status", _label({label: key for key, label in Status.choices} | _STAGES)): ("状态", "进度", "status"),
        _coded("kind", _label({label: key for key, label in KINDS.items()} | {"批次": "batch"})): ("类别", "kind"),
        _coded("evidence", _label({label: key for key, label in EVIDENCE.items()})): ("出处", "evidence"),
        _coded("review", _label({label: key for key, label in REVIEW.items()})): ("核对", "review"),
        _years: ("年份", "时间", "year"),
        _amounts("investment_cny", money): ("投资", "投资额", "总投资", "investment"),
        _amounts("land_area_m2", land): ("用地", "占地", "面积", "land"),
        _park: ("园区", "park"),
        _publisher: ("来源", "媒体", "source"),
    }
    return ((name, read) for read, names in named.items() for name in names)


def _coded(key: str, codes_of: Callable[[str], tuple[str, ...]]) -> FieldReader:
    """A field over the values of a facet; several parted by commas mean any of them."""
    facet = BY_KEY[key]

    def read(value: str) -> Filter:
        codes: list[str] = []
        for each in filter(None, (part.strip() for part in _SEVERAL.split(value))):
            unknown = each == UNKNOWN_LABEL and facet.unknown
            codes += [UNKNOWN] if unknown else codes_of(to_simplified(each))
        if not codes:
            raise Misread("没有写值")
        lookup = f"{facet.column}__{'overlap' if facet.many else 'in'}"
        return Filter(f"{facet.label}:{value}", Q(**{lookup: codes}))

    return read


def _region(name: str) -> tuple[str, ...]:
    terms = vocabulary.load()
    found = (name,) if name in terms.regions else terms.region_names.get(name, ())
    if not found and (zone := terms.zones.get(name)):
        raise Misread(
            f"“{name}”是功能区，不是行政区划，可以试试“园区:{name}”，或“地区:{terms.regions[zone.adcode].name}”"
        )
    if not found:
        raise Misread(f"没有“{name}”这个行政区划")
    return found


def _industry(name: str) -> tuple[str, ...]:
    terms = vocabulary.load()
    known = {word.casefold(): code for word, code in terms.industry_terms.items()}
    code = name if name in terms.industries else known.get(name.casefold())
    if code is None:
        raise Misread(f"没有“{name}”这个行业")
    return (code,)


def _label(codes: dict[str, str]) -> Callable[[str], tuple[str, ...]]:
    def read(name: str) -> tuple[str, ...]:
        if name not in codes:
            raise Misread(f"没有“{name}”这一项，可以写{'、'.join(dict.fromkeys(list(codes)[:6]))}")
        return (codes[name],)

    return read


def _amounts(column: str, amount: Callable[[str], object]) -> FieldReader:
    label = {"investment_cny": "投资", "land_area_m2": "用地"}[column]

    def read(value: str) -> Filter:
        if value == UNKNOWN_LABEL:
            return Filter(f"{label}:{value}", Q(**{f"{column}__isnull": True}))
        return Filter(f"{label}:{value}", bounds(value, amount).condition(column))

    return read


def _years(value: str) -> Filter:
    """Years, quarters or months in which a record was reported on: 「2023」, 「2021..2023」, 「>=2023-02」."""
    if value == UNKNOWN_LABEL:
        return Filter(f"年份:{value}", Q(years__overlap=[UNKNOWN]))
    single = _PERIOD.fullmatch(value)
    if single and single[3] and not single[2]:
        return Filter(f"年份:{value}", Q(years__overlap=[f"{single[1]}Q{single[3]}"]))
    span = Bounds(_month(value), _month(value, last=True)) if single else _spanned(value)
    return Filter(f"年份:{value}", Q(years__overlap=[*_within(span)]))


def _spanned(value: str) -> Bounds[int]:
    low, high = bounds(value, _month), bounds(value, lambda text: _month(text, last=True))
    if low.strict:  # after a year begins behind its last month
        return Bounds(None if high.low is None else high.low + 1, None if low.high is None else low.high - 1)
    return Bounds(low.low, high.high)


def _month(text: str, *, last: bool = False) -> int:
    """Months since the year 0, the first or the last of what is named."""
    found = _PERIOD.fullmatch(text.strip())
    if not found or not 1900 <= int(found[1]) <= 2100:
        raise Misread("看不懂这个时间，请写成“2023”“2021..2023”“2023-02”这样")
    months = (int(found[2]),) * 2 if found[2] else (1, 12)
    if found[3] and not found[2]:
        months = (int(found[3]) * 3 - 2, int(found[3]) * 3)
    return int(found[1]) * 12 + months[last] - 1


def _within(span: Bounds[int]) -> Iterable[str]:
    """The values of the column that lie in a span of months: whole years as such, and every month."""
    low, high = span.low or 1900 * 12, span.high if span.high is not None else 2100 * 12 + 11
    yield from (str(year) for year in range(-(-low // 12), (high + 1) // 12))
    yield from (
        f"{month // 12}-{month % 12 + 1:02}"
        for month in range(low, high + 1)
        if not low <= month // 12 * 12 <= high - 11
    )


def _recent(value: str) -> Filter:
    found = _RECENT.fullmatch(value)
    if not found:
        raise Misread("请写成“近90天”这样")
    since: date = timezone.localdate() - timedelta(days=min(int(found[1]) * _DAYS[found[2]], 365 * 100))
    return Filter(value, Q(newest_source__gte=since.isoformat()))


def _park(name: str) -> Filter:
    """Records in, and rows of, the parks whose name or alias holds these words."""
    asked = parse(f'"{name}"', analyser()).tsquery("A")
    if not asked:
        raise Misread("没有写园区的名字")
    parks = SearchDocument.objects.filter(nodes.matches(asked), kind="park").values_list("park_id", flat=True)
    keys = [str(key) for key in parks[:_MOST_PARKS]]
    if not keys:
        raise Misread(f"没有名字含“{name}”的园区")
    return Filter(f"园区:{name}" if " " not in name else f'园区:"{name}"', Q(parks__overlap=keys))


def _publisher(name: str) -> Filter:
    if not name:
        raise Misread("没有写来源")
    found = Article.objects.filter(publisher__icontains=name).values_list("publisher", flat=True).distinct()[:500]
    if name != UNKNOWN_LABEL and not found:
        raise Misread(f"没有名称含“{name}”的来源")
    return Filter(f"来源:{name}", Q(publishers__overlap=[UNKNOWN] if name == UNKNOWN_LABEL else sorted(found)))
