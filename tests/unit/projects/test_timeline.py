"""The course of a record: plans apart from reports, and slippage in words."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from projects.models import Article, Citation
from projects.timeline import timeline

_KEYS = count(1)


def said(field: str, value: Any, published: str, quote: str = "", **columns: Any) -> Citation:
    """An observation of an article of its own, unsaved."""
    article = Article(pk=next(_KEYS), published=published)
    return Citation(pk=article.pk, field=field, value=value, article=article, quote=quote, **columns)


@pytest.mark.parametrize(
    ("field", "value", "published", "quote", "stage", "planned"),
    [
        ("started_on", "2023-02", "2023-02-08", "今年2月开工", "开工", False),
        ("started_on", "2024", "2024-03-01", "将于年内开工建设", "开工", True),
        ("started_on", "2023-12", "2024-01-05", "2023年12月举行开工仪式", "开工", False),
        ("completes_on", "2025-06", "2024-01-05", "2025年6月竣工", "建成", True),
        ("completes_on", "2025-06", "2024-01-05", "2025年6月正式投产", "投产", True),
        ("completes_on", "2024", "2024", "力争今年建成投用", "投产", True),
        ("status", "planned", "2024-01-05", "规划建设", "规划", True),
        ("status", "construction", "2024-01-05", "加紧建设", "开工", False),
        ("status", "operating", "", "投入运营", "投产", False),
    ],
)
def test_plans_and_reports(field: str, value: str, published: str, quote: str, stage: str, planned: bool) -> None:
    (dot,) = timeline([said(field, value, published, quote)]).dots
    assert (dot.stage, dot.planned) == (stage, planned)


@pytest.mark.parametrize(
    ("told", "slips"),
    [
        (
            [("completes_on", "2024-06", "2023-02-01", "2024年6月投产"), ("status", "construction", "2025-03-02", "")],
            ["原计划2024年6月投产，2025年3月2日仍为在建。"],
        ),
        (
            [
                ("completes_on", "2024-06", "2023-02", "2024年6月投产"),
                ("completes_on", "2025-02", "2025-02-20", "投产"),
            ],
            ["原计划2024年6月投产，实际2025年2月投产。"],
        ),
        (
            [("completes_on", "2024", "2023-02", "2024年建成"), ("completes_on", "2025", "2024-02", "2025年建成")],
            ["建成时间由2024年改为2025年。"],
        ),
        ([("completes_on", "2024-06", "2023-02", "2024年6月投产"), ("status", "construction", "2024-06-30", "")], []),
        ([("completes_on", "2024-06", "2023-02", "2024年6月投产"), ("status", "operating", "2025-01-02", "")], []),
        ([("started_on", "2023-02", "2023-02-08", "今年2月开工"), ("status", "construction", "2024-01-02", "")], []),
    ],
)
def test_slippage_in_words(told: list[tuple[str, str, str, str]], slips: list[str]) -> None:
    assert timeline([said(*each) for each in told]).slips == slips


def test_dots_come_in_order_and_a_status_once_until_the_newest_word() -> None:
    dots = timeline(
        [
            said("status", "construction", "2023-05-01"),
            said("status", "construction", "2023-09-01"),
            said("status", "construction", "2024-02-01"),
            said("status", "signed", "2022-11-01"),
        ]
    ).dots
    assert [(dot.stage, dot.date) for dot in dots] == [
        ("签约", "2022-11-01"),
        ("开工", "2023-05-01"),
        ("开工", "2024-02-01"),
    ]


def test_an_article_speaks_once_with_what_was_chosen() -> None:
    article = Article(pk=1, published="2024-01-01")
    both = [
        Citation(pk=1, field="status", value="operating", article=article, quote="投运"),
        Citation(pk=2, field="status", value="construction", article=article, quote="在建", chosen=True),
    ]
    assert [dot.stage for dot in timeline(both).dots] == ["开工"]


def test_stages_before_the_furthest_report_are_reached() -> None:
    course = timeline(
        [said("status", "construction", "2023-05-01"), said("completes_on", "2026", "2023-05-01", "建成")]
    )
    assert course.stages == [
        ("规划", "reached"),
        ("签约", "reached"),
        ("开工", "reached"),
        ("建成", "planned"),
        ("投产", ""),
    ]


def test_other_facts_leave_no_dot() -> None:
    assert timeline([said("investment_cny", 10**9, "2023-05-01")]).dots == []


def test_a_vaguer_date_of_the_same_stage_is_left_out() -> None:
    told = [said("started_on", date, "2011-04-14", "开工") for date in ("2010", "2010-01-14", "2010-01")]
    assert [dot.date for dot in timeline(told).dots] == ["2010-01-14"]
