import lxml.html
import pytest

from projects.sources.base import RawDocument, ReadError
from projects.sources.html import block_text, fragment_text, read

PARAGRAPHS = [
    "本报讯 记者从海州市发展和改革局获悉，海州临空智造园项目近日正式开工，该项目总投资约18.6亿元，规划用地面积320亩。",
    "项目建成后，将引进航空零部件、无人机整机和检测服务等企业四十余家，预计年产值可达25亿元，带动就业三千人。",
    "据介绍，园区一期工程建筑面积12万平方米，由海州城建集团投资建设，计划于明年6月竣工，二期工程将适时启动前期工作。",
    "海州市有关负责人表示，将持续优化营商环境，强化土地、资金、人才等要素保障，推动更多优质项目落地见效，为高质量发展注入动能。",
]


def page(body: str, head: str = "", charset: str = "utf-8") -> bytes:
    return f'<html><head><meta charset="{charset}">{head}</head><body>{body}</body></html>'.encode(charset)


ARTICLE = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
FURNITURE = "<ul class='nav'>" + "".join(f"<li><a href='/{n}'>频道{n}</a></li>" for n in range(20)) + "</ul>"


def document(content: bytes) -> RawDocument:
    [found] = read("新闻.html", content)
    assert isinstance(found, RawDocument)
    return found


def test_the_article_without_the_page_around_it() -> None:
    body = f"{FURNITURE}<div class='article' id='content'>{ARTICLE}</div><div class='footer'>版权所有 关于我们</div>"
    assert document(page(body)).text.split("\n") == PARAGRAPHS


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk", "gb18030", "big5"])
def test_the_page_says_its_encoding(charset: str) -> None:
    text = "海州智造" * 60
    assert text in document(page(f"<div><p>{text}</p></div>", charset=charset)).text


def test_a_wrong_word_on_the_encoding_is_not_believed() -> None:
    content = page(f"<div>{ARTICLE}</div>").replace(b'charset="utf-8"', b'charset="ascii"')
    assert document(content).text.split("\n") == PARAGRAPHS


def test_the_head_comes_from_the_metadata() -> None:
    head = (
        "<title>海州临空智造园开工_海州日报网</title><meta name='PubDate' content='2024-05-06 09:30'>"
        "<meta name='ContentSource' content='海州日报'><meta name='author' content='李明 王芳'>"
        "<link rel='canonical' href='https://example.org/a/1.html'>"
    )
    found = document(page(f"<div>{ARTICLE}</div>", head))
    assert (found.title, found.published, found.publisher) == ("海州临空智造园开工", "2024-05-06", "海州日报")
    assert (found.authors, found.url) == (("李明", "王芳"), "https://example.org/a/1.html")


def test_wechat_hides_its_article_by_style() -> None:
    body = f"<div id='js_content' style='visibility: hidden'>{ARTICLE}</div><div>{'推荐阅读' * 100}</div>"
    assert document(page(body)).text.split("\n") == PARAGRAPHS


def test_a_link_that_is_no_address_is_dropped() -> None:
    head = "<link rel='canonical' href='javascript:alert(1)'>"
    assert document(page(f"<div>{ARTICLE}</div>", head)).url is None


def test_inline_tags_break_no_word() -> None:
    assert fragment_text("<p>总投资<b>5</b>亿元</p><p>占地<i>20</i>亩<br>二期</p>") == "总投资5亿元\n占地20亩\n二期"


def test_scripts_styles_and_comments_are_no_text() -> None:
    assert fragment_text("<p>甲<script>var x=1</script>乙<!-- 丙 -->丁</p><style>p{}</style>") == "甲乙丁"


@pytest.mark.parametrize("content", [b"<html></html>", b"<html><body><script>1</script></body></html>", b"   <!-- -->"])
def test_a_page_without_text_says_so(content: bytes) -> None:
    with pytest.raises(ReadError):
        list(read("空.html", content))


def test_deep_nesting_is_survived() -> None:
    assert "底" in document(b"<div>" * 200 + "底".encode() * 300 + b"</div>" * 200).text


def test_block_text_of_an_empty_element_is_empty() -> None:
    assert block_text(lxml.html.fromstring("<div></div>")) == ""
