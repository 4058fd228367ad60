"""Write a document's observations: each once, many at a time, and none that people rejected."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from projects.actions.copying import copy_in
from projects.actions.replaced import citation_before
from projects.extraction.records import Citation as Observation
from projects.fields import BY_NAME, normalised
from projects.models import Article, Citation, ImportRun, Replaced
from projects.models.citation import Subject, subject_filter

_EVERY_TIME = (
    "quote", "raw_start", "raw_end", "qualifier", "confidence", "extractor_version", "active", "set_aside_by",
)  # fmt: skip

#: What an observation is of: whose, which field, which value (as JSON), in which article.
_About = tuple[bool, int, str, str, int]


class Observations:
    """The observations of one document's articles: those of earlier runs, and those being made.

    ``fresh`` says that the document was not known, so there is nothing to read. What :meth:`add` was given is written
    by :meth:`flush`, in one insert for the new and one update for those seen before.
    """

    def __init__(self, articles: Sequence[Article], version: str, run: ImportRun, *, fresh: bool) -> None:
        self.articles, self.version, self.run = articles, version, run
        self.count = 0
        self.made: list[Citation] = []
        self._known: dict[tuple[_About, int, int], Citation] = {}
        self._rejected: dict[_About, list[Citation]] = {}
        self._new: list[Citation] = []
        self._seen: list[Citation] = []
        self._replaced: dict[int, Replaced] = {}
        for citation in () if fresh else Citation.objects.filter(article__in=articles):
            self._know(citation)

    def _know(self, citation: Citation) -> None:
        about = _about(citation)
        self._known[about, citation.start, citation.end] = citation
        if citation.rejected_at:
            self._rejected.setdefault(about, []).append(citation)

    def add(self, subject: Subject, told: Observation) -> None:
        """Take an observation, or the same one of an earlier run again; what people rejected stays rejected.

        ValueError when the quote does not stand at its offsets.
        """
        article = self.articles[told.article]
        if article.text[told.start : told.end] != told.quote:
            raise ValueError(f"quote {told.quote!r} does not stand at {told.start}:{told.end}")
        value = normalised(BY_NAME[told.field], told.value)
        citation = Citation(
            **subject_filter(subject), field=told.field, value=value, article=article, start=told.start, end=told.end,
            quote=told.quote, raw_start=told.raw_start, raw_end=told.raw_end, qualifier=told.qualifier,
            confidence=told.confidence, extractor_version=told.extractor or self.version, run=self.run,
        )  # fmt: skip
        about = _about(citation)
        if any(old.raw_start < told.raw_end and told.raw_start < old.raw_end for old in self._rejected.get(about, ())):
            return
        self.count += 1
        known = self._known.get((about, told.start, told.end))
        if known is None:
            self._know(citation)
            self._new.append(citation)
        elif known.origin == Citation.Origin.MACHINE:
            if known.pk and known.run_id != self.run.pk and known.pk not in self._replaced:
                self._replaced[known.pk] = citation_before(known, self.run)
            for column in _EVERY_TIME:
                setattr(known, column, getattr(citation, column))
            if known.pk:
                self._seen.append(known)

    def flush(self) -> None:
        """Write what was added since the last time; ``made`` are all that were new."""
        copy_in(self._new)
        self.made += self._new
        Citation.objects.bulk_update(dict.fromkeys(self._seen), _EVERY_TIME)
        Replaced.objects.bulk_create([each for each in self._replaced.values() if each.pk is None])
        self._new, self._seen = [], []

    def tell(self, subject: Subject, field: str) -> bool:
        """Whether these articles state the field of that subject."""
        whose = _whose(subject)
        return any(about[:3] == (*whose, field) and old.active for (about, _, _), old in self._known.items())


def _whose(subject: Subject) -> tuple[bool, int]:
    (kind,) = subject_filter(subject)
    return kind == "park", subject.pk


def _about(citation: Citation) -> _About:
    whose = (True, citation.park_id) if citation.park_id else (False, citation.project_id)
    return (*whose, citation.field, _json(citation.value), citation.article_id)  # type: ignore[return-value]


def _json(value: Any) -> str:
    """Equal values in equal words: 1500000000 and 1500000000.0 are one number."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
