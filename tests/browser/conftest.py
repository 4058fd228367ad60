"""A real Chromium for the tests of this folder: the system's, or Playwright's own when there is none."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Playwright's synchronous interface keeps an event loop running, in which Django would refuse to use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def installed_browser() -> str | None:
    """Path of a Chromium on this machine."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser these tests are left out, with a word how to get one; in CI that is a failure."""
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in here:
        item.add_marker(pytest.mark.browser)
        if installed_browser() is None and os.environ.get("CI") != "true":
            item.add_marker(pytest.mark.skip(reason="没有浏览器：请安装 chromium 和 fonts-noto-cjk 后再运行"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Playwright's arguments with the system's browser; without one, Playwright says what it misses."""
    browser = installed_browser()
    return {**browser_type_launch_args, **({"executable_path": browser} if browser else {})}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A Chinese reader with an ordinary screen."""
    return {**browser_context_args, "locale": "zh-CN", "viewport": {"width": 1280, "height": 900}}
