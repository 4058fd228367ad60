"""Hits ready to print: the record or article of an indexed row, its marked name and sentence, its citations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.safestring import SafeString

from kbase.search.document import fold_name
from kbase.search.highlight import marked, snippet
from kbase.search.nodes import Term
from parks.models import Park
from parks.vocabulary import load
from projects.models import Article, Citation, Project, SearchDocument
from projects.models.citation import Subject
from projects.models.document import Searched, analyser

#: Marks of headings and lists that sources leave in front of a line.
_MARKS = re.compile(r"^[\s#>*·•-]+|[\s*]+$")
#: The title stands among the first lines, if anywhere.
_HEAD = 6
_STOPS = tuple("。！？!?；…”」』")


@dataclass(frozen=True, slots=True)
class Hit:
    """One row of the list: the record, its name and best sentence with ``<mark>``, the citations of what it shows.

    ``kind`` is "project", "batch", "park" or "article"; an article has no citations of its own. ``industries`` are the
    names of the narrowest.
    """

    record: Searched
    kind: str
    title: SafeString
    snippet: SafeString
    citations: dict[str, Citation]
    industries: list[str]


def hits(rows: Sequence[SearchDocument], terms: Sequence[Term]) -> list[Hit]:
    """A hit for each row, in four queries at most; a record that was deleted meanwhile is left out."""
    parks = _parks().in_bulk({row.park_id for row in rows if row.park_id})
    projects = _projects().in_bulk({row.project_id for row in rows if row.project_id})
    articles = _articles().in_bulk({row.article_id for row in rows if row.article_id})
    cited = _cited(parks, projects)
    found: list[Hit] = []
    for row in rows:
        record: Any = parks.get(row.park_id) or projects.get(row.project_id) or articles.get(row.article_id)
        if record is not None:
            found.append(_hit(row, record, terms, cited.get(record, {})))
    return found


def _hit(row: SearchDocument, record: Any, terms: Sequence[Term], citations: dict[str, Citation]) -> Hit:
    name = record.heading if isinstance(record, Article) else record.name
    return Hit(
        record,
        row.kind,
        marked(name, terms, analyser(), spoken=True),
        snippet(prose(row.body, name, whole=not terms), terms, analyser()),
        citations,
        _narrowest(row.industries),
    )


def prose(body: str, title: str, *, whole: bool = False) -> str:
    """What a text tells beyond its title, without marks of headings: "### 集中开工\n**新建**园区。" → "新建园区。".

    ``whole``: sentences that name it come first, and whole ones before headings and scraps.
    """
    lines = [_MARKS.sub("", line).replace("**", "") for line in body.splitlines()]
    told = [line for place, line in enumerate(lines) if line and not (place < _HEAD and _says(line, title))]
    return "\n".join(sorted(told, key=lambda line: (title not in line, not line.endswith(_STOPS))) if whole else told)


def _says(line: str, title: str) -> bool:
    """Whether a line is the title; one cut off with 「…」 is the beginning of its line."""
    said, cut = fold_name(title.removesuffix("…")), title.endswith("…")
    return bool(said) and (fold_name(line).startswith(said) if cut else fold_name(line) == said)


def _narrowest(codes: Iterable[str]) -> list[str]:
    """Names of the industries that no other of these lies in; without the unknown."""
    terms = load().industries
    known = [code for code in codes if code in terms]
    above = {terms[code].parent for code in known}
    return [terms[code].name for code in known if code not in above]


def _cited(*subjects: dict[int, Any]) -> dict[Subject, dict[str, Citation]]:
    """The chosen citations of parks and projects by field, the first of each; one query for both."""
    parks, projects = subjects
    if not parks and not projects:
        return {}
    about = Q(park__in=parks) | Q(project__in=projects)
    citations = Citation.objects.current().filter(about, chosen=True).order_by("article_id", "start")
    found: dict[Subject, dict[str, Citation]] = {}
    for each in citations.select_related("article").defer("article__text", "article__offsets"):
        subject: Subject = parks[each.park_id] if each.park_id else projects[each.project_id]  # type: ignore[index]
        found.setdefault(subject, {}).setdefault(each.field, each)
    return found


def _parks() -> Any:
    return Park.objects.public().select_related("region__parent__parent", "parent")


def _projects() -> Any:
    return Project.objects.public().select_related("region__parent__parent", "park", "phase_of")


def _articles() -> Any:
    active = Q(citations__active=True)
    return Article.objects.defer("offsets").annotate(
        projects=Count("citations__project", filter=active & Q(citations__project__withheld=""), distinct=True),
        parks=Count("citations__park", filter=active & Q(citations__park__withheld=""), distinct=True),
    )
