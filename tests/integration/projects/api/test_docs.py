"""The documentation tells the truth: its examples work, and its page is the document in words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from projects.api.document import document
from tests.factories.scene import scene
from tests.markup import faults

GUIDE = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text()
EXAMPLES = re.findall(r"^curl (?:-\w+ )*'([^']+)'$", GUIDE, re.MULTILINE)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", EXAMPLES)
def test_the_examples_of_the_guide_work(client: Client, address: str) -> None:
    scene()
    parts = urlsplit(address)
    assert client.get(f"{parts.path}?{parts.query}").status_code == 200


def test_there_are_examples_and_the_error_shown_is_real(client: Client) -> None:
    assert len(EXAMPLES) == 9
    (shown,) = re.findall(r"```json\n(.+?)\n```", GUIDE, re.DOTALL)
    assert json.loads(shown) == client.get("/api/v1/projects/?regoin=370000").json()


def test_the_page_tells_of_every_address_parameter_and_shape(client: Client) -> None:
    page = client.get("/api/v1/").content.decode()
    assert faults(page) == []
    told = document()
    for path, methods in told["paths"].items():
        assert f"GET {path}" in page
        assert all(
            f"<code>{each['name']}</code>" in page
            for each in methods["get"].get("parameters", ())
            if each["in"] == "query"
        )
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert told["components"]["schemas"].keys() <= anchors
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors
    assert "<pre" in page
