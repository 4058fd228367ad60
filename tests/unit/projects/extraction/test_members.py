"""Which projects a batch lists, and what they get from it."""

import pytest

from kbase.text.offsets import MappedText
from projects.extraction import members
from projects.extraction.attach import Attached
from projects.extraction.pipeline import default_tagger, read
from projects.extraction.records import ArticleText

ROW = ("云湖电池生产基地项目", "海瀚物流园项目", "白鹭研发中心项目")
TABLE = [
    f"昨日,5个项目集中开工,分别为{ROW[0]}、{ROW[1]}、{ROW[2]}。",
    f"昨日,{ROW[0]}、{ROW[1]}、{ROW[2]}等5个项目集中开工。",
    f"昨日,5个项目集中开工。其中,{ROW[0]}总投资5亿元,{ROW[1]}总投资3亿元,{ROW[2]}总投资2亿元。",
    f"昨日,5个项目集中开工。其中:恒泽科技的{ROW[0]}投产后年产值5亿元;海瀚集团的{ROW[1]}占地50亩;{ROW[2]}占地20亩。",
    f"昨日,云湖签下5个项目:{ROW[0]}(城北),{ROW[1]}(城南),{ROW[2]}(高新)。",
]


@pytest.mark.parametrize("text", TABLE)
def test_members(text: str) -> None:
    context = read(ArticleText(MappedText.of(text)), default_tagger()).context
    listed = {member.title for _, row in members._batches(context) for member in row}
    assert all(any(title.removesuffix("项目").endswith(name.removesuffix("项目")) for title in listed) for name in ROW)


@pytest.mark.parametrize(("count", "whole"), [(3, True), (5, False)])
def test_a_list_as_long_as_its_count_is_whole(count: int, whole: bool) -> None:
    reading = read(
        ArticleText(MappedText.of(f"昨日,{count}个项目集中开工,包括{ROW[0]}、{ROW[1]}、{ROW[2]}。")), default_tagger()
    )
    context = reading.context
    ((batch, row),) = [(b, r) for b, r in members._batches(context)]
    stage = next(fact for fact in reading.facts if fact.field == "status")
    told = {id(batch): [Attached(stage, batch, batch.counted, 0.9)]}
    flags = {"whole_list" in item.fact.flags for _, item in members.inherited(told, context)}
    assert flags == {whole}
    assert len(row) == 3


def test_a_sentence_that_lists_nothing_adds_none() -> None:
    text = f"昨日,5个项目集中开工。{ROW[0]}位于云湖。"
    context = read(ArticleText(MappedText.of(text)), default_tagger()).context
    assert not list(members._batches(context))
