"""The command that finds quotes which no longer stand in their text."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from projects.models import Article
from tests.factories import articles, records

pytestmark = pytest.mark.django_db


def test_all_is_well():
    articles.citation(records.project(), "status", "signed", "已签约")
    out = StringIO()
    call_command("check_citations", stdout=out)
    assert "已核对 1 条引文，0 条不符" in out.getvalue()


def test_moved_words_are_told_with_their_place():
    citation = articles.citation(records.project(), "status", "signed", "已签约")
    set_aside = articles.citation(records.project(), "status", "signed", "签约了", active=False)
    Article.objects.update(text="改动过的文字，与引文不再相符。")
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("check_citations", stdout=out, stderr=err)
    assert failure.value.returncode == 1
    assert f"#{citation.pk} 与文章 #{citation.article_id} 不符：已签约" in err.getvalue()
    assert f"#{set_aside.pk} " not in err.getvalue()
    assert "1 条不符" in out.getvalue()
