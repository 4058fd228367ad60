"""Money is counted once, and every part of a total is a link to exactly its records."""

from __future__ import annotations

from decimal import Decimal
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kbase.search.executor import SqlExecutor
from parks.models import Park
from projects.actions.counting import covered
from projects.actions.indexing import index
from projects.actions.remove import remove
from projects.actions.resolve import resolve
from projects.actions.review import decide
from projects.models import Project, SearchDocument
from projects.search import ORDERS, RecordSearch, executor
from projects.totals import Totals, totals
from tests.factories import articles, people, records, vocabulary

KINDS = ("project", "batch", "park")
YI = 10**8
#: Shrinking asks the database for minutes; the examples are small as they are.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def total(params: str = "", kinds: tuple[str, ...] = KINDS) -> Totals:
    return totals(RecordSearch(kinds, QueryDict(params)))


def left_out(found: Totals) -> dict[str, int]:
    return {each.reason: each.n for each in found.left_out}


def family(whole: int | None, *phases: int | None) -> list[Project]:
    """A whole and its phases with these investments in 亿元, indexed."""
    top = records.project(investment_cny=whole and whole * YI)
    made = [top, *(records.project(phase_of=top, investment_cny=each and each * YI) for each in phases)]
    index(made)
    return made


amounts = st.one_of(st.none(), st.integers(0, 500))
places = st.sampled_from([None, "370212", "370211", "320583", "440305", "370200"])


