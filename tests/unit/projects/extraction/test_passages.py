"""Articles into sentences and clauses that cover the text."""

from projects.extraction.passages import sentence_at, sentences


def pieces(text: str) -> list[str]:
    return [text[s.start : s.end].strip() for s in sentences(text)]


def test_full_stops_and_lines_end_sentences() -> None:
    assert pieces("甲园开工。\n乙园投产,产值3亿元。丙园签约！") == ["甲园开工。", "乙园投产,产值3亿元。", "丙园签约！"]


def test_commas_divide_clauses_but_not_numbers() -> None:
    text = "总投资3,000万元,占地50亩。"
    (only,) = sentences(text)
    assert [text[a:b] for a, b in only.clauses] == ["总投资3,000万元,", "占地50亩。"]


def test_short_lines_without_an_end_are_headings() -> None:
    assert [s.heading for s in sentences("数字赋能\n产业园将重点发展智能装备。")] == [True, False]


def test_text_without_full_stops_stays_in_short_pieces() -> None:
    text = "甲园开工," * 2000
    found = sentences(text)
    assert max(s.end - s.start for s in found) <= 500
    assert "".join(text[s.start : s.end] for s in found) == text


def test_sentence_at_finds_the_holder() -> None:
    text = "甲园开工。乙园投产。"
    assert sentence_at(sentences(text), text.index("乙")) == 1
