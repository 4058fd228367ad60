"""Sentence and marked sentence over a vocabulary of a few terms."""

import re
from types import MappingProxyType

import pytest

from projects.extraction import industries


class Vocabulary:
    """A vocabulary of a few terms."""

    industry_terms = MappingProxyType(
        {
            "人工智能": "01",
            "AI": "01",
            "电子": "02",
            "电子信息": "02",
            "虚拟现实": "04",
            "VR": "04",
            "装备制造": "05",
            "高端装备": "05",
            "制造": "05",
            "生物医药": "06",
            "生物医药产业": "06",
            "医药": "06",
            "新能源": "07",
            "新能源汽车": "08",
        }
    )
    weak_industry_terms = frozenset({"电子", "制造", "医药"})


VOCABULARY = Vocabulary()
TABLE = [
    ("园区聚焦【人工智能】、【虚拟现实】", "01 context focus", "04 context focus listed"),
    ("建设【生物医药】产业园", "06 build context kind"),
    ("重点发展【新能源汽车】", "08 context focus"),
    ("重点发展【新能源】和【新能源汽车】", "07 context focus", "08 context focus listed"),
    ("以【生物医药】、【新能源】为主的产业", "06 context focus", "07 context focus listed"),
    ("形成【电子信息】、【高端装备】产业", "02 context cover", "05 context cover kind listed"),
    ("主导产业为【电子】、【医药】", "02 context focus weak", "06 context focus listed weak"),
    ("涉及【电子】、民生服务等多个领域", "02 context cover kind weak"),
    ("产品应用于【新能源】", "07 context use"),
    ("主要生产【人工智能】眼镜", "01 context make"),
    ("主导产业为【装备制造】、【电子信息】", "05 context focus", "02 context focus listed"),
    (
        "以【高端装备】(【虚拟现实】,【人工智能】)、【新能源】为主导产业",
        "05 context focus",
        "04 context focus listed",
        "01 context focus",
        "07 context focus listed",
    ),
    ("涵盖【电子】、【医药】两大领域", "02 context cover kind weak", "06 context cover kind listed weak"),
    ("产品主要是【人工智能】和【虚拟现实】", "01 context make", "04 context listed make"),
    ("主要从事【装备制造】业和【新能源】", "05 context kind make", "07 context listed make"),
    ("打造【AI】与【VR】高地", "01 build context", "04 build context listed"),
    ("打造【ai】高地", "01 build context"),
    ("【人工智能】学会成立", "01 in_organisation"),
    ("某某【生物医药】有限公司", "06 in_organisation"),
    ("【人工智能】计算中心", "01"),
    ("用【电子】邮件联系", "02 bare weak"),
    ("他们【制造】了麻烦", "05 bare weak"),
    ("AIR 和 MAIL",),
    ("年产5万吨【戊基糠酸】项目", "0902 context make"),
    ("年产20万台【洗瓶机】和箱包", "05 context make"),
    ("年产20万台【VR】设备", "04 context make"),
    ("每年处理10万吨垃圾",),
    ("今天天气好",),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_marks_the_terms(row):
    marked, *expected = row
    text = re.sub("[【】]", "", marked)
    found = list(industries.find(text, VOCABULARY))
    assert [text[m.start : m.end] for m in found] == re.findall("【(.+?)】", marked)
    assert [" ".join([m.value.code, *sorted(m.flags)]) for m in found] == expected
    assert [m.value.term for m in found] == re.findall("【(.+?)】", marked)
