"""Which industry terms belong to a record: a learned yes or no for every term said near it or about the article.

Terms in its own name are its own. Others are weighed by where they stand: its sentences, a list behind 聚焦, the
heading, how often the article comes back to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from projects.extraction.context import Context
from projects.extraction.records import Mention
from projects.extraction.scorer import Features, Weights, learned, logistic, score
from projects.extraction.subjects import Subject

_LEAST = 0.4
_MOST = 10
_BY_NAME = 0.97


@dataclass(frozen=True, slots=True)
class TermQuestion:
    """One term of the text (its telling mention) and the features of its belonging to the subject."""

    mention: Mention
    own: bool
    features: Features


def terms_of(
    subject: Subject, terms: Sequence[Mention], context: Context, weights: Weights | None = None
) -> list[tuple[Mention, float]]:
    """The subject's terms with their probabilities, the surest first."""
    table = learned()["industry"] if weights is None else weights
    found = []
    for question in questions(subject, terms, context):
        chance = _BY_NAME if question.own else logistic(score(question.features, table))
        if chance >= _LEAST:
            found.append((question.mention, chance))
    return sorted(found, key=lambda pair: (-pair[1], pair[0].start))[:_MOST]


def questions(subject: Subject, terms: Sequence[Mention], context: Context) -> Iterator[TermQuestion]:
    """Every distinct term of the article once, with the mention that stands best for this subject."""
    weight = Counter(term.value.term for term in terms)
    best: dict[str, tuple[float, TermQuestion]] = {}
    for term in terms:
        features = dict.fromkeys(_features(term, subject, weight[term.value.term], context), 1.0)
        own = "own_name" in features
        rank = (
            10.0 * own
            + 3.0 * ("same_clause" in features)
            + 2.0 * ("same_sentence" in features)
            + ("context" in features)
        )
        if term.value.term not in best or rank > best[term.value.term][0]:
            best[term.value.term] = (rank, TermQuestion(term, own, features))
    for _, question in best.values():
        if question.own or len(question.features) > 2:
            yield question


def _features(term: Mention, subject: Subject, weight: int, context: Context) -> Iterator[str]:
    yield "bias"
    yield f"is.{subject.kind}"
    here = context.number(term.start)
    names = [n for n in subject.names if abs(context.number(n.start) - here) <= 1]
    heading = context.sentence(term.start).heading
    if not names and not heading:
        return
    if any(n.start <= term.start and term.end <= n.end + 2 and term.start < n.end for n in subject.names):
        yield "own_name"
    same = [n for n in names if context.number(n.start) == here]
    if same:
        yield "same_sentence"
        others = {
            id(context.subject(n))
            for n in context.names_in(context.sentence(term.start).start, context.sentence(term.start).end)
        }
        yield "alone_in_sentence" if len(others) == 1 else "among_others"
        if any(n.end <= term.start for n in same):
            yield "behind_name"
        if any(context.clause(n.start) == context.clause(term.start) for n in same):
            yield "same_clause"
    elif names:
        yield "next_sentence" if any(n.start < term.start for n in names) else "sentence_before"
        if not context.names_in(context.sentence(term.start).start, context.sentence(term.start).end):
            yield "nobody_there"
    if heading:
        yield "heading"
    if any(
        n.start <= term.start < n.end and context.subject(n) is not subject
        for n in context.names_in(term.start - 42, term.end)
    ):
        yield "other_name"
    yield from (f"{flag}" for flag in term.flags if flag in ("context", "weak"))
    yield f"said.{min(weight, 4)}"
    if id(subject) in context.title_subjects:
        yield "subject_in_heading"
    if subject.phase and subject.parent:
        yield "phase"
