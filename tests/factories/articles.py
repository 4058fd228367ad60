"""Articles with their source documents, and citations of words that really stand in them."""

from __future__ import annotations

import hashlib
from typing import Any

from kbase.text.offsets import MappedText
from projects.fields import BY_NAME, normalised
from projects.models import Article, Citation, ImportRun, SourceDocument
from projects.models.citation import Subject, subject_filter

TEXT = "示范产业园位于崂山区。示范生产基地总投资约15亿元，占地53亩，2023年2月开工。"


def run(**columns: Any) -> ImportRun:
    """An import that is over."""
    return ImportRun.objects.create(**{"extractor_version": "1", "sources": ["示例.txt"], **columns})


def document(text: str = TEXT, **columns: Any) -> SourceDocument:
    """A UTF-8 text file; a second call with the same text needs another ``sha256``, so give it other words."""
    content = text.encode()
    defaults = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "content": content,
        "raw_text": text,
        "encoding": "utf-8",
        "name": "示例.txt",
        "extractor_version": "1",
    }
    return SourceDocument.objects.create(**{**defaults, "run": columns.pop("run", None) or run(), **columns})


def article(text: str = TEXT, **columns: Any) -> Article:
    """An article whose text is its whole document, unchanged by cleaning."""
    mapped = MappedText.of(text)
    defaults = {
        "position": 0,
        "title": "示范园区开工",
        "publisher": "示例日报",
        "published": "2023-02-08",
        "text": mapped.text,
        "offsets": mapped.map.to_json(),
    }
    source = columns.pop("document", None) or document(text)
    return Article.objects.create(document=source, **{**defaults, **columns})


def citation(
    subject: Subject, field: str, value: Any, quote: str, source: Article | None = None, **columns: Any
) -> Citation:
    """An observation of the first place where ``source`` says ``quote``; a new article says it when None is given.

    The record's column is left alone: call ``projects.actions.resolve.resolve`` (or pass ``chosen=True``).
    """
    source = source or article(f"据介绍，{quote}。记录{subject.pk}，{field}。")
    start = source.text.index(quote)
    span = {"start": start, "end": start + len(quote), "raw_start": start, "raw_end": start + len(quote)}
    defaults = {"extractor_version": "1", **span}
    value = normalised(BY_NAME[field], value)
    return Citation.objects.create(
        **subject_filter(subject), field=field, value=value, article=source, quote=quote, **{**defaults, **columns}
    )
