"""The entrance: hints, citations on noisy text, and no exception whatever comes in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.extraction.articles import Hints
from projects.extraction.pipeline import EXTRACTOR_VERSION, extract
from projects.extraction.tagging import JiebaTagger, Word

NEWS = "2023年6月2日,縉(jìn)雲(yún)傳(chuán)感器產(chǎn)業(yè)園(yuán)在重慶(qìng)市北碚(bèi)區(qū)開(kāi)工建設(shè),總(zǒng)投資(zī)12億(yì)元。"


def test_raw_words_stand_behind_every_citation() -> None:
    extraction = extract(NEWS, "a.txt")
    (record,) = extraction.records
    money = next(c for c in record.citations if c.field == "investment_cny")
    assert (money.quote, money.value) == ("总投资12亿元", 1200000000)
    assert NEWS[money.raw_start : money.raw_end] == "總(zǒng)投資(zī)12億(yì)元"


def test_the_hinted_date_resolves_relative_dates() -> None:
    text = "昨日,云湖产业园在青岛市正式开工建设,总投资12亿元。"
    (record,) = extract(text, "a", Hints(published="2023-06-02")).records
    assert record.started_on == "2023-06-01"
    (undated,) = extract(text, "a").records
    assert undated.started_on is None


def test_json_has_the_shape_of_the_contract() -> None:
    out = extract(NEWS, "a.txt").to_json()
    assert set(out) == {"document", "articles", "records", "problems"}
    assert out["document"] == "a.txt"
    assert EXTRACTOR_VERSION


@pytest.mark.parametrize(
    "raw", ["", "\n\n", "。", "项目", "一期", "((((", "”“、、等项目", "亿" * 3000, "甲园、" * 3000]
)
def test_odd_texts_are_read(raw: str) -> None:
    assert extract(raw, "x").articles


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="云湖产业园项目一期总投资12亿元,。占地亩、和(“”)的开工2023年青岛市\n等个", max_size=120))
def test_citations_of_any_text_are_verbatim(raw: str) -> None:
    extraction = extract(raw, "x")
    for record in extraction.records:
        for citation in record.citations:
            assert extraction.articles[citation.article].text.text[citation.start : citation.end] == citation.quote


def test_another_tagger_may_take_over() -> None:
    class Recording(JiebaTagger):
        asked = 0

        def words(self, sentence: str) -> list[Word]:
            self.asked += 1
            return super().words(sentence)

    tagger = Recording()
    extract(NEWS, "a", tagger=tagger)
    assert tagger.asked > 0
