"""Which park a record lies in, and what is offered as one."""

import pytest

from kbase.text.offsets import MappedText
from projects.extraction.parents import choice, park_of
from projects.extraction.pipeline import Reading, default_tagger, read
from projects.extraction.records import ArticleText
from projects.extraction.subjects import Subject

TABLE = [
    ("在恒泽产业园内,总投资5亿元的云湖电池基地项目开工。", "云湖电池基地项目", "恒泽产业园"),
    ("云湖电池基地项目位于恒泽产业园,总投资5亿元。", "云湖电池基地项目", "恒泽产业园"),
    ("云湖电池基地项目开工。\n海瀚物流园也将投用。", "云湖电池基地项目", None),
]


def _read(text: str) -> Reading:
    return read(ArticleText(MappedText.of(text), published="2023-05-01"), default_tagger())


def _subject(reading: Reading, title: str) -> Subject:
    return next(s for s in reading.context.subjects.all if s.title == title)


@pytest.mark.parametrize(("text", "name", "park"), TABLE)
def test_park(text: str, name: str, park: str | None) -> None:
    reading = _read(text)
    found = park_of(_subject(reading, name), reading.parks, reading.context)
    assert (found.fact.value if found else None) == park


def test_generic_words_stand_for_the_park_they_mean() -> None:
    reading = _read("恒泽产业园规模不小。该园区内,云湖电池基地项目开工。")
    generic = [park for park in reading.parks if "generic" in park.flags]
    assert [park.value for park in generic] == ["恒泽产业园"]


def test_who_comes_first_behind_the_place_is_found_there() -> None:
    reading = _read("在恒泽产业园,云湖电池基地项目开工。")
    question = choice(_subject(reading, "云湖电池基地项目"), reading.parks, reading.context)
    assert "found_there" in question.features[0]


def test_the_park_that_an_article_is_of_is_offered_wherever_it_stands() -> None:
    between = "".join(f"第{word}车间的工人正在安装机器。" for word in "一二三四五六")
    reading = _read(f"恒泽产业园一派忙碌。恒泽产业园招工。{between}云湖电池基地项目开工。")
    question = choice(_subject(reading, "云湖电池基地项目"), reading.parks, reading.context)
    assert question.parks[0].value == "恒泽产业园"
    assert {"apart.far", "everywhere"} <= set(question.features[0])


def test_what_a_park_brings_is_its_own() -> None:
    reading = _read("恒泽产业园已引进云湖电池基地项目。")
    question = choice(_subject(reading, "云湖电池基地项目"), reading.parks, reading.context)
    assert "park_brings" in question.features[0]
