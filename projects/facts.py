"""The facts of one record as its page prints them: value, words behind it, other versions, and who says so.

Everything comes from ``FIELDS``: a new field shows up here without a line of its own. Park and project pages share
this through the tags of ``projects/templatetags/facts.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from projects.actions.choice import rule
from projects.actions.resolve import agree, column_value, kind_of, rank
from projects.fields import Field, fields_of
from projects.marks import Quote, quote
from projects.models import Article, Citation, Involvement, Review
from projects.models.citation import Subject, subject_filter
from projects.timeline import Timeline, timeline
from projects.values import Shown, show

_ARTICLES = Prefetch("article", Article.objects.defer("offsets"))
_INVOLVEMENTS = Prefetch("involvements", Involvement.objects.select_related("organisation"))


@dataclass(frozen=True)
class Source:
    """A citation with its words and their surroundings."""

    citation: Citation

    @cached_property
    def quote(self) -> Quote | None:
        """About 30 characters around the marked words; None when they no longer stand there (出处失配)."""
        if not self.citation.stands:
            return None
        return quote(self.citation.article.text, self.citation.start, self.citation.end)


@dataclass(frozen=True, slots=True)
class Claim:
    """One value of a field (in the JSON form of observations) and all sources that state it; the first is its best."""

    value: Any
    qualifier: str
    shown: Shown
    sources: list[Source]


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the table. ``others`` are values that other observations state, ``rule`` why they are not shown."""

    field: Field
    claims: list[Claim]
    human: bool
    others: list[Claim] = attribute(default_factory=list)
    rule: str = ""
    conflict: bool = False
    reason: str = ""

    @property
    def further(self) -> list[Source]:
        """Sources of the shown values beyond the first of each."""
        return [source for claim in self.claims for source in claim.sources[1:]]

    @property
    def versions(self) -> int:
        """How many different values are told, the shown one included."""
        return len(self.claims) + len(self.others)


@dataclass(frozen=True, slots=True)
class FactSheet:
    """All that is known of a record, what is not, and the articles it is known from."""

    facts: list[Fact]
    unknown: list[Field]
    articles: list[Article]
    citation_count: int = 0
    course: Timeline = attribute(default_factory=lambda: Timeline([], []))

    @property
    def told(self) -> list[tuple[Article, list[Article]]]:
        """The articles by story: the one that told it first, or else the oldest here, with its reprints."""
        stories: dict[int, list[Article]] = {}
        for article in self.articles:
            stories.setdefault(article.told_first, []).append(article)
        ordered = [
            sorted(each, key=lambda article: (article.story_id is not None, article.published, article.pk))
            for each in stories.values()
        ]
        return [(first, rest) for first, *rest in ordered]

    @property
    def stories(self) -> int:
        """How many independent sources the articles are: an article and its reprints are one."""
        return len(self.told)

    @property
    def key_facts(self) -> list[Fact]:
        """The facts that are numbers and have a value in force."""
        return [fact for fact in self.facts if fact.claims and fact.claims[0].shown.figure]

    def get(self, name: str) -> Fact | None:
        """The fact of that field, or None when nobody told it."""
        return next((fact for fact in self.facts if fact.field.name == name), None)


def fact_sheet(subject: Subject) -> FactSheet:
    """Every fact of a park, project or batch, read in a fixed number of queries."""
    return fact_sheets([subject])[0]


def fact_sheets(subjects: Sequence[Subject]) -> list[FactSheet]:
    """The facts of several records of one model, in the same number of queries as those of one."""
    if not subjects:
        return []
    (key,) = subject_filter(subjects[0])
    about = {f"{key}__in": [subject.pk for subject in subjects]}
    told: dict[int, list[Citation]] = {}
    decided: dict[int, dict[str, Review]] = {}
    for citation in Citation.objects.filter(**about).current().prefetch_related(_ARTICLES):
        told.setdefault(getattr(citation, f"{key}_id"), []).append(citation)
    for review in Review.objects.filter(**about).in_force():
        decided.setdefault(getattr(review, f"{key}_id"), {})[review.field] = review
    prefetch_related_objects(list(subjects), "industries", _INVOLVEMENTS)
    return [_sheet(subject, told.get(subject.pk, []), decided.get(subject.pk, {})) for subject in subjects]


