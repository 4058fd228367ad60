"""Hand-made documents and what an extractor would say of them, for tests of storing."""

from __future__ import annotations

from typing import Any

from kbase.text.offsets import MappedText
from projects.extraction.records import ArticleText, Citation, Extraction, Record
from projects.sources.base import RawDocument


def raw(text: str, name: str = "示例.txt") -> RawDocument:
    """A text file as a reader gives it."""
    return RawDocument(name=name, content=text.encode(), text=text, encoding="utf-8")


def article_text(text: str, **head: Any) -> ArticleText:
    """An article that cleaning left as it was."""
    return ArticleText(MappedText.of(text), **{"title": "示范园区开工", "published": "2023-02-08", **head})


def observation(text: str, field: str, value: Any, quote: str, **columns: Any) -> Citation:
    """What ``quote``, at its first place in ``text``, says."""
    start = text.index(quote)
    end = start + len(quote)
    spans = {"start": start, "end": end, "raw_start": start, "raw_end": end}
    return Citation(field=field, value=value, quote=quote, **{"article": 0, **spans, **columns})


def record(text: str, name: str, *facts: tuple[str, Any, str], kind: str = "project", **columns: Any) -> Record:
    """A record of ``text`` with a citation for its name and one per (field, value, quote)."""
    named = [("name", name, name)] if name in text else []
    citations = [observation(text, *fact) for fact in [*named, *facts]]
    stated = {field: value for field, value, _ in facts if field not in ("industries", "organisations")}
    return Record(kind=kind, name=name, article=0, citations=citations, **{**stated, **columns})  # type: ignore[arg-type]


def extraction(text: str, *records: Record, **head: Any) -> Extraction:
    """All that a document of one article says."""
    return Extraction(document="示例.txt", articles=(article_text(text, **head),), records=records)
