"""The data files as wholes: nothing missing, nothing twice, every code leads somewhere."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from parks.vocabulary import IndustryTerm, RegionTerm, load

REGIONS = load().regions
INDUSTRIES = load().industries
ZONES = list(dict.fromkeys(load().zones.values()))
PARENT_LEVEL = {"province": {None}, "city": {"province"}, "county": {"province", "city"}}
SEI = {
    "": "",
    "1": "新一代信息技术产业",
    "2": "高端装备制造产业",
    "3": "新材料产业",
    "4": "生物产业",
    "5": "新能源汽车产业",
    "6": "新能源产业",
    "7": "节能环保产业",
    "8": "数字创意产业",
    "9": "相关服务业",
}


def test_counts_of_divisions() -> None:
    levels = Counter(term.level for term in REGIONS.values())
    mainland = Counter(term.level for code, term in REGIONS.items() if code[0] not in "78")
    assert levels["province"] == 34
    assert mainland["city"] == 333
    assert 2_840 <= mainland["county"] <= 2_870


def test_every_division_hangs_on_one_of_a_higher_level() -> None:
    wrong = []
    for code, term in REGIONS.items():
        parent = REGIONS[term.parent] if term.parent else None
        inside = parent is None or code.startswith(
            parent.adcode[:2] if parent.level == "province" else parent.adcode[:4]
        )
        level = "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"
        if not inside or level != term.level or (parent and parent.level) not in PARENT_LEVEL[level]:
            wrong.append(term)
    assert wrong == []


def test_short_names_and_pinyin() -> None:
    def is_right(term: RegionTerm) -> bool:
        return (
            len(term.short_name) >= 2
            and term.name.startswith(term.short_name)
            and re.fullmatch("[a-z]+", term.pinyin) is not None
            and len(term.initials) == len(term.short_name)
        )

    assert [term for term in REGIONS.values() if not is_right(term)] == []


def test_statistical_units_are_no_divisions() -> None:
    assert [code for code in REGIONS if code[4] == "7" and code[:2] < "70"] == []


@pytest.mark.parametrize(
    ("adcode", "pinyin", "initials"),
    [
        ("410783", "changyuan", "cy"),
        ("371722", "shanxian", "sx"),
        ("341500", "luan", "la"),
        ("330382", "yueqing", "yq"),
        ("110105", "chaoyang", "cy"),
        ("500000", "chongqing", "cq"),
    ],
)
def test_places_are_read_as_their_people_read_them(adcode: str, pinyin: str, initials: str) -> None:
    assert (REGIONS[adcode].pinyin, REGIONS[adcode].initials) == (pinyin, initials)


def test_every_zone_lies_in_a_known_division() -> None:
    assert [zone for zone in ZONES if zone.adcode not in REGIONS or not zone.kind] == []


def test_zone_names_say_which_zone() -> None:
    names = load().zones.keys()
    assert [name for name in names if len(name) < 2] == []
    assert not names & load().region_names.keys()
    assert not names & {"高新区", "经开区", "开发区", "新区", "科学城", "工业园区", "保税区", "空港新城"}


def test_national_zones_are_nearly_complete() -> None:
    kinds = Counter(zone.kind for zone in ZONES)
    assert kinds["国家高新区"] >= 175
    assert kinds["国家级经开区"] >= 215
    assert sum(zone.kind == "国家级新区" for zone in ZONES) >= 17


def test_every_industry_has_a_code_of_its_level_and_a_field_of_the_standard() -> None:
    def is_right(term: IndustryTerm) -> bool:
        return (
            re.fullmatch(r"\d{4}" if term.parent else r"\d\d", term.code) is not None
            and SEI[term.sei_code] == term.sei_name
            and all(len(word) >= 2 for word in term.synonyms)
            and term.weak <= set(term.synonyms)
        )

    assert [term for term in INDUSTRIES.values() if not is_right(term)] == []


def test_taxonomy_has_two_levels_and_unique_names() -> None:
    tops = [term for term in INDUSTRIES.values() if term.parent is None]
    leaves = [term for term in INDUSTRIES.values() if term.parent]
    assert 16 <= len(tops) <= 18
    assert 80 <= len(leaves) <= 120
    assert {leaf.parent for leaf in leaves} == {top.code for top in tops}
    names = [word for term in INDUSTRIES.values() for word in (term.name, *term.synonyms)]
    assert [word for word, times in Counter(names).items() if times > 1] == []


def test_towns_lie_in_known_divisions_and_are_no_divisions() -> None:
    towns = load().towns
    assert 20_000 < len(towns) < 30_000
    assert list(towns) == sorted(towns)
    assert set(towns.values()) <= REGIONS.keys()
    assert not towns.keys() & load().region_names.keys()
    assert all(len(name) >= 3 for name in towns)
