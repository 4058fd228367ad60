"""The maintainer's tool: short names, the shape of the tree, and towns, from a package of a few lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.build_regions import Patch, apply_patches, mark_evidence, read_divisions, read_towns, short


@pytest.fixture
def package(tmp_path: Path) -> Path:
    entries = {
        "provinces": [
            {"code": "11", "name": "北京市"},
            {"code": "42", "name": "湖北省"},
            {"code": "44", "name": "广东省"},
        ],
        "cities": [
            {"code": "1101", "name": "市辖区", "provinceCode": "11"},
            {"code": "4290", "name": "省直辖县级行政区划", "provinceCode": "42"},
            {"code": "4419", "name": "东莞市", "provinceCode": "44"},
            {"code": "4453", "name": "云浮市", "provinceCode": "44"},
        ],
        "areas": [
            {"code": "110108", "name": "海淀区", "cityCode": "1101", "provinceCode": "11"},
            {"code": "429004", "name": "仙桃市", "cityCode": "4290", "provinceCode": "42"},
            {"code": "441900", "name": "东莞市", "cityCode": "4419", "provinceCode": "44"},
            {"code": "445321", "name": "新兴县", "cityCode": "4453", "provinceCode": "44"},
            {"code": "445371", "name": "云浮高新技术产业开发区", "cityCode": "4453", "provinceCode": "44"},
        ],
        "streets": [
            {"name": "中关村街道", "areaCode": "110108"},
            {"name": "城关镇", "areaCode": "429004"},
            {"name": "城关镇", "areaCode": "445321"},
            {"name": "新城镇", "areaCode": "445321"},
            {"name": "工业园街道", "areaCode": "429004"},
            {"name": "虎门镇", "areaCode": "441900"},
        ],
    }
    (tmp_path / "dist").mkdir()
    for name, rows in entries.items():
        (tmp_path / "dist" / f"{name}.json").write_text(json.dumps(rows), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("崂山区", "崂山"),
        ("单县", "单县"),
        ("浦东新区", "浦东"),
        ("神农架林区", "神农架"),
        ("恩施土家族苗族自治州", "恩施"),
        ("新疆维吾尔自治区", "新疆"),
        ("积石山保安族东乡族撒拉族自治县", "积石山"),
        ("香港特别行政区", "香港"),
        ("大兴安岭地区", "大兴安岭"),
        ("锡林郭勒盟", "锡林郭勒"),
    ],
)
def test_short(name: str, expected: str) -> None:
    assert short(name) == expected


def test_groups_and_statistical_units_disappear(package: Path) -> None:
    found = read_divisions(package)
    assert {code: (term.level, term.parent) for code, term in found.items()} == {
        "110000": ("province", ""),
        "420000": ("province", ""),
        "440000": ("province", ""),
        "110108": ("county", "110000"),
        "429004": ("county", "420000"),
        "441900": ("city", "440000"),
        "445300": ("city", "440000"),
        "445321": ("county", "445300"),
    }


def test_towns_are_unique_and_no_words(package: Path) -> None:
    assert read_towns(package, read_divisions(package)) == [("中关村街道", "110108"), ("虎门镇", "441900")]


def test_patches_add_names_and_evidence(package: Path) -> None:
    found = read_divisions(package)
    patches = [
        Patch("add", "445322", "郁南县", "445300", ""),
        Patch("alias", "441900", "东莞市", "莞城", ""),
        Patch("word", "", "", "郁南", ""),
    ]
    apply_patches(found, patches)
    mark_evidence(found, patches)
    assert found["445322"].evidence == "word"
    assert found["445321"].evidence == "word"  # 新兴, from jieba's dictionary
    assert found["441900"].aliases == ["莞城"]
    assert found["429004"].evidence == "word"  # 仙桃 is a fruit until a `place` line says otherwise


def test_a_patch_for_another_name_stops_the_build(package: Path) -> None:
    with pytest.raises(SystemExit, match="445321 不是 新会区"):
        apply_patches(read_divisions(package), [Patch("alias", "445321", "新会区", "新会市", "旧名")])
