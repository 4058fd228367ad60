"""Words of an article become citations: selected, chosen from what no record claims, or pasted."""

from __future__ import annotations

import pytest
from django.urls import reverse

from projects.actions.indexing import index
from projects.actions.propose import proposals, unlinked
from projects.models import Citation, Project
from tests.factories import articles, people, records, vocabulary

pytestmark = pytest.mark.django_db
TEXT = "示范产业园位于崂山区。\n示范生产基地计划总投资约15亿元，占地53亩，2023年2月开工。\n示范生产基地将带动就业。"


@pytest.fixture
def article():
    return articles.article(TEXT)


@pytest.fixture
def project(article):
    project = records.project("示范生产基地")
    articles.citation(project, "name", project.name, "示范生产基地", article)
    return project


@pytest.fixture
def client(client):
    client.force_login(people.superuser())
    return client


def span(words):
    """Where the words stand."""
    start = TEXT.index(words)
    return start, start + len(words)


def url(article, name="workbench"):
    return reverse(f"admin:projects_article_{name}", args=[article.pk])


@pytest.mark.parametrize(
    ("words", "field", "value", "qualifier"),
    [
        ("15亿元", "investment_cny", 1_500_000_000, "about"),
        ("占地53亩", "land_area_m2", 35333.33, "exact"),
        ("2023年2月", "started_on", "2023-02", "exact"),
        ("示范生产基地", "name", "示范生产基地", "exact"),
    ],
)
def test_finders_propose_what_words_state(article, words, field, value, qualifier):
    best = proposals(article, *span(words))[0]
    assert (best.field, best.qualifier) == (field, qualifier)
    assert best.value == pytest.approx(value, abs=1) if isinstance(value, float) else best.value == value


def test_figures_without_a_record_are_listed(article, project):
    assert {found.field for found in unlinked(article, [])} >= {"investment_cny", "land_area_m2", "started_on"}
    articles.citation(project, "investment_cny", 1_500_000_000, "15亿元", article)
    taken = [(c.start, c.end) for c in Citation.objects.all()]
    assert "investment_cny" not in {found.field for found in unlinked(article, taken)}


def test_the_page_marks_and_lists(client, article, project):
    page = client.get(url(article)).content.decode()
    assert "示范生产基地</mark>" in page
    assert "还没有归属的数字" in page
    assert "15亿元" in page


def test_selection_is_answered_with_a_filled_form(client, article, project):
    start, end = span("总投资约15亿元")
    answer = client.get(url(article, "propose"), {"start": start, "end": end}).json()
    assert answer["form"] == {
        "quote": "总投资约15亿元", "start": start, "end": end, "record": f"project-{project.pk}",
        "field": "investment_cny", "value": "15亿元", "qualifier": "about",
    }  # fmt: skip
    assert client.get(url(article, "propose"), {"start": 0, "end": 9999}).status_code == 400
    assert client.get(url(article, "propose"), {"start": "x"}).status_code == 400


def link(client, article, **typed):
    """Send the form."""
    filled = {"quote": "总投资约15亿元", "field": "investment_cny", "value": "15亿元", "qualifier": "about"}
    return client.post(url(article), {**filled, **typed}, follow=True)


def test_link_to_a_record_of_the_article(client, article, project):
    page = link(client, article, record=f"project-{project.pk}")
    project.refresh_from_db()
    assert (project.investment_cny, project.qualifiers) == (1_500_000_000, {"investment_cny": "about"})
    assert f"#c{project.citations.get(field='investment_cny').pk}" in page.redirect_chain[-1][0]
    assert "15" in client.get(project.get_absolute_url()).content.decode()


def test_link_to_another_by_name(client, article, project):
    other = records.project("另一基地", aliases=["别名基地"])
    link(client, article, name="别名基地")
    assert other.citations.get().user.username == "admin"


def test_link_by_a_picked_suggestion(client, article):
    first, other = records.project("同名基地"), records.project("同名基地")
    index([first, other])
    page = link(client, article, name="同名基地").content.decode()
    assert "有多条同名记录" in page
    labels = client.get(reverse("admin:projects_article_records"), {"q": "同名"}).json()["records"]
    link(client, article, name=next(label for label in labels if f"project-{first.pk}" in label))
    assert first.citations.exists()


def test_link_to_a_new_record(client, article):
    assert "没有这个名称的记录" in link(client, article, name="示范产业园").content.decode()
    vocabulary.region("370212")
    link(client, article, name="新的示范项目", kind="project")
    made = Project.objects.get(name="新的示范项目")
    assert [c.field for c in made.citations.all()] == ["investment_cny"]


def test_a_new_record_is_named_by_its_words(client, article):
    link(client, article, quote="示范产业园", field="name", value="示范产业园", name="示范产业园", kind="park")
    citation = Citation.objects.get()
    assert (citation.park.name, citation.quote) == ("示范产业园", "示范产业园")


@pytest.mark.parametrize("quote", ["总投资15亿元", "总投资 约15亿元", "总投资约15亿元 ", "示范生产基地"])
def test_words_that_are_not_there_or_not_certain_are_refused(client, article, project, quote):
    page = link(client, article, quote=quote, record=f"project-{project.pk}")
    assert not page.redirect_chain
    assert "errorlist" in page.content.decode()
    assert not Citation.objects.filter(origin="editor").exists()


def test_exact_offsets_choose_between_repetitions(client, article, project):
    start = TEXT.rindex("示范生产基地")
    link(client, article, quote="示范生产基地", field="name", value="示范生产基地", start=start, end=start + 6,
         record=f"project-{project.pk}")  # fmt: skip
    assert Citation.objects.get(origin="editor").start == start


def test_wrong_offsets_are_not_believed(client, article, project):
    link(client, article, start=0, end=8, record=f"project-{project.pk}")
    citation = Citation.objects.get(origin="editor")
    assert citation.quote == "总投资约15亿元" == TEXT[citation.start : citation.end]


def test_pasted_words_are_recognised_without_script(client, article, project):
    page = client.post(url(article), {"quote": "占地53亩", "recognise": "1"}).content.decode()
    assert 'value="35333.3' in page
    assert '<option value="land_area_m2" selected>' in page
    assert not Citation.objects.filter(origin="editor").exists()


def test_only_editors_link(client, article, project):
    client.force_login(people.viewer())
    assert client.get(url(article)).status_code == 200
    assert link(client, article, record=f"project-{project.pk}").status_code == 403
