"""What the database refuses, whoever writes."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from parks.models import Park, Region
from projects import checks, fields
from projects.models import Article, Citation, Involvement, Project, Review, SourceDocument
from tests.factories import articles, records, vocabulary

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "columns", "constraint"),
    [
        (Project, {"investment_cny": -1}, "project_figures_not_negative"),
        (Park, {"land_area_m2": -1}, "park_figures_not_negative"),
        (Project, {"started_on": "2023年"}, "project_dates_are_partial_iso"),
        (Project, {"completes_on": "2023-13"}, "project_dates_are_partial_iso"),
        (Park, {"started_on": "2023-02-32"}, "park_dates_are_partial_iso"),
        (Project, {"investment_original_amount": 5}, "project_original_has_currency"),
        (Project, {"investment_original_currency": "USD"}, "project_original_has_currency"),
        (Project, {"project_count": 3}, "project_only_a_batch_counts_projects"),
    ],
)
def test_record_refuses(model, columns, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        model.objects.create(name="示范", **columns)


def test_no_record_contains_itself():
    project, park = records.project(), records.park()
    batch = records.batch()
    for row, column, value, constraint in (
        (project, "phase_of", project, "project_is_not_its_own_phase"),
        (park, "parent", park, "park_is_not_its_own_parent"),
        (batch, "phase_of", project, "project_a_batch_is_no_phase"),
    ):
        setattr(row, column, value)
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            row.save()


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"start": 5, "end": 5}, "citation_span_is_not_empty"),
        ({"raw_start": 5, "raw_end": 4}, "citation_raw_span_is_not_empty"),
        ({"confidence": 1.1}, "citation_confidence_is_a_probability"),
        ({"rejected_at": timezone.now()}, "citation_rejected_is_not_active"),
        ({"project": None}, "citation_has_one_subject"),
    ],
)
def test_citation_refuses(columns, constraint):
    citation = articles.citation(records.project(), "status", "signed", "已签约")
    with pytest.raises(IntegrityError, match=constraint):
        Citation.objects.filter(pk=citation.pk).update(**columns)


def test_citation_has_one_subject_and_is_said_once():
    project, article = records.project(), articles.article()
    articles.citation(project, "status", "signed", "示范", article)
    with pytest.raises(IntegrityError, match="citation_is_unique"), transaction.atomic():
        articles.citation(project, "status", "signed", "示范", article)
    with pytest.raises(IntegrityError, match="citation_has_one_subject"), transaction.atomic():
        articles.citation(project, "status", "planned", "示范", article, park=records.park())


def test_citation_is_of_words_that_stand_in_the_text():
    citation = articles.citation(records.project(), "status", "signed", "已签约")
    citation.full_clean()
    citation.start += 1
    citation.end += 1
    with pytest.raises(ValidationError, match="不一致"):
        citation.full_clean()


def test_other_rows_refuse():
    project = records.project()
    records.organisation(project)
    with pytest.raises(IntegrityError, match="review_has_one_subject"), transaction.atomic():
        Review.objects.create(field="status")
    with pytest.raises(IntegrityError, match="involvement_is_unique"), transaction.atomic():
        Involvement.objects.create(
            **{k: getattr(project.involvements.get(), k) for k in ("organisation", "role", "project")}
        )
    with pytest.raises(IntegrityError, match="region_adcode_is_six_digits"), transaction.atomic():
        Region.objects.create(adcode="37", name="山东", short_name="山东", level="province", pinyin="", initials="")
    document = articles.document()
    with pytest.raises(IntegrityError, match="sha256"), transaction.atomic():
        articles.document()
    with pytest.raises(IntegrityError, match="article_position_is_unique"), transaction.atomic():
        Article.objects.bulk_create(Article(document=document, position=0, text="文", offsets=[1, 0, -1]) for _ in "ab")
    with pytest.raises(IntegrityError, match="sourcedocument_sha256_is_hex"), transaction.atomic():
        SourceDocument.objects.filter(pk=document.pk).update(sha256="X")


def test_article_without_title_is_called_by_its_first_words():
    assert articles.article("\n 示范园区动工\n第二段", title="").heading == "示范园区动工…"
    assert articles.article(" ", title="").heading == "…"


def test_region_introduces_itself_by_its_full_name_when_asked():
    vocabulary.region("370212")
    row = Region.objects.labelled().get(pk="370212")
    assert (str(row), str(Region.objects.get(pk="370212"))) == ("山东省青岛市崂山区", "崂山区")
    assert row.full_name == str(row)
    assert {region.pk for region in Region.objects.within("370200")} == {"370200", "370212"}


def test_system_checks_see_a_fact_without_a_column(monkeypatch):
    assert checks.check_fields() == []
    wrong = (
        fields.Field("energy", "能耗", "money"),
        fields.Field("status", "进度", "money"),
        fields.Field("name" * 10, "名称", "name", column="name"),
    )
    monkeypatch.setattr(checks, "FIELDS", wrong)
    found = {error.id for error in checks.check_fields()}
    assert found == {"projects.E001", "projects.E002", "projects.E003"}
