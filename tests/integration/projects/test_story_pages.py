"""Reprints on pages: grouped under the article that told it first, counted as one source."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from projects.models import Article
from tests.factories import articles
from tests.factories.scene import scene

pytestmark = pytest.mark.django_db


def text(client: Client, url: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(url).content.decode())))


def test_a_record_lists_each_story_once_with_its_reprints(client: Client) -> None:
    world = scene()
    for publisher in ("示例晚报", "示例网"):
        copy = articles.article(
            f"{publisher}：{world.first.text}", title="转发：集中开工", publisher=publisher, published="2023-02-09"
        )
        Article.objects.filter(pk=copy.pk).update(story=world.first)
        articles.citation(world.project, "investment_cny", 1_500_000_000, "计划总投资约15亿元", copy)
    shown = text(client, world.project.get_absolute_url())
    assert "来源文章 4 篇（独立来源 2 个，其余为转载）" in shown
    listed = shown[shown.index("来源文章") :]
    assert "另有 2 篇转载： 示例晚报 、 示例网" in listed
    assert listed.count("崂山区集中开工 2023-02-08") == 1
    assert "4 篇报道" in shown


def test_an_article_names_the_first_and_its_reprints(client: Client) -> None:
    world = scene()
    copies = [articles.article(f"转载{number}。", title=f"转载之{number}") for number in (1, 2)]
    Article.objects.filter(pk__in=[copy.pk for copy in copies]).update(story=world.first)
    assert "另有 2 篇转载 转载之1" in text(client, world.first.get_absolute_url())
    copy = text(client, copies[0].get_absolute_url())
    assert "转载自 崂山区集中开工" in copy and "另有 1 篇转载 转载之2" in copy
    assert "转载" not in text(client, world.second.get_absolute_url())
