"""The search boxes of the admin find rows by name, pinyin and words, and ask the index for them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.actions.indexing import index
from projects.actions.publishing import withhold
from projects.actions.review import decide
from projects.models import Article
from tests.factories import articles, people, records

pytestmark = pytest.mark.django_db
NAME, ALIAS = "海岬精密轴承制造基地", "轴承一厂"


@pytest.fixture
def world(client):
    """A project, the article that tells of it, and a decision."""
    project = records.project(NAME, aliases=[ALIAS])
    article = articles.article(f"{NAME}总投资15亿元，占地53亩。", title="海岬轴承项目开工", publisher="海岬晚报")
    articles.citation(project, "investment_cny", 1_500_000_000, "总投资15亿元", article)
    records.project("别的工程")
    decide(project, "status", "signed", user=people.editor(), reason="见批复")
    index([project, article])
    client.force_login(people.superuser())
    return project


def found(client, table, words):
    """How many rows the list shows for these words."""
    return len(client.get(reverse(f"admin:{table}_changelist"), {"q": words}).context["cl"].result_list)


@pytest.mark.parametrize(
    ("table", "words", "expected"),
    [
        *[("projects_project", words, 1) for words in (NAME, "轴承制造", ALIAS, "haijia", "hjjm", "海岬 精密")],
        *[("projects_project", words, 0) for words in ("轴承二厂", "？？")],
        *[("projects_citation", words, 1) for words in (NAME, "总投资15", "轴承制造")],
        ("projects_citation", "占地53", 0),
        *[("projects_review", words, 1) for words in (NAME, "见批复", "editor")],
        *[("projects_article", words, 1) for words in ("轴承项目", "海岬晚报")],
    ],
)
def test_what_is_found(client, world, table, words, expected):
    assert found(client, table, words) == expected


def test_what_was_withheld_is_found_too(client, world):
    withhold(world, "待核实", user=None)
    index([world])
    assert found(client, "projects_project", "轴承制造") == 1


def test_no_row_is_read_for_its_name(client, world):
    with CaptureQueriesContext(connection) as asked:
        for table in ("projects_project", "projects_article"):
            found(client, table, "轴承")
    tables = [f'FROM "{model}"' for model in ("projects_project", Article._meta.db_table)]
    scans = [each["sql"] for each in asked if "LIKE" in each["sql"] and any(table in each["sql"] for table in tables)]
    assert all("withheld" in sql for sql in scans)
