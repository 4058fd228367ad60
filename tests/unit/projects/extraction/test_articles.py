"""Pages into articles, torn columns into sentences, heads into title, date, publisher and authors."""

from kbase.text.cleaning import clean
from projects.extraction.articles import Hints, split
from projects.extraction.records import ArticleText

BODY = "青云区今年推进重点项目建设,全区上下一心,各项工作有序开展,取得了明显成效。" * 3


def parts(raw: str, hints: Hints = Hints()) -> tuple[ArticleText, ...]:
    return split(clean(raw).text, hints)


def test_head_of_a_web_page() -> None:
    (only,) = parts(f"云湖产业园开工\n发布时间：2021-04-19 来源：东海晚报\n{BODY}\n")
    assert (only.title, only.published, only.publisher) == ("云湖产业园开工", "2021-04-19", "东海晚报")


def test_date_in_the_address() -> None:
    (only,) = parts(f"### 抓项目 稳生产\n{BODY}\n[查看原文](https://example.org/2023/01/31/a230131.shtml)\n")
    assert only.published == "2023-01-31"


def test_a_sheet_with_datelines_holds_several_articles() -> None:
    raw = f"云湖园开工\n东海日报讯(记者 陈知远)8月9日,{BODY}\n\n海瀚园投产\n东海日报讯(记者 林夏)8月10日,{BODY}\n"
    assert [article.title for article in parts(raw)] == ["云湖园开工", "海瀚园投产"]


def test_what_the_format_knows_goes_first() -> None:
    (only,) = parts(BODY, Hints(title="甲", published="2020-01-02", publisher="乙", url="https://example.org/x"))
    assert (only.title, only.published, only.publisher, only.url) == ("甲", "2020-01-02", "乙", "https://example.org/x")


def test_an_empty_page_is_one_empty_article() -> None:
    (only,) = parts("")
    assert only.text.text == ""


def test_columns_are_joined_where_a_word_proves_it() -> None:
    raw = "青云区产业发展服务中心有关负责人在接受采访时表示,下一步全区要通过连片改造提升低效工\n\n广告与图片来源于网络资料。\n\n业园区的产出水平,带动全区发展。\n"
    (only,) = parts(raw)
    assert "低效工业园区" in only.text.text
    start = only.text.text.index("低效工业园区")
    assert len(only.text.map.raw_pieces(start, start + 6)) == 2


def test_columns_are_left_alone_without_proof() -> None:
    raw = "青云区负责人表示要继续提高园区的服务水平并推动总建筑面积\n\n今年全区将继续安排专项资金。\n\n21万平方米的厂房建设。\n"
    (only,) = parts(raw)
    assert "总建筑面积21万" not in only.text.text
