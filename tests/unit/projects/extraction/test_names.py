"""Sentence and marked sentence: 【】 marks every naming that the finder must see, and no other."""

import re

import pytest

from projects.extraction import names
from projects.extraction.tagging import JiebaTagger

TAGGER = JiebaTagger()

TABLE = [
    ("总投资20亿元的【船舶柴油机维修基地项目】正加快建设", "named"),
    ("推进【医用同位素研发及生产基地】建设", "named"),
    ("数月前投用的【云岭虚拟现实整机和光学模组项目】", "named"),
    ("【西部(重庆)科学城】正式揭牌", "named"),
    ("“【北方云谷】”启幕", "named"),
    ("走进【“云上”智算中心】", "named"),
    ("总投资8亿元的【年产36万片晶圆项目】落户", "named"),
    ("占地192亩的【凉茶中药养生饮品工业园】明年投产", "named"),
    ("该【项目】建成后将带动就业", "generic"),
    ("目前,【园区】已入驻企业70家", "generic"),
    ("【一期项目】总投资45亿元", "phase"),
    ("据了解,该【项目一期】以贸易为主", "phase"),
    ("推进【特来云总部基地项目(一期)】建设", "named"),
    ("由江苏恒远集团投资建设的【恒远农产品全球采购中心项目】", "named"),
    ("目前,【联想智能制造基地】正式投产", "named"),
    ("【京东方第8.6代显示器件生产线项目】总投资630亿元", "named"),
    ("【益海(潮州)现代食品产业园】将于年底开园", "named"),
    ("自筹资金建设的【中大尺寸电容屏(4.3～13.3英寸)生产线】", "named"),
    ("【海南商业航天发射场】竣工", "named"),
    # capacities stand inside names, alone and in rows
    ("【白鹭化工100万吨树脂项目】开工", "named"),
    ("建设【30万吨树脂、8万吨涂料项目】", "named"),
    ("推进【100万吨炼油和20万吨乙烯项目】", "named"),
    # a building of the thing is no other thing
    ("【云湖智能产业园】厂房封顶", "named"),
    ("【海瀚第三客车项目】职工公寓封顶", "named"),
    # kinds of things are no names
    ("江州市重大项目达39个", ""),
    ("云湖许多项目已经开工", ""),
    ("在江北新区举行", ""),
    ("依据《全市产业园规划》,加强管理", ""),
    ("产业园有限公司成立", ""),
]


@pytest.mark.parametrize(("marked", "form"), TABLE, ids=[row[0] for row in TABLE])
def test_find(marked: str, form: str) -> None:
    sentence = re.sub("[【】]", "", marked)
    found = names.find(sentence, TAGGER.words(sentence))
    expected = re.findall("【(.*?)】", marked)
    assert [name.text for name in found if name.text in expected] == expected
    assert all(sentence[name.start : name.end] == name.text for name in found)
    if expected:
        assert next(name for name in found if name.text == expected[0]).form == form
    else:
        assert not [name for name in found if name.head == "产业园"]


def test_every_item_of_a_list_is_a_name() -> None:
    sentence = "重点推进云岭总部基地项目(一期)、恒泽科技产业项目(二期)、人工智能科技园等37个项目新开工建设"
    found = [name.text for name in names.find(sentence, TAGGER.words(sentence))]
    assert found[:3] == ["云岭总部基地项目(一期)", "恒泽科技产业项目(二期)", "人工智能科技园"]


def test_a_name_of_its_own_is_told_from_common_words() -> None:
    sentence = "马驹沟光伏电站和数字经济展示中心"
    found = {name.text: name.proper for name in names.find(sentence, TAGGER.words(sentence))}
    assert found == {"马驹沟光伏电站": True, "数字经济展示中心": False}


def test_phase_and_base_are_told_apart() -> None:
    name = names.make("云岭科技园(二期)项目", 0)
    assert (name.phase, name.base, name.kind) == ("二期", "云岭科技园", "park")
