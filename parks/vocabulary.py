"""Reference vocabularies: divisions, functional zones, towns and industries, read from ``parks/data/*.csv``.

No Django here: the extractor, the analyser and the models all read the same terms from :func:`load`.
A broken line in a data file raises :class:`VocabularyError` with the file and the line number.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal, TypeVar, cast, get_args

DATA = Path(__file__).parent / "data"

Level = Literal["province", "city", "county"]
Row = dict[str, str]
T = TypeVar("T")

_LEVELS = get_args(Level)

#: "" = the short name may stand alone; "word" = it is also an everyday word; "shared" = several divisions bear it.
Evidence = Literal["", "word", "shared"]

#: What turns the name of a division into the name of its development zone: 「昆山」+「高新区」.
ZONE_SUFFIXES = (
    "高新技术产业开发区",
    "高技术产业开发区",
    "高新技术开发区",
    "高新技术产业园区",
    "高新区",
    "经济技术开发区",
    "经济开发区",
    "经开区",
    "开发区",
    "综合保税区",
    "综保区",
    "保税区",
    "保税港区",
    "保税物流园区",
    "工业园区",
    "工业园",
    "产业园区",
    "工业集中区",
    "产业集聚区",
    "化工园区",
    "循环经济园区",
    "出口加工区",
    "临港经济区",
    "临空经济区",
    "空港经济区",
    "国家高新区",
    "国家经开区",
    "国家级高新区",
    "国家级经开区",
    "国家高新技术产业开发区",
    "国家级经济技术开发区",
    "国家经济技术开发区",
    "国家级高新技术产业开发区",
)


class VocabularyError(ValueError):
    """A data file holds a line that cannot be right; the message names file and line."""


@dataclass(frozen=True, slots=True)
class RegionTerm:
    """A division of GB/T 2260: 370212 崂山区, short 崂山, in 370200, "laoshan", "ls"."""

    adcode: str
    name: str
    short_name: str
    level: Level
    parent: str | None
    pinyin: str
    initials: str
    aliases: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class IndustryTerm:
    """A top industry ("04", no parent) or a leaf ("0403"); ``weak`` are synonyms that need an industry context."""

    code: str
    name: str
    parent: str | None
    sei_code: str
    sei_name: str
    synonyms: tuple[str, ...]
    weak: frozenset[str]


@dataclass(frozen=True, slots=True)
class ZoneTerm:
    """A functional zone that is no division: 青岛西海岸新区, kind 国家级新区, in 370211."""

    name: str
    aliases: tuple[str, ...]
    kind: str
    adcode: str


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """All terms by key. Names map to a tuple of codes, the higher level first, because divisions share names."""

    regions: Mapping[str, RegionTerm]
    region_names: Mapping[str, tuple[str, ...]]
    ambiguous_short_names: frozenset[str]
    zones: Mapping[str, ZoneTerm]
    industries: Mapping[str, IndustryTerm]
    industry_terms: Mapping[str, str]
    weak_industry_terms: frozenset[str]

    @cached_property
    def towns(self) -> Mapping[str, str]:
        """Town and street names that occur once in the country → county code: 「中韩街道」 → "370212". Read on first use."""
        return _unique("towns.csv", _rows("towns.csv", _town))

    @cached_property
    def synonyms(self) -> tuple[tuple[str, ...], ...]:
        """Words that a search may take for each other: ("人工智能", "AI"). Read on first use."""
        return tuple(_rows("synonyms.csv", _synonyms))

    def region_path(self, adcode: str) -> list[RegionTerm]:
        """From the province down: "370212" → [山东省, 青岛市, 崂山区]. KeyError when the code is unknown."""
        term = self.regions[adcode]
        return [*(self.region_path(term.parent) if term.parent else []), term]

    def is_within(self, inner: str, outer: str) -> bool:
        """Whether ``inner`` is ``outer`` or lies in it: ("370212", "370200") → True."""
        return any(term.adcode == outer for term in self.region_path(inner))

    def certain_region(self, name: str) -> str | None:
        """The code of a name that stands for one division without further evidence: 「崂山」 → "370212", 「鼓楼区」 → None."""
        codes = self.region_names.get(name, ())
        return codes[0] if len(codes) == 1 and name not in self.ambiguous_short_names else None

    def zone_region(self, text: str) -> str | None:
        """The division of a zone's name: a known zone, or 「昆山高新区」 = an unambiguous division + a zone suffix."""
        if zone := self.zones.get(text):
            return zone.adcode
        for suffix in ZONE_SUFFIXES:
            if text.endswith(suffix) and (code := self._last_region(text.removesuffix(suffix))):
                return code
        return None

    def _last_region(self, text: str) -> str | None:
        """The division that ``text`` names, as one name or as a path: 「青岛市崂山」 → "370212"."""
        if code := self.certain_region(text):
            return code
        for cut in range(2, len(text) - 1):
            outer = self.certain_region(text[:cut])
            inner = [code for code in self.region_names.get(text[cut:], ()) if outer and self.is_within(code, outer)]
            if len(inner) == 1:
                return inner[0]
        return None

    def words(self) -> Iterator[str]:
        """Every name of at least two characters that the analyser should keep whole; each once, in file order."""
        names = (*self.region_names, *self.zones, *self.industry_terms)
        yield from dict.fromkeys(name for name in names if len(name) >= 2)


