"""What is a reprint: the same words, lightly edited or shortened; never merely the same subject."""

import pytest

from kbase.text.reprints import is_reprint, sketch

NEWS = (
    "示范日报讯 2月8日上午，崂山区在示范产业园举行一季度重点工程集中开工仪式，区里主要负责人到场宣布开工。"
    "其中，示范装备生产基地由示范科技有限公司投资建设，总投资约15.2亿元，占地53亩，规划建设四栋高标准厂房、一栋研发楼和一座动力中心。"
    "基地建成后主要生产伺服电机、减速器等核心零部件，预计2025年底竣工，达产后年产值可达20亿元，带动就业800人。"
    "示范科技有关负责人在现场表示，公司看重这里完整的配套和良好的营商环境，将抓住有效施工期，力争早日建成投产。"
    "据了解，示范产业园去年以来共引进各类企业36家，今年还将完善道路、供热与污水处理设施，为企业落户做好服务。"
)
OTHER = (
    "记者昨日从示范产业园管理委员会获悉，示范装备生产基地已完成桩基施工。这个总投资约15.2亿元、占地53亩的工厂由示范科技有限公司兴建，"
    "是当地今年的头号工程。走进工地，十余台塔吊正在同时作业，工人们抢抓晴好天气浇筑承台。项目经理介绍，厂房主体计划六月封顶，"
    "设备安装随后展开，2025年底前具备试生产条件。届时每年可生产伺服电机60万台，填补本地产业链的空白。"
)
NOTICE = (
    "{0}环境影响评价第一次公示。根据有关规定，现将项目基本情况公开如下，欢迎公众提出宝贵意见。建设地点位于示范大道{1}号，"
    "总投资{2}亿元，占地{3}亩，建设周期{4}个月。公众可在公示之日起十个工作日内，以信函、传真或电子邮件的方式向建设单位反映意见。"
)
SENTENCES = NEWS.split("。")
SHORT = "崂山区的示范装备生产基地总投资3亿元。"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (NEWS, True),
        (NEWS.replace("，", ",").replace("。", "。\n\n"), True),
        (NEWS.replace("项目", "項目").replace("基地建成后", "基地建成後").replace("企业", "企業"), True),
        ("来源：示范网 责任编辑：某某\n" + NEWS.replace("2月8日上午", "昨天").replace("到场宣布", "出席并宣布"), True),
        ("。".join(SENTENCES[:2]) + "。", True),
        (SENTENCES[0] + "。" + SENTENCES[3] + "。", True),
        (OTHER, False),
        (OTHER + SENTENCES[1], False),
        (SENTENCES[4] + "。", False),
        ("", False),
    ],
    ids=["same", "punctuation", "traditional", "edited", "shortened", "two of five", "same project", "one sentence taken over",
         "one sentence alone", "nothing"],
)  # fmt: skip
def test_reprints(other, expected):
    assert is_reprint(NEWS, other) is expected
    assert is_reprint(other, NEWS) is expected


def test_a_form_filled_in_otherwise_is_no_reprint():
    one = NOTICE.format("示范装备生产基地", 18, "15.2", 53, 24)
    other = NOTICE.format("示范装备研发中心", 72, "3.6", 120, 12)
    assert not is_reprint(one, other)
    assert is_reprint(one, one.replace("宝贵意见", "意见和建议"))


@pytest.mark.parametrize(("other", "expected"), [(SHORT + "\n", True), (SHORT.replace("3", "5"), False)])
def test_short_texts_are_reprints_only_in_the_very_same_words(other, expected):
    assert is_reprint(SHORT, other) is expected


def test_a_part_keeps_the_hashes_that_fall_into_it():
    whole, part = sketch(NEWS * 1 + OTHER), sketch(NEWS)
    assert len(whole) == len(part) == 64
    assert whole == sorted(set(whole))
    assert len({*whole} & {*part}) >= 64 * len(NEWS) // len(NEWS + OTHER) // 2
    assert sketch("太短") == []
