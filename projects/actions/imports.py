"""Import articles: read → extract → store, one transaction per document, and an account of it all.

The only place that catches a :class:`ReadError`: a bad document is counted and shown, the others are stored.
"""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from projects.actions.afterwards import Afterwards, announce
from projects.actions.resolve import Change
from projects.actions.store import Stored, content_hash, store
from projects.actions.workers import workers
from projects.extraction.articles import Hints
from projects.extraction.llm import enrich, failed, given_up
from projects.extraction.llm_breaker import GIVEN_UP, Breaker
from projects.extraction.pipeline import EXTRACTOR_VERSION, extract
from projects.extraction.records import Extraction
from projects.models import ImportRun, SourceDocument
from projects.sources import read_paths
from projects.sources.base import RawDocument, ReadError

logger = logging.getLogger(__name__)

#: Held while a document is stored, so that two imports at once never make two rows of one project.
_ADVISORY_LOCK = 0x6B62617365

#: So many documents wait for each worker; enough to keep it busy, few enough to stay small.
_AHEAD = 4

#: Whether this process still asks the language model; workers have their own from the moment they are forked.
_breaker = Breaker()

Progress = Callable[[int, str], None]


@dataclass(slots=True)
class Report:
    """What an import did (or, dry, would do). ``problems`` are documents left out, ``notes`` what else went wrong."""

    run: ImportRun | None
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[dict[str, str]] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    learned: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether every document could be read."""
        return not self.problems


def import_paths(
    paths: Iterable[Path],
    *,
    user: User | None = None,
    dry_run: bool = False,
    jobs: int = 1,
    progress: Progress = lambda _done, _name: None,
) -> Report:
    """Import files and folders. Nothing is written by a dry run, which reports what would be."""
    paths = list(paths)
    run = ImportRun(extractor_version=_version(), sources=[str(path) for path in paths], user=user)
    return import_items(read_paths(paths), run, dry_run=dry_run, jobs=jobs, progress=progress)


def import_items(
    items: Iterable[RawDocument | ReadError],
    run: ImportRun,
    *,
    dry_run: bool = False,
    jobs: int = 1,
    progress: Progress = lambda _done, _name: None,
) -> Report:
    """Import documents as the work of ``run``, saved or not; see :func:`import_paths`."""
    if dry_run:
        with transaction.atomic():
            report = import_items(items, run, jobs=jobs, progress=progress)
            transaction.set_rollback(True)
        report.run = None
        return report
    run.extractor_version = _version()
    run.save()
    report = Report(run)
    _breaker.reset()
    with workers(jobs) as pool, Afterwards(pool) as afterwards:
        extractions = _extractions(_fresh(items, report), pool, jobs * _AHEAD)
        for done, (raw, extraction) in enumerate(extractions, start=1):
            if stored := _import_one(raw, extraction, run, report):
                afterwards.add(stored)
            progress(done, raw.name)
    if report.counts["unasked"]:
        report.notes.append({"source": "语言模型", "reason": f"{GIVEN_UP}；下次导入时再问没有问到的文件。"})
    run.counts, run.problems = dict(report.counts), [*report.problems, *report.notes]
    run.finished_at = timezone.now()
    run.learned = report.learned
    run.save()
    return report


def _fresh(items: Iterable[RawDocument | ReadError], report: Report) -> Iterator[RawDocument]:
    """Readable documents that this extractor has not stored yet; the others are counted."""
    seen: set[str] = set()
    for item in items:
        if isinstance(item, ReadError):
            report.counts["unreadable"] += 1
            report.problems.append({"source": item.locator, "reason": item.reason})
            continue
        sha256 = content_hash(item.content)
        known = SourceDocument.objects.filter(sha256=sha256, extractor_version=_version()).exists()
        if known or sha256 in seen:
            report.counts["unchanged"] += 1
            continue
        seen.add(sha256)
        yield item


def extract_document(raw: RawDocument) -> Extraction:
    """Run the extractor over one raw document (also in a worker process)."""
    hints = Hints(title=raw.title, published=raw.published, publisher=raw.publisher, url=raw.url)
    extraction = extract(raw.text, raw.name, hints)
    return enrich(extraction, settings.LLM, _breaker) if settings.LLM else extraction


def _version(extraction: Extraction | None = None) -> str:
    """The mark of a document that is read to the end: the rules' version, and the language model's if there is one.

    A document that the model failed on gets the rules' only, so the next import asks again.
    """
    if settings.LLM is None or (extraction and failed(extraction)):
        return EXTRACTOR_VERSION
    return f"{EXTRACTOR_VERSION}+{content_hash(settings.LLM.model.encode())[:6]}"


def _extractions(
    documents: Iterator[RawDocument], pool: ProcessPoolExecutor | None, ahead: int
) -> Iterator[tuple[RawDocument, Extraction]]:
    """Extract in this process, or in those of ``pool``, ``ahead`` documents at a time; their order is kept."""
    if pool is None:
        yield from ((raw, extract_document(raw)) for raw in documents)
        return
    waiting: deque[tuple[RawDocument, Future[Extraction]]] = deque()
    while True:
        for raw in islice(documents, max(0, ahead - len(waiting))):
            waiting.append((raw, pool.submit(extract_document, raw)))
        if not waiting:
            return
        raw, future = waiting.popleft()
        yield raw, future.result()


def _import_one(raw: RawDocument, extraction: Extraction, run: ImportRun, report: Report) -> Stored | None:
    """Store a document; None, and a problem in the report, where that was not possible."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])
            stored = store(raw, extraction, version=_version(extraction), run=run)
            announce(stored)
    except (ValueError, DataError, IntegrityError) as error:  # a fault of this document only: the others go on
        logger.exception("cannot store %s", raw.name)
        report.counts["unreadable"] += 1
        report.problems.append(
            {"source": raw.name, "reason": f"抽取结果无法入库（{type(error).__name__}），详见日志。"}
        )
        return None
    _account(stored, extraction, report)
    return stored


def _account(stored: Stored, extraction: Extraction, report: Report) -> None:
    report.counts["new" if stored.fresh else "updated"] += 1
    report.counts["articles"] += len(stored.articles)
    report.counts["citations"] += stored.citations
    report.counts["created"] += len(stored.created)
    report.counts["matched"] += len(stored.subjects) - len(stored.created)
    report.created += [subject.name for subject in stored.created]
    report.changes += stored.changes
    report.learned += [
        {"kind": subject._meta.model_name, "key": subject.pk, "names": names} for subject, names in stored.learned
    ]
    report.counts["warnings"] += len(extraction.problems)
    if given_up(extraction):
        report.counts["unasked"] += 1
