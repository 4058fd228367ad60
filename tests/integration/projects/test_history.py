"""Whatever happens in whatever order: decisions are kept, and every published figure stands on its words."""

from __future__ import annotations

import json
from contextlib import suppress

import hypothesis.strategies as st
import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from parks.models import Park
from projects.actions.cite import cite, reject
from projects.actions.columns import column_value
from projects.actions.merge import merge, unmerge
from projects.actions.publishing import publish, withhold
from projects.actions.queue import correct
from projects.actions.review import accept, take_back
from projects.actions.store import store
from projects.actions.undo import undo_run
from projects.extraction.records import Extraction
from projects.fields import BY_NAME
from projects.models import (
    Article,
    Citation,
    Doubt,
    ImportRun,
    Involvement,
    Merge,
    Project,
    Review,
    SourceDocument,
)
from tests.factories import articles, extractions, people, vocabulary

NAMES = ("示范装备制造生产基地", "示范智能装备产业基地")
AMOUNTS = (3, 5, 8)
FIELD = BY_NAME["investment_cny"]


MODELS = (Park, Project, Citation, Review, Involvement, Article, SourceDocument, Doubt, Merge)
Rows = dict[str, list[dict[str, object]]]


def everything(*, without: type[Model] | None = None) -> Rows:
    """Every row but for the time of its last change, and for what says that a document is to be read again."""
    found: Rows = {}
    for model in MODELS:
        rows = json.loads(serializers.serialize("json", model._base_manager.order_by("pk")))
        for row in rows:
            for column in ("updated_at", "extractor_version") if model is SourceDocument else ("updated_at",):
                row["fields"].pop(column, None)
            if model is Doubt:
                row = row["fields"]
                row.pop("created_at")
        found[model.__name__] = [row["fields"] if model is Doubt else row for row in rows]
    found["Doubt"].sort(key=str)
    return {name: rows for name, rows in found.items() if without is None or name != without.__name__}


def text_of(name: int, amount: int) -> str:
    """A page on one of the projects."""
    return f"崂山区的{NAMES[name]}总投资{AMOUNTS[amount]}亿元。"


def said(name: int, amount: int, misread: int) -> Extraction:
    """What an extractor makes of that page; ``misread`` is how many times ten it is off."""
    text, value = text_of(name, amount), AMOUNTS[amount] * 10 ** (8 - misread)
    facts = (("investment_cny", value, f"总投资{AMOUNTS[amount]}亿元"), ("region", "370212", "崂山区"))
    return extractions.extraction(text, extractions.record(text, NAMES[name], *facts, region="370212"))


