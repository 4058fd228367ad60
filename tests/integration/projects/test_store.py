"""What one document says reaches the database once, and again by a newer extractor without harm."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kbase.text.offsets import MappedText
from parks.models import Park
from projects.actions.cite import cite, reject
from projects.actions.heads import correct_head
from projects.actions.review import decide, rename
from projects.actions.store import store
from projects.extraction.records import ArticleText, Extraction, Organisation
from projects.models import Article, Citation, Project, SourceDocument
from tests.factories import articles, extractions, people, vocabulary

pytestmark = pytest.mark.django_db
TEXT = "崂山区的数字产业园内，示范装备生产基地总投资15亿元，占地53亩，示范装备生产基地二期投资5亿元。"
WHOLE = (
    ("investment_cny", 1_500_000_000, "总投资15亿元"),
    ("region", "370212", "崂山区"),
    ("park", "数字产业园", "数字产业园"),
)


@pytest.fixture(autouse=True)
def laoshan():
    return vocabulary.region("370212")


def record(*facts, text=TEXT, name="示范装备生产基地", **columns):
    return extractions.record(text, name, *facts, **columns)


def put(*told, text=TEXT, version="1", **head):
    """Store one document of one article."""
    said = extractions.extraction(text, *told, **head)
    return store(extractions.raw(text), said, version=version, run=articles.run())


def test_record_comes_with_its_values_and_their_words():
    stored = put(record(*WHOLE))
    project = Project.objects.get()
    assert (project.investment_cny, project.region_id) == (1_500_000_000, "370212")
    assert {citation.chosen for citation in project.citations.all()} == {True}
    assert all(citation.stands for citation in Citation.objects.select_related("article"))
    assert (len(stored.articles), len(stored.created), stored.citations) == (1, 2, 6)


def test_park_that_is_only_named_gets_a_page_a_region_and_an_index_entry():
    stored = put(record(*WHOLE))
    park = Park.objects.get()
    assert Project.objects.get().park == park
    assert (park.name, park.region_id) == ("数字产业园", "370212")
    assert park in stored.subjects
    assert sorted(park.citations.values_list("field", "chosen")) == [("name", True), ("region", True)]


def test_named_park_keeps_its_words_through_a_newer_extractor():
    put(record(*WHOLE))
    put(record(*WHOLE), version="2")
    park = Park.objects.get()
    assert park.region_id == "370212"
    assert list(park.citations.values_list("active", flat=True)) == [True, True]
    assert Project.objects.get().park == park


def test_park_told_of_by_its_own_record_is_not_placed_by_its_projects():
    text = "位于崂山区的示范产业园占地53亩。示范装备生产基地在青岛市的示范产业园开工。"
    vocabulary.region("370200")
    park = record(("region", "370212", "位于崂山区"), text=text, name="示范产业园", kind="park")
    project = record(("region", "370200", "青岛市"), ("park", "示范产业园", "青岛市的示范产业园"), text=text)
    put(project, park, text=text)
    assert Park.objects.get().region_id == "370212"
    assert Park.objects.get().citations.filter(field="region").count() == 1


def test_same_again_adds_nothing():
    put(record(*WHOLE))
    before = sorted(Citation.objects.values_list("pk", "active", "chosen"))
    stored = put(record(*WHOLE), version="1")
    assert sorted(Citation.objects.values_list("pk", "active", "chosen")) == before
    assert (stored.created, stored.changes, SourceDocument.objects.count()) == ([], [], 1)


def test_what_a_newer_extractor_no_longer_sees_is_set_aside_and_may_come_back():
    put(record(*WHOLE))
    put(record(("investment_cny", 500_000_000, "投资5亿元"), *WHOLE[1:]), version="2")
    project = Project.objects.get()
    assert project.investment_cny == 500_000_000
    assert project.citations.get(value=1_500_000_000).active is False
    put(record(*WHOLE), version="3")
    project.refresh_from_db()
    assert project.investment_cny == 1_500_000_000


def test_record_that_nothing_speaks_of_any_more_loses_its_values():
    put(record(*WHOLE))
    stored = put(version="2")
    assert Project.objects.get().investment_cny is None
    assert {change.field for change in stored.changes} >= {"investment_cny", "region", "park"}


def test_phase_points_at_its_whole_and_keeps_its_own_money():
    phase = record(
        ("phase_of", "示范装备生产基地", "示范装备生产基地二期"),
        ("investment_cny", 500_000_000, "投资5亿元"),
        name="示范装备生产基地二期",
    )
    for version in ("1", "2"):
        put(phase, record(*WHOLE), version=version)
        whole = Project.objects.get(name="示范装备生产基地")
        assert whole.phases.get().investment_cny == 500_000_000
        assert whole.investment_cny == 1_500_000_000
    assert Project.objects.count() == 2


@pytest.mark.parametrize("kind", ["project", "park"])
def test_fact_that_a_kind_cannot_state_is_left_out(kind):
    put(record(("project_count", 3, "示范装备"), kind=kind))
    assert not Citation.objects.filter(field="project_count").exists()


def test_organisation_is_stored_with_the_role_that_its_record_tells():
    developer = Organisation("示范装备生产基地", "developer")
    told = record(("organisations", "示范装备生产基地", "示范装备生产基地"), organisations=[developer])
    put(told)
    assert str(Project.objects.get().involvements.get()) == "示范装备生产基地（建设单位）"


def test_second_article_adds_observations_and_the_newer_wins():
    put(record(*WHOLE))
    newer = "示范装备生产基地总投资增至18亿元。"
    put(record(("investment_cny", 1_800_000_000, "总投资增至18亿元"), text=newer), text=newer, published="2024-01")
    project = Project.objects.get()
    assert project.investment_cny == 1_800_000_000
    assert sorted(project.citations.filter(field="investment_cny").values_list("value", "chosen")) == [
        (1_500_000_000, False),
        (1_800_000_000, True),
    ]


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("other_article", [False, True])
def test_decision_survives(version, other_article):
    put(record(*WHOLE))
    project, editor = Project.objects.get(), people.editor()
    decide(project, "investment_cny", Decimal(1_234_500_000), user=editor)
    decide(project, "name", "示范装备基地（更名）", user=editor)
    decide(project, "region", None, user=editor)
    text = "示范装备生产基地总投资20亿元，位于崂山区。" if other_article else TEXT
    facts = (
        (("investment_cny", 2_000_000_000, "总投资20亿元"), ("region", "370212", "崂山区")) if other_article else WHOLE
    )
    put(record(*facts, text=text), text=text, version=version, published="2030", publisher="青岛市人民政府")
    project = Project.objects.get()
    assert (project.name, project.investment_cny, project.region_id) == ("示范装备基地（更名）", 1_234_500_000, None)


def test_removed_alias_is_not_learned_again():
    told = record(*WHOLE, aliases=["误认的别名", "示范基地"])
    put(told)
    project = Project.objects.get()
    rename(project, ["示范基地"], user=people.editor())
    put(told, version="2")
    project.refresh_from_db()
    assert project.aliases == ["示范基地"]


def test_rejected_citation_stays_rejected_even_with_a_longer_quote():
    put(record(*WHOLE))
    project = Project.objects.get()
    reject(project.citations.filter(field="investment_cny"), user=people.editor())
    longer = ("investment_cny", 1_500_000_000, "示范装备生产基地总投资15亿元")
    put(record(WHOLE[0], longer), version="2")
    project.refresh_from_db()
    assert project.investment_cny is None
    assert project.citations.filter(field="investment_cny", active=True).count() == 0


def test_corrected_head_survives_and_the_rest_is_brought_up_to_date():
    put(record(*WHOLE), publisher="误认的来源", title="旧题")
    article = Article.objects.get()
    article.publisher = "青岛日报"
    correct_head(article, ["publisher"])
    put(record(*WHOLE), version="2", publisher="误认的来源", title="新题")
    article.refresh_from_db()
    assert (article.publisher, article.title) == ("青岛日报", "新题")


def test_editors_words_move_with_them_into_another_article_of_the_page():
    """Version 1 read the page as one article, version 2 finds two of them, and cleans a space away."""
    text = "第一篇：别的事。\n第二篇：示范装备生产基地 占地53亩。"
    put(record(text=text), text=text)
    project, article = Project.objects.get(), Article.objects.get()
    start = text.index("占地53亩")
    citation = cite(
        article, start, start + 5, subject=project, field="land_area_m2", value=35333.34, user=people.editor()
    )
    whole, cut = MappedText.of(text), text.index("第二篇")
    second = MappedText.concat([whole.slice(cut, start - 1), whole.slice(start, len(text))])
    pieces = (ArticleText(whole.slice(0, cut)), ArticleText(second))
    store(extractions.raw(text), Extraction("示例.txt", pieces, ()), version="2", run=articles.run())
    citation.refresh_from_db()
    project.refresh_from_db()
    assert (citation.article.position, citation.active, citation.stands) == (1, True, True)
    assert citation.article.text[citation.start : citation.end] == citation.quote == "占地53亩"
    assert project.land_area_m2 == Decimal("35333.34")
    store(extractions.raw(text), Extraction("示例.txt", pieces[:1], ()), version="3", run=articles.run())
    citation.refresh_from_db()
    assert citation.active is False
    assert Article.objects.count() == 2


def test_article_that_is_no_longer_found_goes_with_the_machines_words():
    text = "甲篇。示范装备生产基地占地53亩。"
    whole = MappedText.of(text)
    pieces = (ArticleText(whole.slice(0, 3)), ArticleText(whole.slice(3, len(text))))
    store(extractions.raw(text), Extraction("示例.txt", pieces, ()), version="1", run=articles.run())
    store(extractions.raw(text), Extraction("示例.txt", (ArticleText(whole),), ()), version="2", run=articles.run())
    assert Article.objects.get().text == text


def test_quote_that_does_not_stand_is_refused_and_nothing_is_stored():
    told = record(*WHOLE)
    told.citations[0] = extractions.observation(TEXT, "name", "示范", "示范", start=0, end=2)
    with pytest.raises(ValueError, match="does not stand"):
        put(told)


def test_costs_the_same_number_of_queries_per_record(django_assert_max_num_queries):
    def document(number):
        text = "；".join(f"第{n}示范装备生产基地总投资{n}亿元" for n in range(1, number + 1))
        return text, [
            record(("investment_cny", n * 10**8, f"总投资{n}亿元"), text=text, name=f"第{n}示范装备生产基地")
            for n in range(1, number + 1)
        ]

    counts = []
    for number in (2, 12):
        text, told = document(number)
        with django_assert_max_num_queries(600) as queries:
            put(*told, text=text + f"（{number}）")
        counts.append(len(queries))
    assert counts[1] - counts[0] <= 10 * 23
