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
    ("", []),
]


@pytest.mark.parametrize(("text", "codes"), TABLE)
def test_find(text: str, codes: list[str]) -> None:
    assert [place.adcode for place in places.find(text)] == codes


def test_a_company_or_a_distance_is_no_location() -> None:
    company, away = places.find("青岛控股集团与来自深圳的企业")
    assert company.company
    assert away.elsewhere


def test_within_follows_the_digits() -> None:
    assert places.within("370212", "370200")
    assert places.within("370212", "370000")
    assert not places.within("370200", "370212")


def test_leading_places_come_off_a_name() -> None:
    assert places.without_place("青岛市虚拟现实产业园") == ("青岛市", "虚拟现实产业园")
    assert places.without_place("虚拟现实产业园") == ("", "虚拟现实产业园")
