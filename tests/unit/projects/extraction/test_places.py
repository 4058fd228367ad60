"""Divisions count with evidence only; what stays ambiguous is dropped."""

import pytest

from projects.extraction import places

TABLE = [
    ("在山东省青岛市崂山区举行", ["370000", "370200", "370212"]),
    ("湖南株洲各重点项目", ["430000", "430200"]),
    ("全面深化合作,发展新兴产业", []),
    ("行走在株洲路上", []),
    ("南京市鼓楼区开工", ["320100", "320106"]),
    ("打造西安区域科技创新中心", ["610100"]),
    ("沂水镇创业园赶进度", []),
    ("地处株洲市农田东北部", ["430200"]),
    ("外资阳光工厂", []),
    ("拆迁安置房开工", []),
    ("副书记文安国参加", []),
    ("株洲至宁波高港高速扩容", ["430200", "330200"]),
    ("信丰网讯:我县新项目开工", ["360722"]),
    ("凤凰网讯:我市新项目开工", []),
    ("甘南签下度假中心项目(合作)", ["623000", "623001"]),
    ("甘南的交易中心在合作开业", ["623000", "623001"]),
    ("甘南企业深化合作", ["623000"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "codes"), TABLE)
def test_find(text: str, codes: list[str]) -> None:
    assert [place.adcode for place in places.find(text)] == codes


def test_a_company_or_a_distance_is_no_location() -> None:
    company, away = places.find("青岛控股集团与来自深圳的企业")
    assert company.company
    assert away.elsewhere


def test_the_press_is_told_apart() -> None:
    (paper,) = places.find("株洲日报讯")
    assert paper.press


def test_within_follows_the_digits() -> None:
    assert places.within("370212", "370200")
    assert places.within("370212", "370000")
    assert not places.within("370200", "370212")


def test_leading_places_come_off_a_name() -> None:
    assert places.without_place("青岛市虚拟现实产业园") == ("青岛市", "虚拟现实产业园")
    assert places.without_place("虚拟现实产业园") == ("", "虚拟现实产业园")
