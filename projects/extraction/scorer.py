"""A log-linear choice among candidates: the only arithmetic of the extractor, its weights learned and written down.

A candidate is a set of named features; its score is the sum of their weights, and the scores of one choice become
probabilities by a softmax. ``weights.json`` says what every feature is worth and from what and when it was learned
(``benchmarks/train.py``). A feature without a weight counts nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

Features = Mapping[str, float]
Weights = Mapping[str, float]

WEIGHTS = Path(__file__).with_name("weights.json")


@cache
def learned() -> Mapping[str, Weights]:
    """The weights by model: "attach", "salience", "calibration"."""
    data = json.loads(WEIGHTS.read_text(encoding="utf-8"))
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
