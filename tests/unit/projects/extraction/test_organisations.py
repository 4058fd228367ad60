"""Sentence and marked sentence: 【】 marks the names, the rows say the role."""

import re

import pytest

from projects.extraction import organisations

TABLE = [
    ("项目由【江海集团】投资建设", "developer"),
    ("由【江海集团】投资的基地", "investor"),
    ("由【山川重工】投资建设的工厂", "developer bare"),
    ("该园由【北岭科技有限公司】运营", "operator"),
    ("昨日，【江海新材料股份有限公司】计划投资5亿元", "investor"),
    ("【江海新材料有限公司】在城北新建工厂", "developer"),
    ("【北岭电子有限公司】入驻产业园", "tenant"),
    ("园区吸引了【北岭电子有限公司】", "tenant"),
    ("与【东湖大学】签约", "partner"),
    ("【高新区管委会】与【江海集团】签署协议", "government", "partner"),
    ("【临川市人民政府】批复同意", "government"),
    ("建设单位：【江海置业有限公司】", "developer"),
    ("运营方为【北岭产业运营有限公司】", "operator"),
    ("【光电研究院】、【东湖学院】等单位", "partner no_role", "partner no_role"),
    ("【江海（青州）科技集团】入驻", "tenant"),
    ("该公司宣布扩产",),
    ("两家子公司获奖",),
    ("市政府召开会议",),
    ("大学生返乡创业",),
    ("集团化办学",),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_marks_names_and_roles(row):
    marked, *expected = row
    text = re.sub("[【】]", "", marked)
    found = list(organisations.find(text))
    assert [text[m.start : m.end] for m in found] == re.findall("【(.+?)】", marked)
    assert [" ".join([m.value.role, *sorted(m.flags)]) for m in found] == expected
    assert all(m.value.name == text[m.start : m.end] for m in found)
