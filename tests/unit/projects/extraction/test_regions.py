"""The division of a record: the finest on which the evidence agrees."""

import pytest

from kbase.text.offsets import MappedText
from projects.extraction import regions
from projects.extraction.pipeline import default_tagger, read
from projects.extraction.records import ArticleText

TABLE = [
    ("恒泽电池生产基地项目位于青岛市崂山区。", "恒泽电池生产基地", "370212"),
    ("青岛市签下2个项目:恒泽度假中心项目(崂山),白鹭制药基地项目(莱西)。", "恒泽度假中心", "370212"),
    ("信丰网讯:我县恒泽食品生产基地项目开工。\n项目由江西省重点支持。", "恒泽食品生产基地", "360722"),
    ("恒泽电池生产基地项目、株洲海瀚物流园项目和白鹭研发中心项目在青岛市集中开工。", "恒泽电池生产基地", "370200"),
    (
        "青岛市:37个项目集中开工。\n株洲市:62个项目集中开工。总投资335亿元。白鹭研发中心项目总投资8亿元。",
        "白鹭研发中心",
        "430200",
    ),
    ("恒泽产业园位于株洲市。\n恒泽产业园一期占地200亩。\n青岛企业来访。", "一期", "430200"),
    ("恒泽产业园定位于江津高端制造。\n株洲市支持恒泽产业园。株洲市市长来园。", "恒泽产业园", "430200"),
]


@pytest.mark.parametrize(("text", "title", "code"), TABLE, ids=lambda value: str(value)[:12])
def test_of(text: str, title: str, code: str) -> None:
    reading = read(ArticleText(MappedText.of(text)), default_tagger())
    subject = next(s for s in reading.context.subjects.all if s.title.removesuffix("项目").endswith(title))
    home = regions.article_place(reading.places, reading.context)
    found = regions.of(subject, reading.places, reading.context, None, home)
    assert found and found.place.adcode == code
