"""Regions and industries in the admin: found quickly, never edited."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import people, vocabulary

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    vocabulary.region("370212")
    vocabulary.region("440305")
    vocabulary.industry("0101")
    client.force_login(people.superuser())
    return client


@pytest.mark.parametrize(
    ("table", "words", "found", "not_found"),
    [
        ("region", "崂山", "370212", "440305"),
        ("region", "laoshan", "370212", "440305"),
        ("region", "3702", "370200", "440300"),
        ("region", "ns", "440305", "370212"),
        ("industry", "大模型", "0101", "0401"),
        ("industry", "01", "0101", "0401"),
    ],
)
def test_found_by_name_pinyin_or_code(desk, table, words, found, not_found):
    page = desk.get(reverse(f"admin:parks_{table}_changelist"), {"q": words}).content.decode()
    assert f"/{found}/change/" in page
    assert f"/{not_found}/change/" not in page


@pytest.mark.parametrize(("table", "key"), [("region", "370212"), ("industry", "0101")])
def test_nobody_edits_the_vocabulary(desk, table, key):
    for name, args in (("change", [key]), ("delete", [key]), ("add", [])):
        url = reverse(f"admin:parks_{table}_{name}", args=args)
        assert desk.post(url, {"name": "改名"}).status_code == 403
    assert desk.get(reverse(f"admin:parks_{table}_change", args=[key])).status_code == 200


def test_region_links_to_its_public_page(desk):
    page = desk.get(reverse("admin:parks_region_change", args=["370212"])).content.decode()
    assert 'href="/regions/370212/"' in page
