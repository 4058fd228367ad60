"""Sentence and marked sentence: 【】 marks the spans, the rows say what each of them is."""

import re
import time

import pytest

from projects.extraction import money

TABLE = [
    # investment, its qualifiers and its forms
    ("该项目【总投资约15亿元】，位于城北。", "investment_cny 1500000000 about"),
    ("产业园【计划投资8亿元】。", "investment_cny 800000000 exact"),
    ("基地【总投资逾30亿元】", "investment_cny 3000000000 over"),
    ("全部项目【投资总额超1.2万亿】。", "investment_cny 1200000000000 over"),
    ("来洽谈的企业，【总投资2200多亿元】", "investment_cny 220000000000 over"),
    ("【总投资15亿余元】的药谷", "investment_cny 1500000000 over"),
    ("工厂【投资额不超过3亿元】", "investment_cny 300000000 up_to"),
    ("每个园【投资5-8亿元】", "investment_cny 500000000 range"),
    ("【总投资10亿元至15亿元】的基地", "investment_cny 1000000000 range"),
    ("一期【投入7.5亿元】建设厂房", "investment_cny 750000000 exact"),
    ("预计项目【总投资人民币44018万元】", "investment_cny 440180000 exact"),
    ("总投资：【三亿五千万元】", "investment_cny 350000000 exact"),
    ("【总投资15个亿】。", "investment_cny 1500000000 exact"),
    ("【36.5亿元固定资产投资】", "investment_cny 3650000000 exact"),
    ("整个项目【投资初步估计会超过90亿元】", "investment_cny 9000000000 over"),
    ("【总投资1,200万元左右】", "investment_cny 12000000 about"),
    ("【累计投资15亿元】，已见成效", "investment_cny 1500000000 exact aggregate"),
    ("【总投资100亿元】的甲项目、【50亿元】的乙项目", "investment_cny 10000000000 exact", "investment_cny 5000000000 exact inherited"),
    ("集团5年【投资36亿元】扩大产能", "investment_cny 3600000000 exact"),
    ("公司【增资20亿元】建设新工厂", "investment_cny 2000000000 exact"),
    ("公司【豪掷9亿元】，再建一厂", "investment_cny 900000000 exact"),
    ("【投资总规模6亿元】", "investment_cny 600000000 exact"),
    ("【投资5亿】建设新厂", "investment_cny 500000000 exact"),
    ("签约项目12个，【协议引资60亿元】", "investment_cny 6000000000 exact"),
    # an amount without a cue: it builds something, or is the sum of projects just counted
    ("甲企业自筹资金【3亿元】建设新厂", "investment_cny 300000000 exact"),
    ("签约项目12个，合计【50亿元】。", "investment_cny 5000000000 exact aggregate"),
    ("共有8个工业项目签约，总额【超50亿元】。", "investment_cny 5000000000 over"),
    ("购进设备12台，合计【50万元】。", " 500000 exact aggregate"),
    # foreign currency is kept as written
    ("电池厂【总投资达3.3亿美元】", "investment_cny 330000000 exact USD"),
    ("【投资1.2亿欧元】，【约合人民币9亿元】", "investment_cny 120000000 exact EUR", " 900000000 about conversion"),
    ("港商【投资5亿港元】", "investment_cny 500000000 exact HKD"),
    ("【总投资新台币30亿元】", "investment_cny 3000000000 exact TWD"),
    ("【斥资200亿日元】扩建", "investment_cny 20000000000 exact JPY"),
    # output
    ("达产后【年产值30亿元】", "annual_output_cny 3000000000 exact"),
    ("预计可【实现年销售收入1000亿元】，【税收60亿元】", "annual_output_cny 100000000000 exact", " 6000000000 exact excluded:税收"),
    ("可【形成产能8亿元】", "annual_output_cny 800000000 exact"),
    ("【年产值达90亿】级的园区", "annual_output_cny 9000000000 exact"),
    ("【年综合收入2亿元】", "annual_output_cny 200000000 exact"),
    ("【已投入资金3亿元】", " 300000000 exact excluded:完成投资"),
    ("一个【年产值50亿元】的产业园", "annual_output_cny 5000000000 exact"),
    ("投产后每年【12亿元的产值】", "annual_output_cny 1200000000 exact"),
    ("【年可实现交易额200亿-250亿元】、【税收10亿-15亿元】", "annual_output_cny 20000000000 range", " 1000000000 range excluded:税收"),
    ("【营业收入超80亿元】", "annual_output_cny 8000000000 over"),
    ("公司上半年【营业收入9亿元】", "annual_output_cny 900000000 exact partial-year"),
    # other uses
    ("公司【注册资本1亿元】", " 100000000 exact excluded:注册资本"),
    ("【年度计划投资20亿元】", " 2000000000 exact excluded:年度投资"),
    ("除此之外，【今年计划投资9亿元】", " 900000000 exact excluded:年度投资"),
    ("目前【已完成投资4亿元】", " 400000000 exact excluded:完成投资"),
    ("签下【合同金额6亿元】", " 600000000 exact excluded:合同"),
    ("全区【生产总值突破800亿元】", " 80000000000 over excluded:GDP"),
    ("获得【1.5亿元贷款】", " 150000000 exact excluded:贷款"),
    ("地块以【成交价3.2亿元】售出", " 320000000 exact excluded:土地价"),
    ("园区【融资2亿元】", " 200000000 exact excluded:融资"),
    ("【投资强度不低于500万元】每亩", " 5000000 over excluded:投资强度"),
    ("【均价15000元】/平方米的住宅",  " 15000 exact excluded:均价"),
    ("投入3元硬币",),
    ("生产5亿元件",),
    # classes of projects are no amounts of one
    ("【投资5000万元以上】的293个项目", "investment_cny 50000000 over threshold"),
    ("5家【超百亿元】的新材料项目落户", " 10000000000 over threshold"),
    ("新引进【亿元以上】项目100个", " 100000000 over threshold"),
]  # fmt: skip


def shown(mention):
    flags = [mention.currency] * (mention.currency != "CNY") + sorted(mention.flags)
    return " ".join([mention.field, str(mention.value), mention.qualifier, *flags])


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_marks_what_the_sentence_says(row):
    marked, *expected = row
    text = re.sub("[【】]", "", marked)
    found = list(money.find(text))
    assert [text[m.start : m.end] for m in found] == re.findall("【(.+?)】", marked)
    assert [shown(m) for m in found] == expected


def test_offsets_hold_in_a_long_text():
    text = "前言。\n" * 50 + "项目总投资约15亿元，预计年产值30亿元。"
    assert [text[m.start : m.end] for m in money.find(text)] == ["总投资约15亿元", "预计年产值30亿元"]


def test_amounts_that_say_nothing_do_not_make_a_text_slow() -> None:
    """The search for their cue went back to the text's beginning each time, as ``./run bench fuzz`` found."""
    text = "1亿\n" * 30_000
    began = time.process_time()
    list(money.find(text))
    assert time.process_time() - began < 20  # about 1 s; it took a minute
