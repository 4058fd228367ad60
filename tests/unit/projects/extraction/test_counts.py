"""Sentence and marked sentence: 【】 marks the spans, the rows say what each of them is."""

import re

import pytest

from projects.extraction import counts

TABLE = [
    ("总投资306亿元的【62个项目】集中开工", "62 exact head:项目"),
    ("推动建设工改【项目15个】", "15 exact head:项目"),
    ("正在推进【15个工改项目】", "15 exact head:项目"),
    ("首批【8个数字医疗项目】签约", "8 exact batch head:项目"),
    ("推动【133个新建项目】开工", "133 exact head:项目"),
    ("引进【31家企业】", "31 exact head:企业"),
    ("有意向的【企业31家】", "31 exact head:企业"),
    ("全年【160项重大项目】", "160 exact head:项目"),
    ("全省重大【项目超千个】", "1000 over head:项目"),
    ("甲、乙、丙等【8个项目】", "8 exact head:项目 list"),
    ("落实【一个项目】", "1 exact head:项目 weak"),
    ("【5家超百亿元的新材料项目】", "5 exact head:项目"),
    ("实施【2000余个技改项目】", "2000 over head:项目"),
    ("集聚【近百家企业】", "100 about head:企业"),
    ("共有【项目共计45个】", "45 exact head:项目"),
    ("【十二个工程】完工", "12 exact head:工程"),
    ("【2.5万家企业】", "25000 exact head:企业"),
    ("总投资40亿元，【20个2023年重点项目】", "20 exact head:项目"),
    ("投资5000万元以上的【293个项目】", "293 exact head:项目"),
    ("【6个产业项目和2个配套工程】开工", "8 exact head:工程 head:项目"),
    ("新建【6个项目】和续建【9个项目】", "6 exact head:项目", "9 exact head:项目"),
    ("【12个企业技改项目】开工", "12 exact head:项目"),
    ("【12家先进企业】签约", "12 exact head:企业"),
    ("【五大开工项目】", "5 exact head:项目"),
    ("“三个一批”项目建设活动",),
    ("五个一工程",),
    ("四家投标单位依次就工程作说明",),
    ("两座泵站完成土建工程",),
    ("目前已签约【13个项目】", "13 exact head:项目"),
    ("最近【5家企业】落户", "5 exact head:企业"),
    ("推进【196个城市更新建设项目】", "196 exact head:项目"),
    ("布局【五大特色产业园】", "5 exact head:产业园 weak"),
    ("第3个项目开工",),
    ("3个月完成项目审批",),
    ("5个城市的项目",),
    ("3年完成6个环节，项目落地",),
    ("有人口30个亿",),
]


def shown(mention):
    return " ".join([str(mention.value), mention.qualifier, *sorted(mention.flags)])


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_marks_what_the_sentence_says(row):
    marked, *expected = row
    text = re.sub("[【】]", "", marked)
    found = list(counts.find(text))
    assert [text[m.start : m.end] for m in found] == re.findall("【(.+?)】", marked)
    assert [shown(m) for m in found] == expected


def test_the_share_that_a_verb_counts_is_a_subset():
    whole, share = counts.find("推动133个新建项目开工106个")
    assert (whole.value, share.value) == (133, 106)
    assert share.flags == {"head:项目", "subset"}
