"""Sentence, the article's date, and the dates in the sentence."""

import re

import pytest

from projects.extraction import dates

PUBLISHED = "2024-03-15"
TABLE = [
    # absolute
    ("【2023年2月8日】开工", "2023-02-08"),
    ("【2023-02-08】开工", "2023-02-08"),
    ("【2023.2.8】开工", "2023-02-08"),
    ("【2023年2月】开工", "2023-02"),
    ("【2023年】开工", "2023"),
    ("【2023年一季度】开工", "2023"),
    ("【2023年上半年】开工", "2023"),
    ("到【2025年底】建成", "2025"),
    ("【二〇二三年二月八日】开工", "2023-02-08"),
    # relative to the article
    ("【近日】，项目开工", "2024-03"),
    ("【日前】，项目开工", "2024-03"),
    ("【今年】开工", "2024"),
    ("【今年3月】部分交付", "2024-03"),
    ("【去年11月】投产", "2023-11"),
    ("【明年9月】建成", "2025-09"),
    ("项目将于【年内】开工", "2024"),
    ("【年底】前交付", "2024"),
    ("【上半年】全部开工", "2024"),
    ("【昨日】上午奠基", "2024-03-14"),
    ("【昨天】奠基", "2024-03-14"),
    ("【今天】揭牌", "2024-03-15"),
    ("【前天】签约", "2024-03-13"),
    ("【本月】签约", "2024-03"),
    ("【上月】签约", "2024-02"),
    ("【本周】签约", "2024-03"),
    ("【8日】，项目开工", "2024-03-08"),
    ("【29日】，项目开工", "2024-02-29"),
    ("【2月底】竣工", "2024-02"),
    ("【12月28日】，项目开工", "2023-12-28"),
    ("将在【12月】开工", "2024-12"),
    ("【不久前】投产", "2024"),
    # the sentence's own year and day
    ("【2021年5月】签约，【6月】开工", "2021-05", "2021-06"),
    ("【2021年5月8日】签约，【12日】开工", "2021-05-08", "2021-05-12"),
    ("【3月2日】签约。园区【当天】揭牌", "2024-03-02", "2024-03-02"),
    ("【2022】-【2024年】建设", "2022", "2024"),
    ("争取【十四五末】建成", "2025"),
    ("【3月2日】举行【2023年第一季度】集中开工", "2023-03-02", "2023"),
    ("【3月2日】举行【2023年第三季度】评比", "2024-03-02", "2023"),
    # traps
    ("近期将进行试投产",),
    ("十四五期间开工",),
    ("上世纪90年代建成",),
    ("建园30周年",),
    ("5年内投资3亿元",),
    ("日均产量15日产",),
    ("1-2月，工业增长",),
    ("2023年2月30日开工",),
    ("1907年的老厂",),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_marks_and_resolves(row):
    marked, *expected = row
    text = re.sub("[【】]", "", marked)
    found = list(dates.find(text, PUBLISHED))
    assert [m.value for m in found] == expected
    assert [text[m.start : m.end] for m in found] == re.findall("【(.+?)】", marked)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("4月2日,云湖市2024年第二次集中开工活动举行", "2024-04-02"),
        ("9日上午,2024年三月份重点项目开工", "2024-03-09"),
    ],
)
@pytest.mark.parametrize("published", [None, "2024"])
def test_the_name_of_an_event_tells_the_year_of_its_day(text, first, published):
    assert next(dates.find(text, published)).value == first


def test_to_begin_building_is_no_span_of_time():
    assert "since" not in next(dates.find("2016年9月开始建设", None)).flags
    assert "since" in next(dates.find("2016年9月开始，产量增长", None)).flags


@pytest.mark.parametrize("text", ["近日开工", "今年开工", "昨日开工", "8日开工", "6月开工", "年底交付"])
def test_what_needs_the_article_date_is_silent_without_it(text):
    assert list(dates.find(text, None)) == []


@pytest.mark.parametrize(
    ("published", "expected"), [("2024", []), ("2024-03", ["2024-03"]), ("2024-03-15", ["2024-03"])]
)
def test_no_more_precision_than_the_article_has(published, expected):
    assert [m.value for m in dates.find("近日，项目开工", published)] == expected


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("预计2025年投产", "future"),
        ("2025年底前投产", "before"),
        ("2023年以来加快建设", "since"),
        ("今年开工", "relative"),
        ("三年攻坚行动(2020-2022年)", "excluded:标题"),
        ("《产业规划(2020-2030年)》", "excluded:标题"),
    ],
)
def test_flags_say_how_the_date_is_meant(text, flag):
    assert flag in next(dates.find(text, PUBLISHED)).flags


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("某园开工\n发布时间：2011-03-28 发布人：张三\n正文", "2011-03-28"),
        ("某园开工\n2020-08-25 16:18 来源：日报\n正文", "2020-08-25"),
        ("某园开工\n本报6月28日讯 记者李四\n2020年，全区开工。2020年，全区签约。", "2020-06-28"),
        ("今天（2月11日），工厂投产。2025年1月签约，2025年2月投产", "2025-02-11"),
        ("2024年，全区项目开工。到2025年建成。2024年底签约。", "2024"),
        ("正文。原文 https://news.example.cn/2024/05/09/a1.shtml", "2024-05-09"),
        ("正文。http://news.example.cn/t20240509_1.html", "2024-05-09"),
        ("昨天，今天（2月11日）投产。https://news.example.cn/2025-02/12/c_1.htm", "2025-02-11"),
        ("某园开工\n07.05.2019  09:30\n正文", "2019-05-07"),
        ("4月2日,云湖市2024年第二次集中开工活动举行。", "2024"),
        ("没有日期的文章", None),
        ("根据到2025年的计划", None),
    ],
)
def test_an_article_tells_its_own_date(text, expected):
    assert dates.article_date(text) == expected
