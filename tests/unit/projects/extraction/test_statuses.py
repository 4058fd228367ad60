"""The stage of a record where no verb tells it outright."""

import pytest

from kbase.text.offsets import MappedText
from projects.extraction.attach import Attached, attach
from projects.extraction.pipeline import Reading, default_tagger, read
from projects.extraction.records import ArticleText
from projects.extraction.statuses import STAGES, choice, status_of
from projects.extraction.subjects import Subject

TABLE = [
    ("恒泽产业园现已引进企业300家,年产值50亿元。", "恒泽产业园", "operating"),
    ("恒泽产业园正式开工。", "恒泽产业园", "construction"),
    ("云湖市将重点推进22个在建项目,开工海瀚机场改扩建等18个项目。", "18个项目", "planned"),
]


def owned(reading: Reading) -> dict[int, list[Attached]]:
    out: dict[int, list[Attached]] = {}
    for item in attach(reading.facts, reading.context):
        out.setdefault(id(item.subject), []).append(item)
    return out


def signs(text: str, name: str, stage: str, published: str | None = None) -> set[str]:
    """What speaks for ``stage`` in the question about the subject whose title ends with ``name``."""
    reading = read(ArticleText(MappedText.of(text), published=published), default_tagger())
    subject: Subject = next(s for s in reading.context.subjects.all if s.title.endswith(name))
    stages = [fact for fact in reading.facts if fact.field == "status"]
    question = choice(subject, owned(reading), stages, published, reading.context)
    return set(question.features[STAGES.index(stage)])  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "name", "stage"), TABLE)
def test_stage(text: str, name: str, stage: str) -> None:
    reading = read(ArticleText(MappedText.of(text), published="2023-05-01"), default_tagger())
    subject = next(s for s in reading.context.subjects.all if s.title.endswith(name))
    stages = [fact for fact in reading.facts if fact.field == "status"]
    found = status_of(subject, owned(reading), stages, "2023-05-01", reading.context)
    assert found and found[0] == stage


def test_companies_tell_of_parks_only() -> None:
    reading = read(ArticleText(MappedText.of("云湖电池基地项目引进企业300家。")), default_tagger())
    question = choice(reading.context.subjects.all[0], {}, [], None, reading.context)
    assert not any(question.shown)


def test_a_record_has_the_stage_of_its_batch_and_of_the_lead() -> None:
    text = "昨日,云湖市6个项目集中开工。\n市领导出席。\n恒泽科技总投资5亿元的电池组件项目占地50亩。"
    assert {"batch", "in_lead"} <= signs(text, "电池组件项目", "construction")


def test_a_phase_has_the_stage_of_its_whole() -> None:
    text = "恒泽产业园正式投产。\n恒泽产业园一期占地200亩。"
    assert "whole" in signs(text, "一期", "operating")


def test_a_year_that_is_not_over_has_not_passed() -> None:
    text = "恒泽产业园将于年内建成投用。"
    assert "completes_on.past" not in signs(text, "恒泽产业园", "operating", "2024")
    assert "completes_on.future" in signs(text, "恒泽产业园", "construction", "2024")
