"""Weights from lessons: a conditional log-linear model held at a prior, fitted without randomness."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from projects.extraction.scorer import Features, Weights

ROUNDS = 60
SMALLEST = 0.005
#: The sample articles that every new installation shows; what is learned from them counts more.
SAMPLES = {file.stem for file in (Path(__file__).resolve().parent.parent / "fixtures" / "articles").glob("*.txt")}
SAMPLES_COUNT = 8.0


@dataclass
class Lesson:
    """One choice: the candidates' features, which of them are right, the document it is from, and how much it counts."""

    features: Sequence[Features]
    right: frozenset[int]
    document: str
    weight: float = 1.0


@dataclass
class Verdict:
    """One subject: its features, whether it deserves a record (None: either way), its document."""

    features: Features
    keep: bool
    document: str


def fit_choices(data: Sequence[Lesson], prior: Weights, stiffness: float) -> dict[str, float]:
    """Weights that make the right candidates likely (their summed probability) without straying from ``prior``."""
    names = sorted({name for lesson in data for features in lesson.features for name in features} | set(prior))
    number = {name: i for i, name in enumerate(names)}
    coded = [
        (
            [[(number[n], v) for n, v in features.items()] for features in lesson.features],
            lesson.right,
            lesson.weight * (SAMPLES_COUNT if lesson.document in SAMPLES else 1.0),
        )
        for lesson in data
    ]
    origin = [prior.get(name, 0.0) for name in names]
    weights = _climb(coded, origin, stiffness)
    return {name: round(weights[i], 3) for name, i in number.items() if abs(weights[i]) >= SMALLEST}


Coded = tuple[list[list[tuple[int, float]]], frozenset[int], float]


def _climb(data: Sequence[Coded], origin: list[float], stiffness: float) -> list[float]:
    """Rprop: every weight has its own step, longer while the slope keeps its sign, shorter when it turns."""
    weights = list(origin)
    steps = [0.1] * len(weights)
    last = [0.0] * len(weights)
    for _ in range(ROUNDS):
        slope = [-stiffness * (w - o) for w, o in zip(weights, origin, strict=True)]
        for candidates, right, weight in data:
            _add_slope(slope, weights, candidates, right, weight)
        for i, value in enumerate(slope):
            if value * last[i] > 0:
                steps[i] = min(steps[i] * 1.2, 1.0)
            elif value * last[i] < 0:
                steps[i] = max(steps[i] * 0.5, 1e-4)
                value = 0.0
            weights[i] += math.copysign(steps[i], value) if value else 0.0
            last[i] = value
    return weights


def _add_slope(
    slope: list[float],
    weights: list[float],
    candidates: list[list[tuple[int, float]]],
    right: frozenset[int],
    weight: float,
) -> None:
    scores = [sum(weights[j] * v for j, v in ids) for ids in candidates]
    top = max(scores)
    powers = [math.exp(s - top) for s in scores]
    total = sum(powers)
    good = sum(powers[i] for i in right) or 1e-300
    for i, ids in enumerate(candidates):
        push = weight * ((powers[i] / good if i in right else 0.0) - powers[i] / total)
        if abs(push) > 1e-4:
            for j, v in ids:
                slope[j] += push * v


def fit_verdicts(data: Sequence[Verdict], prior: Weights, stiffness: float) -> dict[str, float]:
    """A logistic decision is a choice between a subject and nothing, whose score is 0."""
    choices = [
        Lesson((verdict.features, {}), frozenset({0 if verdict.keep else 1}), verdict.document) for verdict in data
    ]
    return fit_choices(choices, prior, stiffness)
