"""Which namings are one thing: descriptions, bare words behind 建设, quoted names."""

from kbase.text.offsets import MappedText
from projects.extraction.pipeline import default_tagger, read
from projects.extraction.records import ArticleText
from projects.extraction.subjects import Subject


def subjects(text: str) -> list[Subject]:
    return list(read(ArticleText(MappedText.of(text)), default_tagger()).context.subjects.all)


def test_what_a_project_is_said_to_be_is_no_second_project() -> None:
    found = subjects("清水沟热电厂项目位于城北。该项目为集中供热项目，总投资5亿元。")
    assert [subject.title for subject in found] == ["清水沟热电厂项目"]


def test_a_thing_that_is_built_needs_no_name() -> None:
    found = subjects("某制药宣布，在上海增资20亿元建设全新的生产基地。")
    assert [subject.title for subject in found] == ["生产基地"]


def test_quoted_words_behind_a_name_are_its_short_form() -> None:
    (subject,) = subjects("两岸合资照明项目“开新光”年底开工，开新光公司已成立。")
    assert subject.short_forms == ["开新光"]


def test_a_bare_phase_behind_a_name_with_that_phase_is_the_same() -> None:
    found = subjects("白鹭湾科技产业园三期项目去年投用。三期项目新建厂房18万平方米。")
    assert [(subject.title, len(subject.names)) for subject in found if subject.phase] == [
        ("白鹭湾科技产业园三期项目", 2)
    ]


def test_whose_projects_are_started_together_is_no_name() -> None:
    found = subjects("青岛市重大项目集中签约仪式举行。昨日，该区举行第四季度项目集中开工活动。")
    assert [subject.title for subject in found] == []


def test_what_a_ceremony_is_joined_with_begins_behind_the_joint() -> None:
    found = subjects("集中签约暨云湖电池产业基地项目开工仪式举行，园内2栋加工车间封顶。")
    assert [subject.title for subject in found] == ["云湖电池产业基地项目"]
