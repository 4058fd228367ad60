"""References as the standard writes them, and files that programs for references read without harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from projects.models import Article
from projects.references import Reference, article_reference

TODAY = date(2026, 11, 22)
NEWS = Reference(
    "kbase-article-7",
    "newspaper",
    "示范园区开工",
    ("王某",),
    "示例日报",
    "2023-02-08",
    "https://news.example.com/1",
    TODAY,
)
PAGE = replace(NEWS, kind="page", authors=(), publisher="示例区人民政府")
RECORD = replace(NEWS, kind="record", title="示范基地", authors=(), publisher="园区知识库", published="2026-11-20")
FOUR = ("甲", "乙", "丙", "丁")


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        (NEWS, "王某. 示范园区开工[N/OL]. 示例日报, 2023-02-08. https://news.example.com/1."),
        (replace(NEWS, authors=()), "示范园区开工[N/OL]. 示例日报, 2023-02-08. https://news.example.com/1."),
        (replace(NEWS, authors=FOUR), "甲, 乙, 丙, 等. 示范园区开工[N/OL]. 示例日报, 2023-02-08. https://news.example.com/1."),
        (PAGE, "示例区人民政府. 示范园区开工[EB/OL]. (2023-02-08)[2026-11-22]. https://news.example.com/1."),
        (replace(PAGE, published="", publisher=""), "示范园区开工[EB/OL]. [2026-11-22]. https://news.example.com/1."),
        (replace(PAGE, authors=("王某",)), "王某. 示范园区开工[EB/OL]. (2023-02-08)[2026-11-22]. https://news.example.com/1."),
        (RECORD, "示范基地[DS/OL]. 园区知识库(2026-11-20)[2026-11-22]. https://news.example.com/1."),
    ],
)  # fmt: skip
def test_the_entry_of_a_list_of_references(reference: Reference, text: str) -> None:
    assert reference.gbt7714 == text


def test_bibtex_escapes_what_tex_would_act_upon() -> None:
    entry = replace(NEWS, title=r"50% & {园} \input $x_1# ~^", url="https://news.example.com/a_b%20c").bibtex
    assert entry.startswith("@article{kbase-article-7,\n")
    assert r"title = {50\% \& \{园\} \textbackslash{}input \$x\_1\# \textasciitilde{}\textasciicircum{}}," in entry
    assert "url = {https://news.example.com/a_b%20c}," in entry
    assert "author = {{王某}}," in entry
    assert "urldate = {2026-11-22}" in entry
    assert entry.endswith("\n}\n")


@pytest.mark.parametrize(("reference", "entry", "kind"), [(NEWS, "@article", "NEWS"), (PAGE, "@online", "ELEC"), (RECORD, "@dataset", "DATA")])  # fmt: skip
def test_each_kind_has_its_entry(reference: Reference, entry: str, kind: str) -> None:
    assert reference.bibtex.startswith(entry)
    assert reference.ris.startswith(f"TY  - {kind}\r\n")


def test_ris_is_lines_of_tags_and_ends() -> None:
    lines = replace(NEWS, title="甲\nER  - \r\n乙").ris.split("\r\n")
    assert lines[1] == "TI  - 甲 ER - 乙"
    assert lines[2:5] == ["AU  - 王某", "T2  - 示例日报", "PY  - 2023"]
    assert "DA  - 2023/02/08/" in lines
    assert lines[-2:] == ["ER  - ", ""]
    assert "DA  - 2023//" in replace(NEWS, published="2023").ris


@pytest.mark.parametrize(
    ("publisher", "published", "kind"),
    [
        ("示例日报", "2023-02-08", "newspaper"),
        ("示例晚报", "2023", "newspaper"),
        ("示例日报", "", "page"),
        ("示例市政府公报", "2023-02-08", "page"),
        ("示例园区月报", "2023-02", "page"),
        ("示例在线", "2023-02-08", "page"),
        ("", "", "page"),
    ],
)
def test_newspapers_are_told_by_their_names(publisher: str, published: str, kind: str) -> None:
    article = Article(pk=7, title="示范", publisher=publisher, published=published, authors=[], url="")
    found = article_reference(article, "http://kb.example.cn", TODAY)
    assert (found.kind, found.url) == (kind, "http://kb.example.cn/articles/7/")
