"""Sentence and marked sentence: 【】 marks the spans, the rows say what each of them is."""

import re

import pytest

from projects.extraction import area

TABLE = [
    # land
    ("园区【占地约60亩】", "land_area_m2 40000 about"),
    ("【规划用地面积3.4公顷】", "land_area_m2 34000 exact"),
    ("开发区【规划面积12.5平方公里】", "land_area_m2 12500000 exact"),
    ("【总面积9平方千米】的新区", "land_area_m2 9000000 exact"),
    ("【占地面积20万平方米】", "land_area_m2 200000 exact"),
    ("【占地100-150亩】的工厂", "land_area_m2 66667 range"),
    ("【占地200余亩】，前景好", "land_area_m2 133333 over"),
    ("首期【征用95亩】土地", "land_area_m2 63333 exact"),
    ("拥有【80多万平方米的土地】", "land_area_m2 800000 over"),
    ("一座【千亩】产业园", "land_area_m2 666667 exact weak"),
    ("建设【近千亩】现代农业园", "land_area_m2 666667 about weak"),
    ("规划面积：【12平方公里】", "land_area_m2 12000000 exact"),
    ("一期【用地120亩】、二期【300亩】", "land_area_m2 80000 exact", "land_area_m2 200000 exact inherited"),
    ("位于城南，【面积500亩】", "land_area_m2 333333 exact"),
    # floor area
    ("【总建筑面积18万平方米】", "floor_area_m2 180000 exact"),
    ("【规划建设面积16万平方米】", "floor_area_m2 160000 exact"),
    ("【建筑面积不低于35万平方米】", "floor_area_m2 350000 over"),
    ("【建面约3.2万㎡】", "floor_area_m2 32000 about"),
    ("新建【25万平方米综合产业园】", "floor_area_m2 250000 exact weak"),
    ("规划建设【48万平方米的标准厂房】", "floor_area_m2 480000 exact"),
    ("改造【厂房20万平】，明年交付", "floor_area_m2 200000 exact"),
    ("【高标准厂房面积约126万平方米】", "floor_area_m2 1260000 about"),
    ("可提供【5万m²办公空间】", "floor_area_m2 50000 exact"),
    ("【总建筑面积20万平方米】，其中【厂房15万平方米】", "floor_area_m2 200000 exact", "floor_area_m2 150000 exact component"),
    ("占地面积和建筑面积不同：【占地8万平方米】，【建筑面积12万平方米】", "land_area_m2 80000 exact", "floor_area_m2 120000 exact"),
    ("建成【8万平方米标房】", "floor_area_m2 80000 exact"),
    ("【总建面约6万方】", "floor_area_m2 60000 about"),
    ("【孵化面积2万平方米】", "floor_area_m2 20000 exact"),
    # nothing names it
    ("会场共【6000平方米】。", " 6000 exact"),
    # other uses
    ("【年产7000万平方米】隔膜", " 70000000 exact excluded:产量"),
    ("新增【500万平方米/年】的生产线", " 5000000 exact excluded:产量"),
    ("【绿地面积5万平方米】", " 50000 exact excluded:绿化"),
    ("全市【腾出土地300亩】", " 200000 exact excluded:腾空"),
    ("【商品房销售面积10万平方米】", " 100000 exact excluded:销售"),
    ("周边有【200亩稻田】", " 133333 exact excluded:农业"),
    ("【冷库面积2万平方米】", " 20000 exact excluded:仓储"),
    ("【单层面积5000平方米】", " 5000 exact excluded:单体"),
    ("供应【百亩以上工业地块】", "land_area_m2 66667 over threshold"),
    # no areas at all
    ("建成20个省级平台",),
    ("每亩均价不高，第3平台",),
    ("房间30平方米",),
]  # fmt: skip


def shown(mention):
    return " ".join([mention.field, f"{mention.value:.0f}", mention.qualifier, *sorted(mention.flags)])


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_marks_what_the_sentence_says(row):
    marked, *expected = row
    text = re.sub("[【】]", "", marked)
    found = list(area.find(text))
    assert [text[m.start : m.end] for m in found] == re.findall("【(.+?)】", marked)
    assert [shown(m) for m in found] == expected
