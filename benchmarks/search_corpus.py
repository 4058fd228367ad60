"""Made-up documents for measuring search: words by Zipf's law from the whole dictionary, facts from the vocabularies."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from kbase.text.tokens import Analyser
from parks.vocabulary import load

_TAILS = ["产业园", "生产基地", "研发中心", "智能工厂", "数据中心", "物流园", "科技园", "总部基地"]
_STATUS = ["none", "planned", "signed", "construction", "completed", "operating"]
_WORDS_OF_BODY = 80
CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Made:
    """One document: what it counts under, its text, its tokens in order for the peers, its tsvector for us."""

    name: str
    text: str
    kind: str
    regions: list[str]
    industries: list[str]
    years: list[str]
    status: str
    money: int | None
    newest: str
    tokens: str
    vector: str


@cache
def dictionary() -> list[str]:
    """The Han words of jieba's dictionary, the most frequent first."""
    lines = files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").splitlines()
    counted = ((int(count), word) for word, count, *_ in (line.split() for line in lines))
    return [word for _, word in sorted(counted, reverse=True) if 1 < len(word) <= 4 and word.isalpha()]


@cache
def analyser() -> Analyser:
    """As the product's."""
    return Analyser(load().words())


class Corpus:
    """``size`` documents, a thousand to a file, so that a million need no memory; files that are there are kept."""

    def __init__(self, folder: Path, size: int) -> None:
        self.size = size
        folder.mkdir(parents=True, exist_ok=True)
        self.files = [folder / f"{start}.pickle" for start in range(0, size, CHUNK)]
        missing = [path for path in self.files if not path.exists()]
        if missing:
            with get_context("fork").Pool(2) as pool:
                for _ in pool.imap_unordered(_make, missing):
                    pass

    def __iter__(self) -> Iterator[Made]:
        for path in self.files:
            yield from read(path)[: self.size]

    def sample(self, count: int) -> list[Made]:
        """Some of the documents, from files that lie evenly apart."""
        apart = max(1, len(self.files) * CHUNK // count)
        return [made for path in self.files[::apart] for made in read(path)][:count]


def read(path: Path) -> list[Made]:
    """The documents of one file."""
    return pickle.loads(path.read_bytes())


def _make(path: Path) -> None:
    rest = path.with_suffix(".part")
    rest.write_bytes(pickle.dumps([*documents(int(path.stem), CHUNK)], pickle.HIGHEST_PROTOCOL))
    rest.replace(path)


def documents(start: int, count: int, seed: int = 1) -> Iterator[Made]:
    """Documents number ``start``…, the same for the same numbers however they are asked for."""
    words = dictionary()
    regions = [term for term in load().regions.values() if term.level == "county"]
    leaves = [term for term in load().industries.values() if term.parent]
    random.Random(seed).shuffle(regions)
    for number in range(start, start + count):
        chance = random.Random(f"{seed}/{number}")
        ranks = np.random.default_rng((seed, number)).zipf(1.15, _WORDS_OF_BODY * 2)
        body = [words[rank + 20] for rank in ranks[ranks < len(words) - 21][:_WORDS_OF_BODY].tolist()]
        yield _made(chance, body, regions, leaves)


def _made(chance: random.Random, body: list[str], regions: list, leaves: list) -> Made:  # type: ignore[type-arg]
    region = regions[min(int(chance.paretovariate(0.6)) - 1, len(regions) - 1)]
    chosen = chance.sample(leaves, chance.choice([1, 1, 1, 2, 2, 3, 4]))
    name = region.short_name + "".join(chance.sample(body, 2)) + chance.choice(_TAILS)
    text = "，".join("".join(body[at : at + 6]) for at in range(0, len(body), 6))
    path = [region.adcode]
    while parent := load().regions[path[0]].parent:
        path.insert(0, parent)
    year, month = min(2026, 2010 + int(chance.expovariate(0.12)) % 17), chance.randint(1, 12)
    tokens, vector = _indexed([(name, "A"), ("，".join(leaf.name for leaf in chosen), "B"), (text, "D")])
    return Made(
        name=name,
        text=text,
        kind=chance.choices(["project", "batch", "park"], [8, 1, 1])[0],
        regions=path if chance.random() < 0.95 else ["none"],
        industries=sorted({code for leaf in chosen for code in (leaf.code, leaf.parent)}),
        years=[f"{year}", f"{year}Q{(month + 2) // 3}", f"{year}-{month:02}"],
        status=chance.choices(_STATUS, [3, 2, 2, 4, 1, 3])[0],
        money=int(chance.lognormvariate(20.5, 1.6)) if chance.random() < 0.7 else None,
        newest=f"{year}-{month:02}-{chance.randint(1, 28):02}",
        tokens=tokens,
        vector=vector,
    )


def _indexed(parts: list[tuple[str, str]]) -> tuple[str, str]:
    """The tokens in order, and the literal of the tsvector as ``kbase.search.document`` writes it."""
    places: dict[str, list[str]] = {}
    tokens, base = [], 1
    for text, weight in parts:
        last = 0
        for token in analyser().tokens(text):
            tokens.append(token.text)
            last = token.position
            places.setdefault(token.text, []).append(f"{base + last}{weight}")
        base += last + 8
    return " ".join(tokens), " ".join(f"'{word}':{','.join(where)}" for word, where in places.items())
