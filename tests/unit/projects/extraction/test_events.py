"""Which dates start or end something: the verb's own, not the news' and not a name's."""

import pytest

from projects.extraction import dates, events, stages

TABLE = [
    ("昨日,恒泽产业园在云湖新城奠基。", [("started_on", "2023-05-09", "奠基")]),
    ("恒泽集团昨日宣布,将建设云湖工厂,预计明年投产。", [("completes_on", "2024", "投产")]),
    ("昨日宣布云湖工厂项目开工。", []),
    ("昨日签约,预计明年投产。", [("completes_on", "2024", "投产")]),
    ("今天(5月10日),云湖市2023年首批40个重大项目开工。", [("started_on", "2023-05-10", "开工")]),
    ("云湖工厂成立于2009年。", []),
    ("5月9日,云湖市2023年第二次重大项目集中开工。", [("started_on", "2023-05-09", "集中开工")]),
    (
        "5月9日,云湖市举行重大项目集中开竣工活动。此次新开工项目12个;竣工项目5个。",
        [
            ("started_on", "2023-05-09", "新开工"),
            ("completes_on", "2023-05-09", "竣工"),
        ],
    ),
    (
        "5月9日,发展活动在云湖举行。随后举行集中开工(投产)仪式。",
        [("started_on", "2023-05-09", "集中开工"), ("completes_on", "2023-05-09", "投产")],
    ),
    ("5月9日,云湖市举行招商活动。恒泽工厂已投产。", []),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_dates_of_events(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = events.find(text, list(dates.find(text, "2023-05-10")), list(stages.find(text)))
    assert [(m.field, m.value, text[slice(*m.anchor)]) for m in found if m.anchor] == expected


def test_the_span_holds_date_and_verb_the_anchor_only_the_verb() -> None:
    text = "昨日,恒泽产业园奠基。"
    (found,) = events.find(text, list(dates.find(text, "2023-05-10")), list(stages.find(text)))
    assert text[found.start : found.end] == "昨日,恒泽产业园奠基"
    at = found.anchored()
    assert text[at.start : at.end] == "奠基"


def test_projects_that_start_together_are_news_of_the_month() -> None:
    text = "云湖市37个项目集中开工。"
    (found,) = events.find(text, [], list(stages.find(text)), "2023-05-10")
    assert (found.field, found.value, "undated" in found.flags) == ("started_on", "2023-05", True)
    assert not list(events.find(text, [], list(stages.find(text))))
