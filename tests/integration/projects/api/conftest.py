"""What tests of the API share."""

import pytest


@pytest.fixture(autouse=True)
def unhurried(settings) -> None:
    """No limit on requests but where a test sets one."""
    settings.API_RATE = ""
