import pytest

from projects.sources.base import RawDocument, ReadError
from projects.sources.markdown import read


def document(source: str) -> RawDocument:
    [found] = read("稿.md", source.encode())
    assert isinstance(found, RawDocument)
    return found


def test_markup_goes_and_words_stay() -> None:
    found = document("# 智造园开工\n\n总投资**5亿元**，见[原文](https://example.org)。\n\n- 一期\n- 二期\n")
    assert found.text == "智造园开工\n总投资5亿元，见原文。\n一期\n二期"
    assert found.title == "智造园开工"


def test_front_matter_is_the_head() -> None:
    found = document('---\ntitle: "标题"\ndate: 2024-05-06\n来源: 海州日报\n---\n正文在此。\n')
    assert (found.title, found.published, found.publisher) == ("标题", "2024-05-06", "海州日报")
    assert found.text == "正文在此。"


def test_an_empty_file_says_so() -> None:
    with pytest.raises(ReadError, match="没有正文"):
        list(read("空.md", "---\ntitle: 无\n---\n".encode()))
