"""Sentence with its verbs marked, and what each verb says: status (or -) and flags."""

import re

import pytest

from projects.extraction import stages

TABLE = [
    # planned
    ("正在【谋划】新的产业园", "planned planned"),
    ("企业【拟建】研发中心", "planned planned"),
    ("项目已完成【立项】", "planned planned"),
    ("【规划建设】标准厂房", "planned planned"),
    ("项目将于年内【开工建设】", "planned event:start future planned"),
    ("力争三季度【开工】", "planned event:start future planned"),
    ("计划明年【动工】", "planned event:start future planned"),
    ("项目尚未【开工】", "planned event:start negated planned"),
    ("推动一批项目【开工】", "planned event:start future planned"),
    # signed
    ("两家企业【签约】园区", "signed event:sign"),
    ("新工厂【落户】开发区", "signed event:sign"),
    ("双方【签署】协议", "signed event:sign"),
    ("已有明确【意向】", "signed event:sign weak"),
    # construction
    ("62个项目【集中开工】", "construction event:start"),
    ("新工厂昨日【奠基】", "construction event:start"),
    ("项目已【开工】", "construction event:start"),
    ("项目正【加快建设】", "construction"),
    ("厂房主体【封顶】", "construction"),
    ("【启动建设】数字园", "construction event:start"),
    ("这一【在建】工程", "construction"),
    # completed, operating
    ("厂房【竣工】", "completed event:end"),
    ("研发楼已【建成】", "completed event:end"),
    ("工厂正式【投产】", "operating event:end"),
    ("园区【建成投用】", "operating event:end"),
    ("平台【上线】运营", "operating event:end weak"),
    ("昨日，产业园【开园】", "operating event:end"),
    ("生产线已【投入使用】", "operating event:end"),
    # an end to come is a date, no status
    ("预计2024年【竣工】", "- event:end future"),
    ("有望年底【投产】", "- event:end future"),
    ("有望2013年【开建】，2015年【建成】", "planned event:start future planned", "- event:end future"),
    ("预计今年3月部分【交付】", "- event:end future"),
    ("项目将【落户】园区", "planned event:sign future planned"),
    ("项目【建成】后，产值可观", "- event:end hypothetical"),
    ("全部【投产】之后年产值可达3亿元", "- event:end hypothetical"),
    ("一期尚未【投产】", "- event:end negated"),
    # an end that is near is not reached, that of the frame is not the whole's
    ("一期即将【完工】", "construction"),
    ("项目基本具备【竣工】条件", "construction"),
    ("主体设施基本【完工】", "construction"),
    ("厂房已【完工】", "completed event:end"),
    ("项目正式【投产】后年产值3亿元", "- event:end hypothetical"),
    ("项目2023年【投产】后满负荷运转", "operating event:end"),
    ("已推动全市30个项目【开工】", "construction event:start"),
    # verbs around what they govern
    ("公司【启动了二期工程建设】", "construction event:start"),
    ("园区【建设已正式启动】", "construction event:start"),
    ("继续【加快三条道路工程建设】", "construction weak"),
    ("正【加班加点】【赶进度】", "construction weak", "construction"),
    ("【投产】一批”项目18个", "operating event:end"),
    # a word that only looks like a plan
    ("虚拟现实工厂【投产】", "operating event:end"),
    ("主要项目【开工】", "construction event:start"),
    # no verbs of stage
    ("建成区面积扩大",),
    ("施工单位进场",),
    ("计划投资12亿元,占地90亩",),
    ("自发自用、余量并网",),
    ("竣工面积增长",),
    ("开工率上升",),
    ("线上线下同步销售",),
    ("储备一批、开工建设一批、竣工投产一批",),
    ("新项目抓开工",),
    ("营业收入增长",),
    ("根据总体规划",),
]


def shown(mention):
    return " ".join([mention.value or "-", *sorted(mention.flags)])


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_marks_what_the_verb_says(row):
    marked, *expected = row
    text = re.sub("[【】]", "", marked)
    found = list(stages.find(text))
    assert [text[m.start : m.end] for m in found] == re.findall("【(.+?)】", marked)
    assert [shown(m) for m in found] == expected
