"""A small world for page tests: two articles that disagree, a park, a project in it, its phase, a batch."""

from __future__ import annotations

from dataclasses import dataclass

from parks.models import Park
from projects.actions.indexing import index
from projects.actions.resolve import resolve
from projects.models import Article, Citation, Project
from tests.factories import articles, records, vocabulary

FIRST = """崂山区集中开工
2月8日，崂山区举行集中开工仪式，总投资306亿元的62个项目集中开工。
其中，云岭智算中心位于海湾智能产业园，占地约53亩，计划总投资约15亿元，今年2月开工。
海湾智能产业园规划面积5平方公里。"""
SECOND = "云岭智算中心主体封顶，总投资16.2亿元，占地53亩。<b>记者</b> & 通讯员"


@dataclass(frozen=True, slots=True)
class Scene:
    """What :func:`scene` made."""

    first: Article
    second: Article
    park: Park
    project: Project
    phase: Project
    batch: Project

    def citation(self, subject: Park | Project, field: str) -> Citation:
        """The observation of ``field`` that the record shows."""
        return subject.citations.filter(field=field, chosen=True).earliest("pk")


def scene() -> Scene:
    """All of it saved, resolved and indexed."""
    region = vocabulary.region("370212")
    industry = vocabulary.industry("0102")
    first = articles.article(FIRST, title="崂山区集中开工", url="https://news.example.com/1")
    second = articles.article(SECOND, title="云岭智算中心主体封顶", published="2024-06-03", publisher="崂山区人民政府")
    park = records.park("海湾智能产业园", region=region, zone_kind="产业园")
    project = records.project("云岭智算中心", aliases=["智算中心"])
    phase = records.project("云岭智算中心一期", region=region, phase_of=project)
    batch = records.batch("崂山区集中开工项目", 62, region=region)
    cite = articles.citation
    cite(batch, "investment_cny", 30_600_000_000, "总投资306亿元的62个项目集中开工", first)
    cite(batch, "project_count", 62, "总投资306亿元的62个项目集中开工", first)
    cite(batch, "region", "370212", "崂山区", first)
    cite(project, "name", project.name, "云岭智算中心", first)
    cite(project, "name", project.name, "云岭智算中心", second)
    cite(project, "region", "370212", "崂山区", first)
    cite(project, "park", park.name, "海湾智能产业园", first)
    cite(project, "industries", {"code": industry.pk, "term": "智算"}, "智算", first)
    cite(project, "investment_cny", 1_500_000_000, "计划总投资约15亿元", first, qualifier="about")
    cite(project, "investment_cny", 1_620_000_000, "总投资16.2亿元", second)
    cite(project, "land_area_m2", 35333.34, "占地约53亩", first, qualifier="about")
    cite(project, "started_on", "2023-02", "今年2月开工", first)
    cite(park, "name", park.name, "海湾智能产业园", first)
    cite(park, "region", "370212", "崂山区", first)
    cite(park, "land_area_m2", 5_000_000, "规划面积5平方公里", first)
    for subject in (batch, project, park):
        resolve(subject)
    index([batch, project, phase, park])
    return Scene(first, second, park, project, phase, batch)
