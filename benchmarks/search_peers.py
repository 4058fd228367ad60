"""Other engines over the same tokens: the same page (total, top 20, all facets, each without its own choice)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from search_corpus import Made

FACETS = ("region", "industry", "investment", "status", "kind", "year")
Counts = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A page: words that must all occur, or stand side by side, and values chosen by facet."""

    words: tuple[str, ...] = ()
    phrase: bool = False
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Peer(Protocol):
    """An engine that answers pages."""

    def page(self, asked: Asked) -> tuple[int, Counts]:
        """The total and the counts; the first 20 hits are found as well."""


def band(money: int | None) -> str:
    """As the facet of the product has it."""
    if money is None:
        return "none"
    steps = [(10**8, "lt1"), (5 * 10**8, "1-5"), (10**9, "5-10"), (5 * 10**9, "10-50"), (10**10, "50-100")]
    return next((key for below, key in steps if money < below), "ge100")


def values(made: Made) -> dict[str, list[str]]:
    """What a document counts under, by facet."""
    return {
        "region": made.regions,
        "industry": made.industries,
        "investment": [band(made.money)],
        "status": [made.status],
        "kind": [made.kind],
        "year": made.years,
    }


class Sqlite:
    """FTS5 with facets in one table of values."""

    def __init__(self, path: Path, documents: Iterable[Made]) -> None:
        built = path.exists()
        self.db = sqlite3.connect(path)
        self.db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000;")
        if not built:
            self._fill(documents)

    def _fill(self, documents: Iterable[Made]) -> None:
        self.db.executescript(
            "CREATE VIRTUAL TABLE words USING fts5(tokens, content='', tokenize='unicode61');"
            "CREATE TABLE facet (doc INTEGER, name TEXT, value TEXT); CREATE TABLE doc (id INTEGER PRIMARY KEY, newest TEXT);"
        )
        for number, made in enumerate(documents):
            self.db.execute("INSERT INTO words (rowid, tokens) VALUES (?, ?)", (number, made.tokens))
            self.db.execute("INSERT INTO doc VALUES (?, ?)", (number, made.newest))
            rows = [(number, name, value) for name, listed in values(made).items() for value in listed]
            self.db.executemany("INSERT INTO facet VALUES (?, ?, ?)", rows)
        self.db.executescript(
            "CREATE INDEX by_value ON facet (name, value, doc); CREATE INDEX by_doc ON facet (doc, name, value);"
            "CREATE INDEX by_date ON doc (newest DESC); ANALYZE;"
        )
        self.db.commit()

    def page(self, asked: Asked) -> tuple[int, Counts]:
        text = '"' + " ".join(asked.words) + '"' if asked.phrase else " AND ".join(f'"{word}"' for word in asked.words)
        total = self._one(asked, text, "", "count(*)")
        order = "words.rank" if asked.words else "newest DESC"
        self._rows(asked, text, "", "doc.id", f"ORDER BY {order} LIMIT 20")
        counts = {
            name: dict(self._rows(asked, text, name, "f.value, count(*)", "GROUP BY f.value", of=name))
            for name in FACETS
        }
        return total, counts

    def _one(self, asked: Asked, text: str, but: str, what: str) -> int:
        return int(self._rows(asked, text, but, what, "")[0][0])

    def _rows(self, asked: Asked, text: str, but: str, what: str, end: str, of: str = "") -> list[Any]:
        parameters: list[str] = []
        tables, conditions = ["doc"], ["1"]
        if asked.words:
            tables, conditions = ["words JOIN doc ON doc.id = words.rowid"], ["words MATCH ?"]
            parameters.append(text)
        for name, chosen in asked.chosen.items():
            if name != but:
                conditions.append(
                    f"doc.id IN (SELECT doc FROM facet WHERE name = ? AND value IN ({','.join('?' * len(chosen))}))"
                )
                parameters += [name, *chosen]
        if of:
            tables.append(f"JOIN facet f ON f.doc = doc.id AND f.name = '{of}'")
        return self.db.execute(
            f"SELECT {what} FROM {' '.join(tables)} WHERE {' AND '.join(conditions)} {end}", parameters
        ).fetchall()


class Tantivy:
    """tantivy-py: one search, one aggregation, one more for each facet that is chosen in."""

    def __init__(self, path: Path, documents: Iterable[Made]) -> None:
        import tantivy

        self.t = tantivy
        built = path.exists()
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("tokens", tokenizer_name="whitespace", index_option="position")
        for name in FACETS:
            builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
        builder.add_integer_field("id", stored=True, fast=True)
        builder.add_integer_field("newest", fast=True)
        path.mkdir(exist_ok=True)
        self.index = tantivy.Index(builder.build(), path=str(path))
        if not built:
            self._fill(documents)
        self.index.reload()
        self.searcher = self.index.searcher()
        self.schema = self.index.schema

    def _fill(self, documents: Iterable[Made]) -> None:
        writer = self.index.writer(200_000_000, 1)
        for number, made in enumerate(documents):
            day = int(made.newest.replace("-", ""))
            writer.add_document(self.t.Document(id=number, newest=day, tokens=made.tokens, **values(made)))
        writer.commit()
        writer.wait_merging_threads()

    def page(self, asked: Asked) -> tuple[int, Counts]:
        query = self._query(asked, "")
        order = {} if asked.words else {"order_by_field": "newest"}
        found = self.searcher.search(query, 20, count=True, **order)
        counts = self._counts(query, [name for name in FACETS if name not in asked.chosen])
        for name in asked.chosen:
            counts |= self._counts(self._query(asked, name), [name])
        return found.count, counts

    def _query(self, asked: Asked, but: str) -> Any:
        q, must = self.t.Query, self.t.Occur.Must
        parts = [q.term_query(self.schema, "tokens", word) for word in asked.words]
        if asked.phrase:
            parts = [q.phrase_query(self.schema, "tokens", list(asked.words))]
        parts += [
            q.term_set_query(self.schema, name, list(chosen)) for name, chosen in asked.chosen.items() if name != but
        ]
        return q.boolean_query([(must, part) for part in parts]) if parts else q.all_query()

    def _counts(self, query: Any, names: Sequence[str]) -> Counts:
        told = self.searcher.aggregate(query, {name: {"terms": {"field": name, "size": 20_000}} for name in names})
        return {name: {b["key"]: b["doc_count"] for b in told[name]["buckets"]} for name in names}
