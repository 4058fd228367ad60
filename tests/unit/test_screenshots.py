"""The pictures of the docs: each is there, small, and shown somewhere."""

import re

import pytest
from django.conf import settings

DOCS = settings.BASE_DIR / "docs"
SHOWN = sorted({name for page in DOCS.glob("*.md") for name in re.findall(r"screenshots/(\w+\.png)", page.read_text())})
MOST_BYTES = 80_000


@pytest.mark.parametrize("name", SHOWN)
def test_each_is_there_and_small(name: str) -> None:
    assert 0 < (DOCS / "screenshots" / name).stat().st_size <= MOST_BYTES


def test_none_lies_about() -> None:
    assert [picture.name for picture in sorted((DOCS / "screenshots").iterdir())] == SHOWN
