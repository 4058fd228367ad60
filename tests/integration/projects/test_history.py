"""Whatever happens in whatever order: decisions are kept, and every published figure stands on its words."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from projects.actions.cite import reject
from projects.actions.columns import column_value
from projects.actions.merge import merge, unmerge
from projects.actions.queue import correct
from projects.actions.review import accept, take_back
from projects.actions.store import store
from projects.actions.undo import undo_run
from projects.extraction.records import Extraction
from projects.fields import BY_NAME
from projects.models import Citation, ImportRun, Merge, Project, Review
from tests.factories import articles, extractions, people, vocabulary

NAMES = ("示范装备制造生产基地", "示范智能装备产业基地")
AMOUNTS = (3, 5, 8)
FIELD = BY_NAME["investment_cny"]


def text_of(name: int, amount: int) -> str:
    """A page on one of the projects."""
    return f"崂山区的{NAMES[name]}总投资{AMOUNTS[amount]}亿元。"


def said(name: int, amount: int, misread: int) -> Extraction:
    """What an extractor makes of that page; ``misread`` is how many times ten it is off."""
    text, value = text_of(name, amount), AMOUNTS[amount] * 10 ** (8 - misread)
    facts = (("investment_cny", value, f"总投资{AMOUNTS[amount]}亿元"), ("region", "370212", "崂山区"))
    return extractions.extraction(text, extractions.record(text, NAMES[name], *facts, region="370212"))


class History(RuleBasedStateMachine):
    """Imports, editors and a reviewer at work; ``decided`` is what people said last of each project."""

    def __init__(self) -> None:
        super().__init__()
        self.frame = transaction.atomic()  # each history begins with an empty database
        self.frame.__enter__()
        vocabulary.region("370212")
        self.editor = people.editor()
        self.decided: dict[int, object] = {}
        self.rejected: set[int] = set()

    def teardown(self) -> None:
        """Forget this history."""
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    def pick(self, number: int) -> Project | None:
        rows = list(Project.objects.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    @rule(name=st.integers(0, 1), amount=st.integers(0, 2), misread=st.integers(0, 1), version=st.integers(1, 3))
    def imports(self, name: int, amount: int, misread: int, version: int) -> None:
        """A page comes, or comes again, read by some extractor."""
        with transaction.atomic():
            stored = store(
                extractions.raw(text_of(name, amount)), said(name, amount, misread), version=str(version),
                run=(run := articles.run()),
            )  # fmt: skip
            run.learned = [{"kind": s._meta.model_name, "key": s.pk, "names": n} for s, n in stored.learned]
            run.save()

    @rule(number=st.integers(0, 3))
    def accepts(self, number: int) -> None:
        project = self.pick(number)
        if project and column_value(project, FIELD) is not None:
            accept(project, "investment_cny", user=self.editor)
            self.decided[project.pk] = column_value(project, FIELD)

    @rule(number=st.integers(0, 3), value=st.sampled_from([100_000_000, 700_000_000]))
    def corrects(self, number: int, value: int) -> None:
        """With the words that it stands on."""
        project = self.pick(number)
        seen = project and project.citations.current().filter(field="investment_cny").select_related("article").first()
        if project and seen:
            words = (seen.article, seen.start, seen.end)
            judged = set(project.citations.filter(rejected_at__isnull=False).values_list("pk", flat=True))
            correct(project, "investment_cny", value, user=self.editor, words=words)
            fresh = project.citations.filter(rejected_at__isnull=False).exclude(pk__in=judged)
            self.rejected |= set(fresh.values_list("pk", flat=True))
            self.rejected &= set(Citation.objects.filter(rejected_at__isnull=False).values_list("pk", flat=True))
            self.decided[project.pk] = value

    @rule(number=st.integers(0, 3))
    def rejects(self, number: int) -> None:
        project = self.pick(number)
        seen = project and project.citations.current().filter(field="investment_cny", origin="machine").first()
        if seen:
            reject([seen], user=self.editor)
            self.rejected.add(seen.pk)

    @rule(number=st.integers(0, 3))
    def takes_back(self, number: int) -> None:
        project = self.pick(number)
        if project and project.pk in self.decided:
            take_back(project, "investment_cny", user=self.editor)
            del self.decided[project.pk]

    @precondition(lambda self: Project.objects.count() == 2)
    @rule()
    def merges(self) -> None:
        """The newer decision of the two is the one of the joined record."""
        one, other = Project.objects.order_by("pk")
        before = dict(self.decided)
        merge(one, other, user=self.editor)
        newest = Review.objects.filter(project=one, field="investment_cny").last()
        self.decided.pop(other.pk, None)
        self.decided.pop(one.pk, None)
        if newest and newest.kind != Review.Kind.WITHDRAWN:
            self.decided[one.pk] = newest.new
        assert set(self.decided.values()) <= set(before.values())

    @precondition(lambda self: Merge.objects.standing().exists())
    @rule()
    def unmerges(self) -> None:
        record = Merge.objects.standing().first()
        assert record is not None
        unmerge(record, user=self.editor)
        for project in Project.objects.all():
            newest = Review.objects.filter(project=project, field="investment_cny").last()
            self.decided.pop(project.pk, None)
            if newest and newest.kind != Review.Kind.WITHDRAWN:
                self.decided[project.pk] = newest.new

    @rule(number=st.integers(0, 9))
    def undoes(self, number: int) -> None:
        runs = list(ImportRun.objects.exclude(state="undone").order_by("pk"))
        if runs:
            undo_run(runs[number % len(runs)], user=self.editor)

    @invariant()
    def decisions_are_kept(self) -> None:
        """What a person said last is what is shown, and no decision is ever gone."""
        for pk, value in self.decided.items():
            assert column_value(Project.objects.get(pk=pk), FIELD) == value

    @invariant()
    def judgements_are_kept(self) -> None:
        """A link that a person rejected is never made again by a machine."""
        standing = set(Citation.objects.filter(rejected_at__isnull=False).values_list("pk", flat=True))
        assert self.rejected & set(Citation.objects.values_list("pk", flat=True)) <= standing

    @invariant()
    def figures_stand_on_their_words(self) -> None:
        """Every figure shown has a chosen citation whose words stand verbatim."""
        for project in Project.objects.exclude(investment_cny=None):
            chosen = project.citations.filter(field="investment_cny", chosen=True, active=True).select_related(
                "article"
            )
            assert chosen.exists(), project.name
            assert all(citation.stands and citation.value == column_value(project, FIELD) for citation in chosen)

    @invariant()
    def every_citation_is_verbatim(self) -> None:
        assert all(citation.stands for citation in Citation.objects.current().select_related("article"))


@pytest.mark.django_db
def test_any_history_keeps_decisions_and_words() -> None:
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=20,
            stateful_step_count=12,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
