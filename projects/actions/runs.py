"""Imports from the browser: files wait with their run, are tried without writing, and imported in the background."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from django.db.models import Max

from projects.actions.candidates import look_for
from projects.actions.imports import Report, import_items
from projects.actions.log import note
from projects.models import Citation, Deed, Doubt, ImportRun, Project, Upload
from projects.models.citation import Subject
from projects.sources import read_bytes
from projects.sources.base import RawDocument, ReadError

logger = logging.getLogger(__name__)

#: Files of one upload, and their bytes together.
MOST_FILES, MOST_BYTES = 500, 200_000_000

#: Lines of each list that a preview keeps.
MOST_SHOWN = 200

State = ImportRun.State


@transaction.atomic
def upload(files: Iterable[tuple[str, bytes]], *, user: User | None) -> ImportRun:
    """A run with files that wait. ValidationError for none, too many and too large."""
    given = list(files)
    if not given:
        raise ValidationError("请选择文件，或粘贴正文。")
    if len(given) > MOST_FILES or sum(len(content) for _, content in given) > MOST_BYTES:
        raise ValidationError(f"一次最多 {MOST_FILES} 个文件、共 {MOST_BYTES // 1_000_000} MB，请分批上传。")
    run = ImportRun.objects.create(user=user, sources=[name for name, _ in given], state=State.UPLOADED)
    Upload.objects.bulk_create(Upload(run=run, name=name[-300:], content=content) for name, content in given)
    note(user, Deed.Verb.IMPORT, run, new=[name for name, _ in given][:20])
    return run


def preview(run: ImportRun) -> None:
    """Import everything, look at what that did, and let nothing of it stand: the difference is kept on the run."""
    items = list(_items(run))
    _begin(run, State.PREVIEWING, len(items))
    before = Doubt.objects.aggregate(last=Max("pk"))["last"] or 0
    conflicts: list[dict[str, str]] = []
    with transaction.atomic():
        trial = ImportRun(user=run.user, sources=run.sources)
        report = import_items(items, trial, progress=lambda done, _name: run.beat())
        fresh = Doubt.objects.filter(pk__gt=before, reasons__overlap=[Doubt.Reason.CONFLICT, Doubt.Reason.STALE])
        for doubt in fresh.select_related("park", "project")[:MOST_SHOWN]:
            conflicts.append({"name": doubt.subject.name, "field": doubt.field, "why": "、".join(doubt.why)})
        transaction.set_rollback(True)
    run.beat(state=State.PREVIEWED, preview=_difference(report, conflicts), done=len(items))


def _difference(report: Report, conflicts: list[dict[str, str]]) -> dict[str, Any]:
    new = set(report.created)
    changed = [asdict(change) for change in report.changes if change.name not in new]
    return {
        "counts": dict(report.counts),
        "created": report.created[:MOST_SHOWN],
        "changed": changed[:MOST_SHOWN],
        "conflicts": conflicts,
        "skipped": report.problems[:MOST_SHOWN],
    }


def execute(run: ImportRun) -> None:
    """Import the files of a run. Called again after an interruption, it passes over what is stored already."""
    items = list(_items(run))
    _begin(run, State.RUNNING, len(items))
    known = len(items)
    report = import_items(items, run, progress=lambda done, _name: run.beat(done=min(done, known)))
    run.state, run.done, run.total = State.DONE, known, known
    run.save(update_fields=["state", "done", "total"])
    run.uploads.all().delete()
    look_for(_told_of(run))
    logger.info("run %s: %s", run.pk, dict(report.counts))


def _begin(run: ImportRun, state: str, total: int) -> None:
    run.state, run.total, run.done = state, total, 0
    run.beat(state=state, total=total, done=0)


def _items(run: ImportRun) -> Iterator[RawDocument | ReadError]:
    """The documents in the files of the run; what cannot be read comes as its error."""
    for file in run.uploads.all().iterator(chunk_size=10):
        try:
            yield from read_bytes(file.name, bytes(file.content))
        except ReadError as error:
            yield error


def _told_of(run: ImportRun) -> list[Subject]:
    """The projects that the run told something of: the new ones may be known under another name."""
    keys = Citation.objects.filter(run=run, project__isnull=False).order_by().values("project").distinct()
    return list(Project.objects.filter(pk__in=keys))


def start(run: ImportRun, job: Callable[[ImportRun], None]) -> threading.Thread:
    """Do ``job`` in the background; what goes wrong is kept on the run. ValidationError while it is at work."""
    if ImportRun.objects.get(pk=run.pk).busy:
        raise ValidationError("这个批次正在处理，请稍候。")
    run.beat(state=State.PREVIEWING if job is preview else State.RUNNING)
    thread = threading.Thread(target=_guarded, args=(run.pk, job), name=f"run-{run.pk}")
    transaction.on_commit(thread.start)
    return thread


def _guarded(key: int, job: Callable[[ImportRun], None]) -> None:
    run = ImportRun.objects.get(pk=key)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")  # the limit is for pages
        job(run)
    except Exception as error:  # whatever it is, the page must tell
        logger.exception("run %s", key)
        problem = {"source": "", "reason": f"导入中断（{type(error).__name__}），详见日志；可再次开始。"}
        run.beat(state=State.FAILED, problems=[*run.problems, problem])
    finally:
        connections.close_all()