def _sheet(subject: Subject, citations: list[Citation], decided: Mapping[str, Review]) -> FactSheet:
    observed: dict[str, list[Citation]] = {}
    for citation in citations:
        observed.setdefault(citation.field, []).append(citation)
    facts: list[Fact] = []
    unknown: list[Field] = []
    for field in fields_of(kind_of(subject)):
        values = _values(subject, field)
        seen = observed.get(field.name, [])
        if values or seen:
            facts.append(_fact(subject, field, values, seen, decided.get(field.name)))
        else:
            unknown.append(field)
    return FactSheet(facts, unknown, _articles(citations), len(citations), timeline(citations))


def _values(subject: Subject, field: Field) -> list[Any]:
    """The values in force, in the JSON form of observations."""
    if field.name == "industries":
        return sorted(industry.pk for industry in subject.industries.all())
    if field.name == "organisations":
        pairs = [(each.role, each.organisation.name) for each in subject.involvements.all()]
        return [{"name": name, "role": role} for role, name in sorted(pairs)]
    value = column_value(subject, field)
    return [] if value in (None, "") else [value]


def _fact(subject: Subject, field: Field, values: list[Any], seen: list[Citation], review: Any) -> Fact:
    best_first = sorted(seen, key=lambda citation: (citation.chosen, rank(field, citation)), reverse=True)
    qualifier = subject.qualifiers.get(field.name, "exact")
    claims = [
        Claim(
            value,
            qualifier,
            show(subject, field, value, qualifier),
            [Source(c) for c in best_first if _states(field, c.value, value)],
        )
        for value in values
    ]
    rest = [c for c in best_first if not any(_states(field, c.value, value) for value in values)]
    if field.name == "name":
        rest = []  # other names are aliases, not versions
    chosen = claims[0].sources[0].citation if claims and claims[0].sources else None
    return Fact(
        field=field,
        claims=claims,
        human=bool(review) or (chosen is not None and chosen.origin == Citation.Origin.EDITOR),
        others=_claims(subject, field, rest),
        rule=_rule(field, chosen, rest, decided=bool(review)),
        conflict=chosen is not None and any(not _agree(field, chosen, other) for other in rest),
        reason=review.reason if review else "",
    )


def _claims(subject: Subject, field: Field, citations: Iterable[Citation]) -> list[Claim]:
    claims: dict[str, Claim] = {}
    for citation in citations:
        shown = show(subject, field, citation.value, citation.qualifier)
        claim = claims.setdefault(shown.text, Claim(citation.value, citation.qualifier, shown, []))
        claim.sources.append(Source(citation))
    return list(claims.values())


def _states(field: Field, told: Any, value: Any) -> bool:
    """Whether an observed value is the value in force: codes of industries, names of parks and wholes."""
    if field.name == "name":
        return True
    if field.kind == "industries":
        return bool((told["code"] if isinstance(told, dict) else told) == value)
    if field.kind == "record" and isinstance(value, dict):
        return bool(told == value["name"] or told in value.get("names", ()))
    return bool(told == value)


def _agree(field: Field, chosen: Citation, other: Citation) -> bool:
    vague = {chosen.qualifier, other.qualifier} != {"exact"}
    return agree(field, chosen.value, other.value, vague=vague)


def _rule(field: Field, chosen: Citation | None, others: list[Citation], *, decided: bool) -> str:
    if not others:
        return ""
    if decided or chosen is None:
        return "人工核对优先"
    return rule(field, chosen, max(others, key=lambda other: rank(field, other)))


def _articles(citations: Iterable[Citation]) -> list[Article]:
    """The articles of these observations, newest first."""
    articles = {citation.article_id: citation.article for citation in citations}
    return sorted(articles.values(), key=lambda article: (article.published, article.pk), reverse=True)