def bring(name: int, amount: int, misread: int, version: int) -> ImportRun:
    """Import that page; the run."""
    run = articles.run()
    with transaction.atomic():
        told = said(name, amount, misread)
        stored = store(extractions.raw(text_of(name, amount)), told, version=str(version), run=run)
        run.learned = [{"kind": s._meta.model_name, "key": s.pk, "names": n} for s, n in stored.learned]
        run.save()
    return run


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
        self.withheld: dict[int, str] = {}
        self.linked: set[int] = set()
        self.joined: Rows | None = None  # all rows before a merge, as long as nothing else happens

    def teardown(self) -> None:
        """Forget this history."""
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    def pick(self, number: int) -> Project | None:
        rows = list(Project.objects.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    @rule(name=st.integers(0, 1), amount=st.integers(0, 2), misread=st.integers(0, 1), version=st.integers(1, 3))
    def imports(self, name: int, amount: int, misread: int, version: int) -> None:
        """A page comes, or comes again, read by some extractor: the same, a corrected, or a newer one."""
        self.joined = None
        bring(name, amount, misread, version)

    @rule(name=st.integers(0, 1), amount=st.integers(0, 2), misread=st.integers(0, 1), version=st.integers(1, 3))
    def imports_by_mistake(self, name: int, amount: int, misread: int, version: int) -> None:
        """Undone at once, an import leaves nothing behind, and takes nothing away."""
        before = everything()
        undo_run(bring(name, amount, misread, version), user=self.editor)
        assert everything() == before

    @rule(number=st.integers(0, 3), reason=st.sampled_from(["待核实", "重复"]))
    def withholds(self, number: int, reason: str) -> None:
        project = self.pick(number)
        if project and not project.withheld:
            self.joined = None
            withhold(project, reason, user=self.editor)
            self.withheld[project.pk] = reason

    @rule(number=st.integers(0, 3))
    def publishes(self, number: int) -> None:
        project = self.pick(number)
        if project and project.withheld:
            self.joined = None
            publish(project, user=self.editor)
            del self.withheld[project.pk]

    @rule(number=st.integers(0, 3), amount=st.sampled_from([200_000_000, 900_000_000]))
    def cites(self, number: int, amount: int) -> None:
        """A person links words that the machine passed over."""
        project = self.pick(number)
        article = project and Article.objects.filter(citations__project=project).first()
        if project and article:
            self.joined = None
            start = article.text.index("总投资")
            with suppress(ValidationError):  # linked already
                linked = cite(
                    article, start, start + 3, subject=project, field="investment_cny", value=amount, user=self.editor
                )
                self.linked.add(linked.pk)

    @rule(number=st.integers(0, 3))
    def accepts(self, number: int) -> None:
        project = self.pick(number)
        if project and column_value(project, FIELD) is not None:
            self.joined = None
            accept(project, "investment_cny", user=self.editor)
            self.decided[project.pk] = column_value(project, FIELD)

    @rule(number=st.integers(0, 3), value=st.sampled_from([100_000_000, 700_000_000]))
    def corrects(self, number: int, value: int) -> None:
        """With the words that it stands on."""
        project = self.pick(number)
        seen = project and project.citations.current().filter(field="investment_cny").select_related("article").first()
        if project and seen:
            self.joined = None
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
            self.joined = None
            reject([seen], user=self.editor)
            self.rejected.add(seen.pk)

    @rule(number=st.integers(0, 3))
    def takes_back(self, number: int) -> None:
        project = self.pick(number)
        if project and project.pk in self.decided:
            self.joined = None
            take_back(project, "investment_cny", user=self.editor)
            del self.decided[project.pk]

    @precondition(lambda self: Project.objects.count() == 2)
    @rule()
    def merges(self) -> None:
        """The newer decision of the two is the one of the joined record; only both or none may be withheld."""
        one, other = Project.objects.order_by("pk")
        before, rows = dict(self.decided), everything(without=Merge)
        if bool(one.withheld) != bool(other.withheld):
            with pytest.raises(ValidationError):
                merge(one, other, user=self.editor)
            return
        merge(one, other, user=self.editor)
        self.joined = rows
        if other.pk in self.withheld:
            del self.withheld[other.pk]
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
        if self.joined is not None:
            assert everything(without=Merge) == self.joined
        self.joined = None
        if reason := record.before["gone"]["record"][0]["fields"]["withheld"]:
            self.withheld[record.gone] = reason
        for project in Project.objects.all():
            newest = Review.objects.filter(project=project, field="investment_cny").last()
            self.decided.pop(project.pk, None)
            if newest and newest.kind != Review.Kind.WITHDRAWN:
                self.decided[project.pk] = newest.new

    @rule(number=st.integers(0, 9))
    def undoes(self, number: int) -> None:
        runs = list(ImportRun.objects.exclude(state="undone").order_by("pk"))
        if runs:
            self.joined = None
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
    def withheld_stays_withheld(self) -> None:
        assert dict(Project.objects.exclude(withheld="").values_list("pk", "withheld")) == self.withheld

    @invariant()
    def links_are_kept(self) -> None:
        """Words that a person linked stay linked by that person, whatever is imported or undone."""
        kept = Citation.objects.filter(pk__in=self.linked)
        assert kept.filter(origin="editor").count() == len(self.linked) or Merge.objects.exists()

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
            phases=[Phase.generate],  # making a failure smaller takes minutes; the seed is printed
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_a_reading_undone_leaves_what_the_one_before_made_again() -> None:
    """Its rows were set aside and made again twice; afterwards they are nobody's to restore."""
    vocabulary.region("370212")
    bring(1, 1, 0, 3)
    bring(1, 1, 0, 2)
    before = everything()
    undo_run(bring(1, 1, 0, 3), user=people.editor())
    assert everything() == before
