"""Which industry terms belong to a record: a learned yes or no for every term said near it or about the article.

Terms are weighed by where they stand (``term_features.py``): in its name, its sentences, a list behind 聚焦, the heading,
and by how often the article comes back to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from projects.extraction.context import Context
from projects.extraction.records import Mention
from projects.extraction.scorer import Features, Weights, learned, logistic, score
from projects.extraction.subjects import Subject
from projects.extraction.term_features import Surroundings, of

_LEAST = 0.4
_MOST = 10


@dataclass(frozen=True, slots=True)
class TermQuestion:
    """One term of the text (its telling mention) and the features of its belonging to the subject."""

    mention: Mention
    features: Features


def terms_of(
    subject: Subject, terms: Sequence[Mention], context: Context, weights: Weights | None = None
) -> list[tuple[Mention, float]]:
    """The subject's terms with their probabilities, the surest first."""
    table = learned()["industry"] if weights is None else weights
    found = []
    for question in questions(subject, terms, context):
        chance = logistic(score(question.features, table))
        if chance >= _LEAST:
            found.append((question.mention, chance))
    return sorted(found, key=lambda pair: (-pair[1], pair[0].start))[:_MOST]


def questions(subject: Subject, terms: Sequence[Mention], context: Context) -> Iterator[TermQuestion]:
    """Every distinct term of the article once, with the mention that stands best for this subject."""
    around = Surroundings(subject, terms, context)
    weight = Counter(term.value.term for term in terms)
    best: dict[str, tuple[float, TermQuestion]] = {}
    for term in terms:
        features = of(term, weight[term.value.term], around)
        if not features or ("bare" in term.flags and not {"own_name", "before_name"} & set(features)):
            continue
        rank = sum(worth for name, worth in _RANK.items() if name in features)
        if term.value.term not in best or rank > best[term.value.term][0]:
            best[term.value.term] = (rank, TermQuestion(term, dict.fromkeys(features, 1.0)))
    yield from (question for _, question in best.values())


#: Which of several mentions of a term tells most about the subject.
_RANK = {
    "own_name": 20.0,
    "before_name": 10.0,
    "governed": 4.0,
    "same_clause": 3.0,
    "same_sentence": 2.0,
    "context": 1.0,
    "nearest": 1.0,
    "other_name": -0.5,
}
