"""Search boxes over large tables: names are looked up in the search index, not by reading every row."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from kbase.search.document import fold_name
from kbase.search.nodes import matches
from kbase.search.tsvector import quoted
from parks.models import Park
from parks.record import match_keys
from projects.admin.base import TableAdmin
from projects.models import Article, Project, SearchDocument
from projects.models.document import Searched, analyser
from projects.suggestions import lookups

#: Rows of the index that one search reads.
MOST = 500


def named(model: type[Searched], words: str) -> list[int]:
    """Keys of the parks, projects or articles in whose name the words stand: in Han, or begun in pinyin or initials.

    Those that the index does not know, because they were withheld, are found by their whole name.
    """
    key, column = fold_name(words), f"{model._meta.model_name}_id"
    if not key:
        return []
    rows = SearchDocument.objects.filter(**{f"{column}__isnull": False})
    found: dict[int, None] = {}
    for look in lookups(key, rows):
        found |= dict.fromkeys(look.values_list(column, flat=True)[:MOST])
    if not issubclass(model, Article):
        withheld = model._default_manager.exclude(withheld="").filter(name__icontains=words)
        exact = model._default_manager.filter(match_keys__overlap=match_keys([words]))
        for more in (withheld, exact):
            found |= dict.fromkeys(more.values_list("pk", flat=True)[:MOST])
    return list(found)


def mentioning(words: str) -> list[int]:
    """Keys of articles that hold all of these words."""
    asked = " & ".join(quoted(token.text) for token in analyser().tokens(words))
    rows = SearchDocument.objects.filter(matches(asked), kind="article") if asked else SearchDocument.objects.none()
    return [key for key in rows.values_list("article_id", flat=True)[:MOST] if key is not None]


class NamedSearch(TableAdmin):
    """A table that is searched by the names of what its rows are, or are about."""

    #: By which column of the table which names are meant.
    searched: ClassVar[tuple[tuple[str, type[Searched]], ...]] = (("park", Park), ("project", Project))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        words = search_term.replace("\0", "").strip()[:100]
        if not words:
            return queryset, False
        found = self.also(words)
        for column, model in self.searched:
            found |= Q(**{f"{column}__in": named(model, words)})
        return queryset.filter(found), False

    def also(self, words: str) -> Q:
        """What else the words may mean: nothing."""
        return Q(pk__in=[])
