"""Counting money once: what a search adds up to, what stays outside the sum and why, each part a link.

Of a whole and its phases one side is counted: the whole where it states its investment, else the phases. A batch
stands beside the sum, since its projects are counted one by one; so do foreign currencies, which no one exchanged.
Parks' own investment and 产值 are other things than projects' investment and never mix with it.

Whether a record counts is decided once for the record (``projects/actions/counting.py``) and not by what else a
search finds, so totals part cleanly: the regions' sums make the nation's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import CharField, Func, Sum

from kbase.templatetags.formats import Amount, money
from projects.models.document import Money
from projects.search import RecordSearch

RULE = (
    "同一笔投资只算一次：整体项目写明投资的，只算整体，各期不再相加；整体没有写明的，算各期。"
    "项目批次（如“62个项目总投资306亿元”）与单个项目可能重复，只列在旁边，不计入合计；"
    "外币不折算，园区自身的投资、年产值也不与项目投资相加。约数按报道所写的数字计。"
)
_WHY = {
    Money.PHASE: "已由整体项目计入",
    Money.BATCH: "与单个项目可能重复",
    Money.FOREIGN: "没有按汇率折算",
    Money.UNKNOWN: "报道没有写明投资",
    Money.PARK: "是园区而不是项目的投资",
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Records outside the sum for one reason: 「项目批次 3 个」; ``url`` (a query string) shows exactly those."""

    reason: str
    label: str
    why: str
    n: int
    url: str


@dataclass(frozen=True, slots=True)
class Totals:
    """The sum of ``n`` counted records in yuan, and all others; ``url`` shows the counted ones."""

    n: int
    cny: Decimal
    url: str
    left_out: list[LeftOut]
    rule: str = RULE

    @property
    def amount(self) -> Amount | None:
        """The sum as an article would write it; None where nothing is counted."""
        return money(self.cny) if self.n else None

    @property
    def rounded(self) -> Amount | None:
        """The sum for a headline, where four digits are plenty; None where nothing is counted."""
        return money(float(f"{self.cny:.4g}")) if self.n else None

    @property
    def records(self) -> int:
        """Counted and left out together."""
        return self.n + sum(each.n for each in self.left_out)


def totals(search: RecordSearch) -> Totals:
    """What the projects of a search add up to; at most one query more than the search itself needs."""
    return split(search, *search.money)


def split(search: RecordSearch, counts: Mapping[str, int], cny: Decimal) -> Totals:
    """The totals of a search whose records were already told apart: {"counted": 12, "batch": 3} and a sum in yuan."""
    left_out = [
        LeftOut(str(reason), str(reason.label), why, counts[reason], search.url_with(money=[str(reason)]))
        for reason, why in _WHY.items()
        if counts.get(reason)
    ]
    return Totals(counts.get(Money.COUNTED, 0), cny, search.url_with(money=[str(Money.COUNTED)]), left_out)


class Unnest(Func):
    """One row per element of an array."""

    function = "unnest"
    set_returning = True
    output_field = CharField()


def sums(search: RecordSearch, column: str) -> dict[str, Decimal]:
    """What each code of an array column adds up to, counted as in :func:`totals`: sums(search, "regions")["370000"].

    A record lies in one region on each level, so provinces with "none" make the whole; industries overlap.
    """
    counted = search.rows.filter(money=Money.COUNTED).order_by().annotate(code=Unnest(column))
    return dict(counted.values_list("code").annotate(cny=Sum("investment_cny")))
