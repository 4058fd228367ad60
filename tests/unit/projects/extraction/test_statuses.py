"""The stage of a record where no verb tells it outright."""

import pytest

from kbase.text.offsets import MappedText
from projects.extraction.attach import attach
from projects.extraction.pipeline import default_tagger, read
from projects.extraction.records import ArticleText
from projects.extraction.statuses import choice, status_of

TABLE = [
    ("恒泽产业园现已引进企业300家,年产值50亿元。", "恒泽产业园", "operating"),
    ("恒泽产业园正式开工。", "恒泽产业园", "construction"),
    ("云湖市将重点推进22个在建项目,开工海瀚机场改扩建等18个项目。", "18个项目", "planned"),
]


@pytest.mark.parametrize(("text", "name", "stage"), TABLE)
def test_stage(text: str, name: str, stage: str) -> None:
    reading = read(ArticleText(MappedText.of(text), published="2023-05-01"), default_tagger())
    subject = next(s for s in reading.context.subjects.all if s.title.endswith(name))
    own = [item for item in attach(reading.facts, reading.context) if item.subject is subject]
    stages = [fact for fact in reading.facts if fact.field == "status"]
    found = status_of(subject, own, stages, "2023-05-01", reading.context)
    assert found and found[0] == stage


def test_companies_tell_of_parks_only() -> None:
    reading = read(ArticleText(MappedText.of("云湖电池基地项目引进企业300家。")), default_tagger())
    question = choice(reading.context.subjects.all[0], [], [], None, reading.context)
    assert not any(question.shown)
