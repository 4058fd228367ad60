"""Make room for what a newer extractor observes: set its elder's observations aside, keep people's in their place."""

from __future__ import annotations

from collections.abc import Sequence

from projects.actions.stories import let_go
from projects.models import Article, Citation, ImportRun, SourceDocument
from projects.models.citation import Subject


def retire(document: SourceDocument, articles: Sequence[Article], run: ImportRun | None = None) -> list[Subject]:
    """Set aside all that was observed in ``document``, of which ``articles`` are the articles as ``run`` just read them.

    Gives back the records concerned, each once. What people cited stays: its place in the original has not moved,
    so its place in the (perhaps differently) cleaned, split text is looked up anew. An article that is no longer
    found in the document goes, unless people's citations or judgements stand in it.
    """
    cited = Citation.objects.filter(article__document=document)
    subjects: dict[Subject, None] = {}
    for citation in cited.select_related("park", "project"):
        subjects[citation.subject] = None
        if citation.origin == Citation.Origin.EDITOR:
            re_anchor(citation, articles)
    made_by_machine = cited.filter(origin=Citation.Origin.MACHINE, active=True)
    made_by_machine.update(active=False, chosen=False, set_aside_by=run)
    gone = document.articles.exclude(pk__in=[article.pk for article in articles])
    gone = gone.exclude(pk__in=cited.judged().values("article"))
    let_go(gone)
    gone.delete()
    return list(subjects)


def re_anchor(citation: Citation, articles: Sequence[Article]) -> None:
    """Move a person's citation to where its words stand now; set it aside where they stand nowhere."""
    for article in articles:
        span = article.mapped.map.clean_span(citation.raw_start, citation.raw_end)
        if span and article.text[slice(*span)] == citation.quote:
            citation.article, (citation.start, citation.end) = article, span
            citation.active = citation.rejected_at is None
            break
    else:
        citation.active = False
    citation.save(update_fields=["article", "start", "end", "active"])
