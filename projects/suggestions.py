"""Names while one types: regions and industries from the vocabulary, records and articles from the index.

Every look-up is bounded: prefixes of the folded name, its pinyin or its initials walk a B-tree and stop; only where
they give too little, names that hold the letters inside are asked for by their pairs of characters. All are parts of one
statement, since under load a round trip costs more than a look-up.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db.models import QuerySet, Value
from django.urls import reverse

from kbase.search import nodes
from kbase.search.document import PAIR, fold_name, pairs
from kbase.search.tsvector import quoted
from kbase.text.scripts import initials, pinyin_key
from parks import vocabulary
from projects.facets import KINDS
from projects.models import SearchDocument

OFFERED = 10
#: So many rows of a prefix are read, and the best sourced of them shown.
READ = 60
#: Of these at most so many, so that a place never hides the parks named after it.
TERMS = 4
LONGEST = 40


class Suggested(NamedTuple):
    """A line of the list: Suggested("苏州工业园区", "园区", "/parks/7/")."""

    text: str
    kind: str
    url: str


def suggest(typed: str, kinds: Sequence[str] = tuple(KINDS)) -> list[Suggested]:
    """At most ten names for what was typed so far, in Han, pinyin or initials: 「szgy」 → 苏州工业园区."""
    key = fold_name(typed.replace("\0", "")[:LONGEST].replace("'", ""))
    if not key:
        return []
    found = dict.fromkeys(_terms(key)[:TERMS])
    for each in _records(key, kinds):
        if len(found) == OFFERED:
            break
        found.setdefault(each)
    return list(found)


def _records(key: str, kinds: Sequence[str]) -> Iterator[Suggested]:
    """What the look-ups find, those of the first before those of the second; one statement for all."""
    rows = SearchDocument.objects.filter(kind__in=kinds)
    ways = [
        found.annotate(way=Value(number)).values_list("way", "source_count", "name_folded", "name", "kind", *_OWNERS)[
            :READ
        ]
        for number, found in enumerate(lookups(key, rows))
    ]
    found = ways[0].union(*ways[1:], all=True)[:READ] if ways[1:] else ways[0]
    for _, _, _, name, kind, *owners in sorted(found, key=_best(key)):
        yield Suggested(name, KINDS[kind], _url(owners))


_OWNERS = ("park_id", "project_id", "article_id")
_PAGES = ("parks:park", "projects:project", "projects:article")


def _url(owners: Sequence[int | None]) -> str:
    return next(reverse(page, args=[key]) for page, key in zip(_PAGES, owners, strict=True) if key is not None)


def _best(key: str) -> Callable[[tuple[Any, ...]], tuple[int, bool, int, int, str]]:
    """How well a row (way, sources, folded name, …) answers: names that begin so, the most reported, the shortest first."""
    return lambda row: (row[0], not row[2].startswith(key), -row[1], len(row[2]), row[2])


def lookups(key: str, rows: QuerySet[SearchDocument]) -> Iterator[QuerySet[SearchDocument]]:
    """The ways to look, the narrowest first; the database turns to a later one when those before gave too little."""
    yield rows.filter(name_folded__startswith=key)
    if key.isascii():
        if len(key) > 1:
            yield rows.filter(name_initials__startswith=key)
            yield rows.filter(name_key__startswith=key)
    elif inside := pairs(key):
        asked = " & ".join(f"{quoted(PAIR + pair)}:A" for pair in inside)
        yield rows.filter(nodes.matches(asked))


def _terms(key: str) -> list[Suggested]:
    """Regions and industries whose name, pinyin or initials begin with ``key``, the larger first."""
    known = _known()
    found: dict[Suggested, int] = {}
    for place in range(bisect_left(known, (key,)), len(known)):
        name, order, each = known[place]
        if not name.startswith(key) or len(found) > READ:
            break
        found.setdefault(each, order)
    return sorted(found, key=lambda each: (found[each], each.text))


@cache
def _known() -> list[tuple[str, int, Suggested]]:
    """Every form of every region and industry, sorted, with its rank: provinces and tops before their parts."""
    terms = vocabulary.load()
    out: list[tuple[str, int, Suggested]] = []
    levels = {"province": 0, "city": 1, "county": 3}
    for region in terms.regions.values():
        each = Suggested(region.name, "地区", reverse("parks:region", args=[region.adcode]))
        forms = (region.name, region.short_name, *region.aliases, region.pinyin, region.initials)
        out += _forms(forms, levels[region.level], each)
    found = reverse("search:search")
    for industry in terms.industries.values():
        each = Suggested(industry.name, "行业", f"{found}?industry={industry.code}")
        forms = (industry.name, *industry.synonyms, pinyin_key(industry.name), initials(industry.name))
        out += _forms(forms, 2 if industry.parent else 1, each)
    return sorted(out)


def _forms(forms: Iterable[str], order: int, each: Suggested) -> Iterator[tuple[str, int, Suggested]]:
    return ((form, order, each) for form in {fold_name(form) for form in forms} if form)