class MoneyAddsUp(TestCase):
    """Over random families, batches and parks."""

    @classmethod
    def setUpTestData(cls) -> None:
        for code in ("370212", "370211", "320583", "440305"):
            vocabulary.region(code)

    @settings(max_examples=25, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(places, amounts, st.lists(st.tuples(places, amounts), max_size=3)), max_size=6))
    def test_the_regions_make_the_nation(self, families: list[Any]) -> None:
        made: list[Any] = []
        for place, whole, phases in families:
            top = self.project(place, whole)
            made += [top, *(self.project(where, amount, phase_of=top) for where, amount in phases)]
        index(made)
        nation = total()
        provinces = [total(f"region={code}") for code in ("370000", "320000", "440000", "none")]
        assert nation.cny == sum(each.cny for each in provinces)
        assert nation.n == sum(each.n for each in provinces)
        assert nation.records == len(made) == SearchDocument.objects.filter(kind="project").count()

    @settings(max_examples=25, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
    @given(amounts, st.lists(amounts, min_size=1, max_size=4))
    def test_a_family_counts_one_side(self, whole: int | None, phases: list[int | None]) -> None:
        family(whole, *phases)
        expected = whole if whole is not None else sum(each or 0 for each in phases)
        assert total().cny == expected * YI

    @settings(max_examples=15, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
    @given(st.integers(1, 900), st.lists(amounts, max_size=4))
    def test_phases_of_a_stated_whole_change_nothing(self, whole: int, phases: list[int | None]) -> None:
        top, *_ = family(whole)
        before = total()
        index([records.project(phase_of=top, investment_cny=each and each * YI) for each in phases])
        after = total()
        assert (after.n, after.cny) == (before.n, before.cny)
        assert left_out(after).get("phase", 0) == len(phases)

    @settings(max_examples=15, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
    @given(amounts, st.integers(1, 99_999))
    def test_a_batch_or_a_park_never_changes_a_sum(self, own: int | None, amount: int) -> None:
        family(own)
        before = total()
        index([records.batch(investment_cny=amount * YI), records.park(investment_cny=amount * YI)])
        after = total()
        assert (after.n, after.cny) == (before.n, before.cny)
        assert (left_out(after)["batch"], left_out(after)["park"]) == (1, 1)

    @staticmethod
    def project(place: str | None, amount: int | None, **columns: Any) -> Project:
        region = vocabulary.region(place) if place else None
        return records.project(region=region, investment_cny=amount and amount * YI, **columns)


pytestmark = pytest.mark.django_db


def test_an_article_that_repeats_a_known_project_changes_no_total() -> None:
    subject = records.project("海湾智算中心")
    articles.citation(subject, "investment_cny", 15 * YI, "总投资15亿元")
    resolve(subject)
    index([subject])
    before = total()
    again = articles.article("海湾智算中心总投资15亿元，再次被报道。", title="转载")
    articles.citation(subject, "investment_cny", 15 * YI, "总投资15亿元", again)
    resolve(subject)
    index([subject])
    assert total() == before
    assert before.cny == 15 * YI


def test_each_part_leads_to_exactly_its_records() -> None:
    family(30, 10, 20)
    family(None, 5, None)
    foreign = records.project(investment_original_amount=10**7, investment_original_currency="USD")
    index([foreign, records.batch(investment_cny=306 * YI), records.park(investment_cny=YI)])
    found = total()
    assert (found.n, found.cny, str(found.amount)) == (2, Decimal(35 * YI), "35亿元")
    assert left_out(found) == {"phase": 2, "batch": 1, "foreign": 1, "unknown": 2, "park": 1}
    for part in found.left_out:
        shown = RecordSearch(KINDS, QueryDict(part.url.removeprefix("?")))
        assert shown.total == part.n
        assert {row.money for row in shown.rows} == {part.reason}
    assert RecordSearch(KINDS, QueryDict(found.url.removeprefix("?"))).total == found.n


def test_links_keep_what_is_chosen_and_a_choice_narrows_the_total() -> None:
    region = vocabulary.region("370212")
    index([records.project(region=region, investment_cny=YI), records.batch(region=region)])
    found = total("region=370000&q=示范 OR 集中")
    assert found.left_out[0].url == "?q=%E7%A4%BA%E8%8C%83+OR+%E9%9B%86%E4%B8%AD&region=370000&money=batch"
    assert left_out(total("money=batch")) == {"batch": 1}
    assert (total("money=batch").n, total("money=-counted").cny) == (0, 0)
    assert total("money=-batch").n == 1


def test_a_whole_that_gets_its_figure_takes_over_from_its_phases() -> None:
    top, phase, _ = family(None, 5, 7)
    below = records.project(phase_of=phase, investment_cny=YI)
    index([below])
    assert total().cny == 12 * YI
    decide(top, "investment_cny", 20 * YI, user=people.superuser())
    index([top])
    assert (total().cny, left_out(total())) == (20 * YI, {"phase": 3})
    decide(top, "investment_cny", None, user=None)
    index([top])
    assert (total().cny, left_out(total())) == (12 * YI, {"phase": 1, "unknown": 1})


def test_a_phase_that_leaves_its_whole_counts_by_itself() -> None:
    _, phase = family(9, 4)
    assert total().cny == 9 * YI
    Project.objects.filter(pk=phase.pk).update(phase_of=None)
    index([phase])
    assert total().cny == 13 * YI


def test_the_phases_of_a_whole_that_is_removed_count_again(django_capture_on_commit_callbacks: Any) -> None:
    top, _, _ = family(9, 4, 3)
    with django_capture_on_commit_callbacks(execute=True):
        assert remove([top]) == 1
    assert (total().n, total().cny) == (2, 7 * YI)


def test_wholes_that_run_in_a_ring_count_their_oldest() -> None:
    first, second, third = (records.project(investment_cny=YI) for _ in range(3))
    for one, above in ((first, second), (second, first), (third, second)):
        Project.objects.filter(pk=one.pk).update(phase_of=above)
    made = list(Project.objects.all())
    assert covered(made) == {second.pk, third.pk}
    index(made)
    assert total().n == 1


def test_a_batch_above_a_project_covers_nothing() -> None:
    batch = records.batch(investment_cny=306 * YI)
    index([records.project(phase_of=batch, investment_cny=YI)])
    assert total().cny == YI


def test_a_park_narrows_by_its_key() -> None:
    park, other = records.park("海湾园"), records.park()
    index([park, other, records.project(park=park, investment_cny=YI), records.project(park=other, investment_cny=YI)])
    search = RecordSearch(("project", "batch"), QueryDict(f"park={park.pk}"))
    assert (search.total, [chip.label for chip in search.chips], totals(search).cny) == (1, ["海湾园"], YI)
    assert "park" not in [facet.key for facet in search.facets]
    assert RecordSearch(KINDS, QueryDict(f"park=99999999&park={2**31}")).errors
    assert Park.objects.count() == 2


def test_a_total_costs_one_query_more_than_the_search() -> None:
    family(3, 1)
    search = RecordSearch(KINDS, QueryDict(""))
    assert search.total == 2
    with CaptureQueriesContext(connection) as queries:
        assert totals(search).n == 1
    assert len(queries) <= 2


@pytest.mark.django_db(transaction=True)
def test_bitmaps_and_sql_add_up_the_same() -> None:
    random = Random(3)
    region = vocabulary.region("370212")
    made = [
        records.project(
            region=random.choice([None, region]), investment_cny=random.choice([None, Decimal("99999999999.99"), YI])
        )
        for _ in range(80)
    ]
    index(made)
    call_command("rebuild_index", stdout=StringIO())
    sql = SqlExecutor(SearchDocument.objects.all(), ORDERS)
    for params in ("", "region=370000", "q=示范", "region=none&q=生产", "investment=none", "money=counted"):
        plan = RecordSearch(KINDS, QueryDict(params)).plan
        assert executor().sum(plan, "investment_cny") == sql.sum(plan, "investment_cny")
        assert executor().answer(plan).counts["money"] == sql.answer(plan).counts["money"]
    plans = [RecordSearch(KINDS, QueryDict(params)).plan for params in ("", "q=示范", "region=none", "q=葡萄")]
    assert executor().totals(plans) == sql.totals(plans) == [sql.answer(plan).total for plan in plans]
    assert executor().totals([]) == sql.totals([]) == []
