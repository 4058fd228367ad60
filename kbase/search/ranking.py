"""The order of hits by relevance, in one place.

1. the name, or an alias, is what was typed, in letters too: 「suzhougongyeyuanqu」, 「szgyyq」;
2. all words stand in the name or its aliases (weight A);
3. all words stand in names, park, region, industries or organisations (weights A and B);
4. the words stand in the texts.

Within a class: how much of the typed words there is (:func:`weight`), then the record with the newer source. By SQL that
costs 10 µs per row, so only the first :data:`RANKED` by class and freshness are weighed; the hits behind them keep the
order of class and freshness.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQueryField
from django.db.models import Case, F, FloatField, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Floor, Sqrt

from kbase.search import nodes
from kbase.search.document import INITIALS, PINYIN, fold_name
from kbase.search.nodes import condition
from kbase.search.query import SearchQuery
from kbase.search.tsvector import quoted

RANKED = 200
#: The weight of a word that a name holds again and again; six bits.
HEAVIEST = 63


def matches(query: SearchQuery, weights: str = "") -> Q:
    """The rows that fit a query; with ``weights`` those whose names ("A") or labels ("AB") hold all its words."""
    if not weights:
        return condition(query.root) if query.root is not None else Q()
    return Q(nodes.matches(query.tsquery(weights)))


def ranked(rows: QuerySet[Any], query: SearchQuery, freshness: tuple[Any, ...], start: int, end: int) -> QuerySet[Any]:
    """The hits ``start``…``end`` of ``rows`` (which match ``query``) by the rule above.

    ``freshness`` orders the hits of one class; it must end in a unique column.
    """
    classed: QuerySet[Any] = rows.annotate(tier=tier(query))
    by_class: QuerySet[Any] = classed.order_by("tier", *freshness)
    words = weighed(query)
    if end > RANKED or not words:
        return by_class[start:end]
    best: QuerySet[Any] = classed.filter(pk__in=by_class.values("pk")[:RANKED])
    weighted: QuerySet[Any] = best.annotate(weight=weight(words)).order_by("tier", "-weight", *freshness)
    return weighted[start:end]


def weighed(query: SearchQuery) -> tuple[str, ...]:
    """The words whose weight counts: those that are wanted, and their synonyms of one word."""
    words = [word for term in query.wanted for word in term.words]
    alike = (synonym[0] for word in words for synonym in word.synonyms if len(synonym) == 1)
    return tuple(dict.fromkeys([*(word.text for word in words), *alike]))


def weight(words: Sequence[str]) -> Any:
    """How much of these words a row has: for each 0 to :data:`HEAVIEST`, more in names and where it comes again.

    Whole numbers, so that whoever computes them elsewhere gets the very same order.
    """

    def one(word: str) -> Any:
        asked = Cast(Value(quoted(word)), SearchQueryField())
        rank = Func(F("vector"), asked, function="ts_rank", output_field=FloatField())
        return Floor(Sqrt(Cast(rank, FloatField())) * HEAVIEST)

    return reduce(add, map(one, words))


def spellings(query: SearchQuery) -> list[str]:
    """What was typed as the names of documents have it: folded, and for Latin letters as pinyin and initials."""
    name = fold_name(query.text)
    return [name, PINYIN + name, INITIALS + name] if name.isascii() else [name]


class Class(NamedTuple):
    """What puts a row into a class: one of these folded names, or else this tsquery."""

    names: tuple[str, ...] = ()
    words: str = ""


def classes(query: SearchQuery) -> list[Class]:
    """The classes of the rule above but the last, best first; none where no words are wanted."""
    if not (names := query.tsquery("A")):
        return []
    return [Class(names=tuple(spellings(query))), Class(words=names), Class(words=query.tsquery("AB"))]


def tier(query: SearchQuery) -> Any:
    """The number of each row's class, from 1."""
    found = classes(query)
    if not found:
        return Value(1, IntegerField())
    whens = [
        When(folded_names__overlap=list(each.names), then=Value(number))
        if each.names
        else When(Q(nodes.matches(each.words)), then=Value(number))
        for number, each in enumerate(found, 1)
    ]
    return Case(*whens, default=Value(len(found) + 1), output_field=IntegerField())
