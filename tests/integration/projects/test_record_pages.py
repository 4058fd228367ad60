"""What a record's page shows around its facts: course, family, organisations, records near it, the live words."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

import pytest
from django.test import Client

from projects.reading import reading
from projects.related import family, near, participants, told_together
from projects.templatetags.facts import live
from tests.factories import articles, records, vocabulary
from tests.factories.scene import Scene, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Scene:
    return scene()


def test_near_records_come_with_their_reasons_and_without_the_family(world: Scene) -> None:
    industry, region = vocabulary.industry("0102"), vocabulary.region("370212")
    twice = records.project("甲项目", park=world.park, region=region)
    twice.industries.add(industry)
    records.project("乙项目", park=world.park)
    records.project("远方项目", region=vocabulary.region("320583"))
    found = [(each.record.name, each.reasons) for each in near(world.project)]
    assert found == [("甲项目", ["同一园区", "同在崂山区、同产业"]), ("乙项目", ["同一园区"])]


def test_parks_of_one_city_are_near(world: Scene) -> None:
    records.park("黄岛示范园", region=vocabulary.region("370211"))
    records.park("昆山示范园", region=vocabulary.region("320583"))
    assert [each.record.name for each in near(world.park)] == ["黄岛示范园"]


def test_a_family_is_the_whole_and_its_phases(world: Scene) -> None:
    assert family(world.project) == family(world.phase) == [world.project, world.phase]
    assert family(world.batch) == []


def test_organisations_lead_to_their_other_records(world: Scene) -> None:
    other = records.project("另一项目")
    for record, role in ((world.project, "developer"), (world.project, "investor"), (other, "developer")):
        records.organisation(record, role=role)
    (found,) = participants(world.project)
    assert (found.name, found.roles, found.elsewhere) == ("示范科技有限公司", ["建设单位", "投资方"], [other])


def test_a_batch_stands_beside_the_projects_of_its_articles(world: Scene) -> None:
    assert told_together(world.batch, [world.first]) == [world.project]
    assert told_together(world.batch, []) == []


def test_the_margin_tells_each_shown_value_once(world: Scene) -> None:
    source = articles.article("云岭智算中心发展智算。智算产业。总投资99亿元。")
    for start in ("发展智算", "智算产业"):
        articles.citation(world.project, "industries", "0102", start, source, chosen=True)
    articles.citation(world.project, "investment_cny", 99 * 10**8, "总投资99亿元", source)
    (entry,) = reading(source).entries
    assert [(label, [told.shown.text for told in values]) for label, values in entry.facts] == [
        ("产业", ["智能语音与计算机视觉"])
    ]


@pytest.mark.parametrize(
    ("url", "quote", "link"),
    [
        ("https://news.example.com/1#top", "占地53亩", "https://news.example.com/1#:~:text=占地53亩"),
        ("https://news.example.com/1", "A-B, C", "https://news.example.com/1#:~:text=A%2DB, C"),
        (
            "https://news.example.com/1",
            "一" * 20 + "中" * 9 + "二" * 20,
            f"https://news.example.com/1#:~:text={'一' * 20},{'二' * 20}",
        ),
        ("", "占地53亩", ""),
        ("javascript:alert(1)", "占地53亩", ""),
    ],
)
def test_words_on_the_live_page(url: str, quote: str, link: str) -> None:
    cited = articles.citation(
        records.project(), "land_area_m2", 1, quote, articles.article(f"据悉，{quote}。", url=url)
    )
    plain = live(cited)
    assert unquote(plain).replace("A-B", "A%2DB") == link
    assert "," not in plain.partition("text=")[2].replace(",%E4%BA%8C", "")


def test_the_page_has_all_its_parts(client: Client, world: Scene) -> None:
    records.organisation(world.project)
    html = client.get(world.project.get_absolute_url()).content.decode()
    text = unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)))
    for heading in ("进度", "组成", "参与单位", "来源文章"):
        assert re.search(rf"<h2[^>]*>{heading}", html), heading
    assert "位于园区 海湾智能产业园" in text
    assert "#:~:text=" in html
