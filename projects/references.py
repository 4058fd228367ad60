"""References to cite an article or a record by: GB/T 7714—2025 as text, BibTeX and RIS as files.

After the standard's own examples: an article of a newspaper is [N/OL] with the day it was printed and no day of
reading, another page of the web [EB/OL] with both, a record of this database [DS/OL] with the day it was last changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from parks.models import Park
from projects.models import Article, Project

SITE = "园区知识库"
#: More authors than these are "等".
MOST_AUTHORS = 3
#: 示例日报, 示例商报; not 公报, 通报, 简报, 月报, 年报.
_NEWSPAPER = re.compile(r"(?<![公通简月年])报$")
_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    sign: f"\\{sign}" for sign in "{}$&#_%"
}

Kind = Literal["newspaper", "page", "record"]


@dataclass(frozen=True, slots=True)
class Reference:
    """What is cited. ``published`` is a date as precise as its source: "2023-02"; ``read`` the day of reading."""

    key: str
    kind: Kind
    title: str
    authors: tuple[str, ...]
    publisher: str
    published: str
    url: str
    read: date

    @property
    def gbt7714(self) -> str:
        """The entry of a list of references: 「王某. 示范园区开工[N/OL]. 示例日报, 2023-02-08. https://….」"""
        if self.kind == "newspaper":
            parts = [
                self._responsible(),
                f"{self.title}[N/OL]",
                f"{self.publisher}, {self.published}".strip(", "),
                self.url,
            ]
        elif self.kind == "page":
            responsible = self._responsible() or self.publisher
            parts = [responsible, f"{self.title}[EB/OL]", f"{self._day()}[{self.read}]", self.url]
        else:
            parts = [f"{self.title}[DS/OL]", f"{SITE}{self._day()}[{self.read}]", self.url]
        return ". ".join(part for part in parts if part) + "."

    def _responsible(self) -> str:
        named = ", ".join(self.authors[:MOST_AUTHORS])
        return f"{named}, 等" if len(self.authors) > MOST_AUTHORS else named

    def _day(self) -> str:
        return f"({self.published})" if self.published else ""

    @property
    def bibtex(self) -> str:
        """An entry of biblatex; also read by BibTeX, as @misc, and by Zotero."""
        fields = {
            "title": self.title,
            "author": " and ".join(f"{{{_tex(author)}}}" for author in self.authors),
            "organization" if self.kind == "record" else "journaltitle" if self.kind == "newspaper" else "publisher": self.publisher,
            "date": self.published,
            "url": self.url,
            "urldate": self.read.isoformat(),
            "langid": "chinese",
        }  # fmt: skip
        kept = [
            f"  {name} = {{{value if name in _VERBATIM else _tex(value)}}}" for name, value in fields.items() if value
        ]
        return f"@{_ENTRIES[self.kind]}{{{self.key},\n" + ",\n".join(kept) + "\n}\n"

    @property
    def ris(self) -> str:
        """A record of RIS, as Zotero, EndNote and NoteExpress read it."""
        return "".join(f"{tag}  - {_one_line(value)}".rstrip(" ") + "\r\n" for tag, value in self._ris()) + "ER  - \r\n"

    def _ris(self) -> Iterator[tuple[str, str]]:
        yield "TY", {"newspaper": "NEWS", "page": "ELEC", "record": "DATA"}[self.kind]
        yield "TI", self.title
        yield from (("AU", author) for author in self.authors)
        if self.publisher:
            yield ("T2" if self.kind == "newspaper" else "PB"), self.publisher
        if self.published:
            year, month, day, *_ = [*self.published.split("-"), "", ""]
            yield "PY", year
            yield "DA", f"{year}/{month}/{day}/"
        yield "UR", self.url
        yield "Y2", f"{self.read:%Y/%m/%d}/"
        yield "LA", "zh"


_ENTRIES = {"newspaper": "article", "page": "online", "record": "dataset"}
#: Fields that are addresses, codes, or already escaped.
_VERBATIM = ("author", "url", "urldate", "date", "langid")


def _tex(text: str) -> str:
    """Text that TeX prints as it is."""
    return "".join(_TEX.get(sign, sign) for sign in _one_line(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def article_reference(article: Article, site: str, today: date) -> Reference:
    """An article at its own address on the web, or else at ours; ``site`` begins that."""
    return Reference(
        key=f"kbase-article-{article.pk}",
        kind="newspaper" if article.published and _NEWSPAPER.search(article.publisher) else "page",
        title=_one_line(article.heading),
        authors=tuple(_one_line(str(author)) for author in article.authors),
        publisher=_one_line(article.publisher),
        published=article.published,
        url=article.live_url or site + article.get_absolute_url(),
        read=today,
    )


def record_reference(record: Park | Project, site: str, today: date) -> Reference:
    """A record of this database as it was last changed."""
    return Reference(
        key=f"kbase-{record._meta.model_name}-{record.pk}",
        kind="record",
        title=_one_line(record.name),
        authors=(),
        publisher=SITE,
        published=record.updated_at.astimezone().date().isoformat(),
        url=site + record.get_absolute_url(),
        read=today,
    )


def reference_of(cited: Article | Park | Project, site: str, today: date) -> Reference:
    """The reference of whatever has a page of its own."""
    if isinstance(cited, Article):
        return article_reference(cited, site, today)
    return record_reference(cited, site, today)
