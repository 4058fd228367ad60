from collections.abc import Iterable

import pytest

from projects.sources.base import RawDocument, ReadError
from projects.sources.pdf import read
from tests.unit.projects.sources.pdfs import pdf


def text_of(content: bytes) -> str:
    [document] = read("报纸.pdf", content)
    assert isinstance(document, RawDocument)
    return document.text


def column(x: float, lines: Iterable[str], top: float = 100) -> list[tuple[float, float, str]]:
    return [(x, top + 16 * number, line) for number, line in enumerate(lines)]


LEFT = ["滨江智造园昨日开工，", "总投资二十亿元，占地", "一百亩。"]
MIDDLE = ["东湖数据中心同日投用，", "首期机柜三千架，由市", "城投建设。"]
RIGHT = ["南港新材料基地签约，", "计划明年动工建设，年", "产值五亿元。"]


def test_a_headline_over_three_columns_comes_first_then_each_column_whole() -> None:
    page = [(60, 40, "三个重大项目同日推进"), *column(60, LEFT), *column(240, MIDDLE), *column(420, RIGHT)]
    text = text_of(pdf([page]))
    assert text.split("\n\n") == [
        "三个重大项目同日推进",
        "滨江智造园昨日开工，总投资二十亿元，占地一百亩。",
        "东湖数据中心同日投用，首期机柜三千架，由市城投建设。",
        "南港新材料基地签约，计划明年动工建设，年产值五亿元。",
    ]


def test_the_order_in_which_a_page_was_drawn_does_not_matter() -> None:
    rows = [
        line for lines in zip(column(60, LEFT), column(240, MIDDLE), column(420, RIGHT), strict=True) for line in lines
    ]
    columns = [*column(60, LEFT), *column(240, MIDDLE), *column(420, RIGHT)]
    assert text_of(pdf([rows])) == text_of(pdf([columns]))


def test_pages_follow_one_another() -> None:
    assert text_of(pdf([column(60, LEFT), column(60, RIGHT)])).index("明年动工") > 20


def test_an_indented_line_begins_a_paragraph() -> None:
    lines = [(60, 100, "第一段写满了这一行的文字"), (60, 116, "到此为止。"), (84, 132, "第二段从缩进处起头，")]
    assert text_of(pdf([lines])).split("\n") == ["第一段写满了这一行的文字到此为止。", "第二段从缩进处起头，"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.4 broken", "不是有效的 PDF"),
        (b"", "不是有效的 PDF"),
        (pdf([[]]), "没有文字层"),
        (pdf([[]] * 301), "上限 300 页"),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        list(read("坏.pdf", content))
