"""The vocabulary files reach the database, and again without harm."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from parks.models import Industry, Region

pytestmark = pytest.mark.django_db


def load() -> str:
    out = StringIO()
    call_command("load_vocabulary", stdout=out)
    return out.getvalue()


def test_every_division_has_its_parents_and_keys():
    said = load()
    assert f"{Region.objects.count()} 个行政区划、{Industry.objects.count()} 个产业分类" in said
    assert Region.objects.provinces().count() == 34
    assert Region.objects.get(pk="370212").full_name == "山东省青岛市崂山区"
    assert not Region.objects.exclude(level="province").filter(parent=None).exists()
    assert not Region.objects.filter(pinyin="").exists()
    assert not Industry.objects.filter(parent__parent__isnull=False).exists()


def test_second_time_repairs_and_adds_nothing():
    load()
    before = Region.objects.count(), Industry.objects.count()
    Region.objects.filter(pk="370212").update(name="改坏了")
    load()
    assert (Region.objects.count(), Industry.objects.count()) == before
    assert Region.objects.get(pk="370212").name == "崂山区"


def test_quiet_when_asked():
    out = StringIO()
    call_command("load_vocabulary", verbosity=0, stdout=out)
    assert out.getvalue() == ""
