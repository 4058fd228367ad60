"""The lists of the site as programs ask for them: by the same parameters as the pages, but nothing is forgiven.

A page shows what it can and says what it could not do; a file or an answer for a program must be what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.http import QueryDict

from kbase.search.facets import Facet
from projects.collections import mistakes
from projects.search import PAGE_SIZE, RecordSearch, offered

#: What was done instead, at the end of a sentence: 「……，已忽略。」
_INSTEAD = re.compile(r"，已[^，。]*。$")
#: Too many values would only make the answer longer.
_MOST_NAMED = 10


class Problem(NamedTuple):
    """What is wrong with one parameter, in a sentence."""

    parameter: str
    sentence: str


class Refused(Exception):
    """The parameters can't be taken as given."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("；".join(problem.sentence for problem in problems))
        self.problems = list(problems)


def repeatable(facets: Iterable[Facet]) -> set[str]:
    """The parameters that may be given several times."""
    return {facet.key for facet in facets}


def asked(kinds: Sequence[str], params: QueryDict, *, more: Iterable[str] = (), size: int = PAGE_SIZE) -> RecordSearch:
    """The search that the parameters mean. Raises Refused; ``more`` are parameters that others read.

    Any words can be typed, so what is odd about them is no mistake: it stays in ``RecordSearch.query_errors``.
    """
    search = RecordSearch(kinds, params, size=size)
    known = {*search.parameters, *more}
    problems = [Problem(name, f"没有“{name[:40]}”这个参数。") for name in params if name not in known][:_MOST_NAMED]
    once = known - repeatable(offered(kinds))
    problems += [Problem(name, "只能写一次。") for name in params if name in once and len(params.getlist(name)) > 1]
    problems += [Problem("syn", "只能是 0（不用同义词）或 1。")] * (params.get("syn", "") not in ("", "0", "1"))
    problems += _wrong_values(kinds, params, search)
    if problems:
        raise Refused(problems)
    return search


def _wrong_values(kinds: Sequence[str], params: QueryDict, search: RecordSearch) -> list[Problem]:
    """The sentences of a search, each with the parameter it is about."""
    wrong = mistakes(search)
    if not wrong:
        return []
    blamed: dict[str, str] = {}
    for name in params:
        alone = QueryDict(mutable=True)
        alone.setlist(name, params.getlist(name))
        blamed |= dict.fromkeys(RecordSearch(kinds, alone).errors, name)
    return [Problem(blamed.get(sentence, ""), _INSTEAD.sub("。", sentence)) for sentence in wrong]
