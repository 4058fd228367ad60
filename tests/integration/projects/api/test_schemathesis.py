"""Whatever the document allows, and much that it does not, is answered as it says: schemathesis asks, in process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi import checks

from kbase.wsgi import application
from projects.api.document import document
from tests.factories.scene import scene

load_all_checks()

#: Codes of regions, industries and parks may look right and not exist, so what the document allows may still be
#: refused (``positive_data_acceptance``); the others hold.
CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
    checks.allow_header_conformance,
]
SCHEMA: Any = schemathesis.openapi.from_dict(document())
SCHEMA.app = application
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations()]
MODES = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests keep the connection of the test, with its transaction, as Django's own test client sees to."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("unhurried", "one_connection")
class TheApiDoesAsItsDocumentSays(TestCase):
    """One world, every operation, cases that fit the document and cases that don't."""

    @classmethod
    def setUpTestData(cls) -> None:
        scene()

    @seed(20261122)
    @settings(
        max_examples=60,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def test_any_request(self, data: st.DataObject) -> None:
        operation = data.draw(st.sampled_from(OPERATIONS))
        mode = data.draw(st.sampled_from(MODES))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})


def test_every_operation_is_asked() -> None:
    assert len(OPERATIONS) == len(document()["paths"]) == 15
