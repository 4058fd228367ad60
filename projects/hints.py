"""Help with a search: what each condition costs, what was meant by a name that is not there, how words were read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection, transaction
from rapidfuzz.distance import OSA

from kbase.search.document import fold_name
from kbase.search.nodes import Term
from kbase.text.scripts import to_simplified
from projects.models import SearchDocument

#: A name of eight characters with one of them wrong shares a third of its trigrams, one of four a quarter.
LIKENESS = 0.2
LOOKED_AT, OFFERED = 60, 5


@dataclass(frozen=True, slots=True)
class Price:
    """A condition, the page without it, how many rows that page has, and how many more than now."""

    label: str
    url: str
    total: int
    more: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that resembles what was typed, with the page that looks for it."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class WordRead:
    """How one term was read: as typed, folded, the words it was cut into, other words for it, what is asked."""

    typed: str
    folded: str
    words: list[str]
    synonyms: list[str]
    asked: str


def explained(terms: Iterable[Term]) -> list[WordRead]:
    """Every term of a query, as the index sees it."""
    return [
        WordRead(
            str(term),
            to_simplified(unicodedata.normalize("NFKC", term.text)).lower(),
            [word.text + (f"（{'+'.join(word.pieces)}）" if word.pieces else "") for word in term.words],
            ["".join(synonym) for word in term.words for synonym in word.synonyms],
            term.tsquery(),
        )
        for term in terms
    ]


def alike(text: str, kinds: Sequence[str], limit: int = OFFERED) -> list[str]:
    """Names of records and articles that resemble ``text``, the most alike first: 「示犯产业园」 → 示范产业园.

    Candidates come from the trigram index; among them the fewest edits count, swapped neighbours as one.
    """
    folded = fold_name(text)
    if len(folded) < 2:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(LIKENESS)])
        rows = list(
            SearchDocument.objects.filter(kind__in=kinds, name_folded__trigram_similar=folded)
            .annotate(likeness=TrigramSimilarity("name_folded", folded))
            .order_by("-likeness", "name_key", "pk")
            .values_list("name", "name_folded")[:LOOKED_AT]
        )
    near = sorted(dict(rows).items(), key=lambda row: OSA.distance(folded, row[1]))
    return [name for name, other in near if OSA.distance(folded, other) <= max(1, len(folded) // 3)][:limit]
