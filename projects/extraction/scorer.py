"""A log-linear choice among candidates: the only arithmetic of the extractor, its weights learned and written down.

A candidate is a set of named features; its score is the sum of their weights, and the scores of one choice become
probabilities by a softmax. ``weights.json`` says what every feature is worth and from what and when it was learned
(``benchmarks/train.py``). A feature without a weight counts nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

Features = Mapping[str, float]
Weights = Mapping[str, float]

WEIGHTS = Path(__file__).with_name("weights.json")
_active = [WEIGHTS]


def learned() -> Mapping[str, Weights]:
    """The weights by model: "edge", "attach", "salience", "park", "industry", "status"."""
    return _read(_active[-1])


@contextmanager
def using(path: Path) -> Iterator[None]:
    """Other weights for a while: cross-validation measures with those that have not seen the article."""
    _active.append(path)
    try:
        yield
    finally:
        _active.pop()


@cache
def _read(path: Path) -> Mapping[str, Weights]:
    data = json.loads(path.read_text(encoding="utf-8"))
    return {name: data[name] for name in data if isinstance(data[name], dict)}


def score(features: Features, weights: Weights) -> float:
    """The sum of the weights of the features that are there, each times its value."""
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


def probabilities(candidates: Sequence[Features], weights: Weights) -> list[float]:
    """Softmax over the candidates' scores; sums to 1, empty for no candidate."""
    if not candidates:
        return []
    scores = [score(features, weights) for features in candidates]
    top = max(scores)
    powers = [math.exp(s - top) for s in scores]
    total = sum(powers)
    return [p / total for p in powers]


def logistic(value: float) -> float:
    """1 / (1 + e^-value) without overflow."""
    return 1 / (1 + math.exp(-value)) if value >= 0 else (e := math.exp(value)) / (1 + e)
