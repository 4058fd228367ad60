"""Which namings are one thing: descriptions, bare words behind 建设, quoted names."""

import pytest

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


def test_a_company_of_which_phases_are_told_is_their_whole() -> None:
    found = subjects("白鹭湾食品有限公司是省级重点工业企业,总投资5亿元,分两期建设。一期投资3亿元,占地148亩。")
    phase = next(subject for subject in found if subject.phase)
    assert phase.parent is not None
    assert phase.parent.title == "白鹭湾食品有限公司"


def test_the_phase_of_this_project_is_of_what_the_article_is_about() -> None:
    far = "".join(f"第{n}项建设内容是道路。" for n in "二三四五六七八")
    text = f"云湖数字产业园将动工。云湖数字产业园定位高端。云湖数字产业园占地千亩。{far}\n该项目一期建设内容:办公楼,投入7.5亿元。"
    phase = next(subject for subject in subjects(text) if subject.phase)
    assert phase.parent is not None
    assert phase.parent.title == "云湖数字产业园"


def test_a_batch_is_spoken_of_by_its_ordinal() -> None:
    (batch,) = subjects("云湖第一批5个项目开工。第一批项目在城北举行仪式。")
    assert [name.text for name in batch.names] == ["第一批5个项目", "第一批项目"]
    assert batch.counted.text == "第一批5个项目"


BATCHES = [
    # one number, two batches: other deeds, or money of their own
    ("甲市签约项目19个，总投资5亿元；投产项目19个，总投资8亿元。", [19, 19]),
    ("甲市共推进项目48个，总投资152亿元。乙市共推进项目48个，总投资90亿元。", [48, 48]),
    # told twice
    ("总投资90亿元的62个项目集中开工。这62个项目都是工业项目。", [62]),
    ("六个项目集中开工。这六个项目总投资9亿元。", [6]),
    ("2023年15个重点项目开工。2023年20个重点项目竣工。", [15, 20]),
    # spoken of again without the number
    ("昨日12个项目集中开工。这批项目总投资34亿元。", [12]),
    ("昨日12个项目集中签约。本次签约项目涵盖新材料。", [12]),
    ("开工的7个项目中，包括5个产业项目和2个基础设施项目。", [7]),
    ("12家先进企业集中签约，总投资110亿元。", [12]),
]


@pytest.mark.parametrize(("text", "counts"), BATCHES)
def test_batches(text: str, counts: list[int]) -> None:
    assert [subject.count for subject in subjects(text) if subject.kind == "batch"] == counts