@cache
def load() -> Vocabulary:
    """Read the data files once per process."""
    regions = {term.adcode: term for term in _rows("regions.csv", _region)}
    industries = {term.code: term for term in _rows("industries.csv", _industry)}
    zones = _rows("zones.csv", _zone)
    _check_parents("regions.csv", {code: term.parent for code, term in regions.items()})
    _check_parents("industries.csv", {code: term.parent for code, term in industries.items()})
    return Vocabulary(
        regions=regions,
        region_names=_region_names(regions),
        ambiguous_short_names=frozenset(term.short_name for term in regions.values() if term.evidence),
        zones=_unique("zones.csv", ((name, zone) for zone in zones for name in (zone.name, *zone.aliases))),
        industries=industries,
        industry_terms=_unique(
            "industries.csv",
            ((word, term.code) for term in industries.values() for word in (term.name, *term.synonyms)),
        ),
        weak_industry_terms=frozenset(word for term in industries.values() for word in term.weak),
    )


def _rows(file: str, parse: Callable[[Row], T]) -> list[T]:
    """Every line of a data file through ``parse``; what ``parse`` rejects is reported with its place."""
    with (DATA / file).open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        terms = []
        for row in reader:
            try:
                terms.append(parse(row))
            except (KeyError, ValueError, AttributeError) as error:
                raise VocabularyError(f"parks/data/{file} 第 {reader.line_num} 行:{error}") from error
    return terms


def _region(row: Row) -> RegionTerm:
    if row["level"] not in _LEVELS or row["evidence"] not in get_args(Evidence):
        raise ValueError(f"level {row['level']!r}, evidence {row['evidence']!r}")
    return RegionTerm(
        adcode=_adcode(row),
        name=_filled(row, "name"),
        short_name=_filled(row, "short_name"),
        level=cast(Level, row["level"]),
        parent=row["parent"] or None,
        pinyin=_filled(row, "pinyin"),
        initials=_filled(row, "initials"),
        aliases=_split(row["aliases"]),
        evidence=cast(Evidence, row["evidence"]),
    )


def _industry(row: Row) -> IndustryTerm:
    code = _filled(row, "code")
    weak = _split(row["weak"])
    return IndustryTerm(
        code=code,
        name=_filled(row, "name"),
        parent=code[:2] if len(code) == 4 else None,
        sei_code=row["sei_code"],
        sei_name=row["sei_name"],
        synonyms=(*_split(row["synonyms"]), *weak),
        weak=frozenset(weak),
    )


def _zone(row: Row) -> ZoneTerm:
    return ZoneTerm(_filled(row, "name"), _split(row["aliases"]), _filled(row, "kind"), _adcode(row))


def _town(row: Row) -> tuple[str, str]:
    return _filled(row, "name"), _adcode(row)


def _synonyms(row: Row) -> tuple[str, ...]:
    words = _split(_filled(row, "terms"))
    if len({word.casefold() for word in words}) < 2:
        raise ValueError(f"至少要有两个不同的词：{row['terms']}")
    return words


def _filled(row: Row, column: str) -> str:
    if not row[column]:
        raise ValueError(f"{column} 为空")
    return row[column]


def _adcode(row: Row) -> str:
    code = row["adcode"]
    if len(code) != 6 or not code.isdecimal():
        raise ValueError(f"行政区划代码应为六位数字:{code!r}")
    return code


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _check_parents(file: str, parents: Mapping[str, str | None]) -> None:
    for code, parent in parents.items():
        if parent is not None and parent not in parents:
            raise VocabularyError(f"parks/data/{file}:{code} 的上级 {parent} 不存在")


def _unique(file: str, pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    """A dictionary of the pairs; a key that comes twice with different values is an error of the file."""
    found: dict[str, T] = {}
    for key, value in pairs:
        if found.setdefault(key, value) != value:
            raise VocabularyError(f"parks/data/{file}:「{key}」出现多次:{found[key]}、{value}")
    return found


def _region_names(regions: Mapping[str, RegionTerm]) -> dict[str, tuple[str, ...]]:
    """Full names, short names and aliases → codes, the highest level first.

    A short name is its highest bearer's alone: 「承德」 is the city, not the county; 「吉林」 the province, not the city.
    """
    names: dict[str, list[RegionTerm]] = {}
    for term in sorted(regions.values(), key=lambda one: (_LEVELS.index(one.level), one.adcode)):
        for name in dict.fromkeys((term.name, term.short_name, *term.aliases)):
            bearers = names.setdefault(name, [])
            if not bearers or bearers[0].short_name != name or bearers[0].level == term.level:
                bearers.append(term)
    return {name: tuple(term.adcode for term in bearers) for name, bearers in names.items()}
