"""What a line is, by a table; and that lines cover the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbase.text.lines import classify, kind_of


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("", "blank"),
        ("  ", "blank"),
        ("分享到:", "furniture"),
        ("扫一扫分享本页", "furniture"),
        ("责任编辑:王一二", "furniture"),
        ("[责任编辑:王一二]", "furniture"),
        ("点击数:1024", "furniture"),
        ("相关新闻", "furniture"),
        ("大家爱看", "furniture"),
        ("我要评论 免责声明", "furniture"),
        ("上一篇:某区召开会议", "furniture"),
        ("正文", "furniture"),
        ("© 某某新闻网版权所有 网站简介 法律顾问", "furniture"),
        ("京ICP备00000000号", "furniture"),
        ("记者/王一二", "byline"),
        ("◎本报记者 王一二", "byline"),
        ("本报记者 王一二 通讯员 李三四", "byline"),
        ("(王一二 李三四 张五六)", "byline"),
        ("2020-08-25 16:18 作者:王一二 来源:某某新闻网", "byline"),
        ("来源:某某日报", "byline"),
        ("【某某新闻网独家】", "byline"),
        ("某网2月8日讯(记者 王一二)近日,高新区举行项目集中开工仪式。", "dateline"),
        ("某某日报讯(记者王一二)8月9日,产业园在高新区启幕。", "dateline"),
        ("本报讯 昨日,产业园开园。", "dateline"),
        ("新华社某地2月8日电(记者王一二)新材料产业园投产。", "dateline"),
        ("某科技报讯(实习记者王一二 通讯员李三四)近日,论坛举办。", "dateline"),
        ("某某产业园效果图", "caption"),
        ("某某产业园规划图。", "caption"),
        ("项目启动仪式现场(王一二摄)", "caption"),
        ("■依山傍海的园区风貌。", "caption"),
        ("▲高楼林立的主城区。王一二摄", "caption"),
        ("图为产业园一期", "caption"),
        ("高新区管委会供图", "credit"),
        ("视觉某某供图", "credit"),
        ("王一二 摄", "credit"),
        ("盘活低效地块充分利用土地资源", "heading"),
        ("破局:集合多方资源,打造产业集聚区", "heading"),
        ("创新引领 项目拔节 城向未来", "heading"),
        ("数字赋能", "heading"),
        ("如何做强产业链?", "heading"),
        ("该项目一期建设内容:", "body"),
        ("其中的二期项目建成后,将着力", "body"),
        ("头。", "body"),
        ("近日,记者从高新区获悉,园区编辑部大楼开工。", "body"),
        ("投资方表示,项目将在年内开工建设,建成后可容纳高新技术企业三十家,吸引高级人才入驻三百余人", "body"),
    ],
)
def test_kinds(line: str, kind: str) -> None:
    assert kind_of(line) == kind


@given(st.text(alphabet="园区。,\n 记者/:(一二三)摄供图讯8月日©", max_size=60))
def test_lines_cover_the_text(text: str) -> None:
    lines = classify(text)
    assert "\n".join(text[line.start : line.end] for line in lines) == text


@pytest.mark.parametrize("unit", ["字", "(", "记者", "讯", " ", "一二 ", "\n", "2020-"])
def test_huge_lines_cost_little(unit: str) -> None:
    began = time.process_time()
    classify(unit * (2_000_000 // len(unit)))
    assert time.process_time() - began < 120  # about 2 s; a quadratic rule would take hours
