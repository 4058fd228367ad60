"""The same pages for machines, in the words of schema.org (JSON-LD): places, projects, articles, and who said what.

A figure is a ``Claim`` with the words as they were printed and the article they appeared in, never a bare number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from parks.models import Industry, Park, Region
from projects.collections import COLLECTIONS
from projects.facts import Fact, FactSheet
from projects.fields import FIELDS
from projects.models import Article, Project
from projects.models.citation import Subject

Data = dict[str, Any]

#: Articles, records and organisations of a page; the page itself has them all.
MOST = 20
_FORMATS = {"csv": "text/csv", "jsonl": "application/x-ndjson"}


def graph(*nodes: Data) -> Data:
    """One document of several things."""
    return {"@context": "https://schema.org", "@graph": [_told(node) for node in nodes]}


def _told(node: Data) -> Data:
    """Without what is not known."""
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}


def record(subject: Subject, sheet: FactSheet, site: str) -> Data:
    """A park, project or batch: the thing itself, the page with its sources, the way there."""
    page = f"{site}{subject.get_absolute_url()}"
    thing = f"{page}#record"
    sources = [_article_head(article, site) for article in sheet.articles[:MOST]]
    shown: Data = {"@type": "WebPage", "@id": page, "url": page, "name": subject.name, "inLanguage": "zh"}
    shown |= {"mainEntity": {"@id": thing}, "citation": sources, "dateModified": subject.updated_at.isoformat()}
    told: Data = {"@id": thing, "name": subject.name, "alternateName": subject.aliases, "url": page}
    told |= _park(subject) if isinstance(subject, Park) else _project(subject, site)
    told["subjectOf"] = [_claim(fact, thing, site) for fact in sheet.key_facts if fact.claims[0].sources]
    return graph(shown, told, crumbs(_above(subject), subject.name, site))


def _park(park: Park) -> Data:
    return {"@type": "Place", "address": _address(park.region) if park.region else None}


def _project(project: Project, site: str) -> Data:
    """A batch is told of as a group of so many; nobody says which."""
    if project.kind == Project.Kind.BATCH:
        return {"@type": "ItemList", "numberOfItems": project.project_count}
    members = list(dict.fromkeys(each.organisation.name for each in project.involvements.all()))[:MOST]
    where: Data | None = {"@type": "Place", "address": _address(project.region)} if project.region else None
    if project.park:
        where = (where or {"@type": "Place"}) | {
            "name": project.park.name,
            "url": site + project.park.get_absolute_url(),
        }
    whole = project.phase_of
    return {
        "@type": "Project",
        "location": where,
        "member": [{"@type": "Organization", "name": name} for name in members],
        "parentOrganization": whole
        and {"@type": "Project", "name": whole.name, "url": site + whole.get_absolute_url()},
    }


def _address(region: Region) -> Data:
    names = [each.name for each in region.path]
    address: Data = {"@type": "PostalAddress", "addressCountry": "CN", "addressRegion": names[0]}
    return address | ({"addressLocality": "".join(names[1:])} if names[1:] else {})


def _claim(fact: Fact, thing: str, site: str) -> Data:
    citation = fact.claims[0].sources[0].citation
    return {
        "@type": "Claim",
        "name": f"{fact.field.label}：{fact.claims[0].shown.text}",
        "text": citation.quote,
        "url": f"{site}{citation.get_absolute_url()}",
        "about": {"@id": thing},
        "appearance": _article_head(citation.article, site),
    }


def _article_head(article: Article, site: str) -> Data:
    page = f"{site}{article.get_absolute_url()}"
    return _told(
        {
            "@type": "NewsArticle",
            "@id": page,
            "url": page,
            "headline": article.heading,
            "datePublished": article.published,
            "publisher": {"@type": "Organization", "name": article.publisher} if article.publisher else None,
        }
    )


def article(told: Article, records: Iterable[Subject], site: str) -> Data:
    """An article and the records that it mentions; ``isBasedOn`` is where it was printed."""
    about = [{"name": each.name, "url": site + each.get_absolute_url()} for each in list(records)[:MOST]]
    more: Data = {
        "author": [{"@type": "Person", "name": name} for name in told.authors],
        "inLanguage": "zh",
        "isBasedOn": told.live_url,
        "mentions": about,
    }
    lists = [(COLLECTIONS["articles"].label, COLLECTIONS["articles"].url(""))]
    return graph(_article_head(told, site) | more, crumbs(lists, told.heading, site))


def region(place: Region, site: str) -> Data:
    """A division, and the way there from the country."""
    page = f"{site}{place.get_absolute_url()}"
    area: Data = {"@type": "AdministrativeArea", "@id": f"{page}#place", "name": place.full_name, "url": page}
    return graph(area | {"address": _address(place)}, crumbs(_way(place.path[:-1]), place.name, site))


def industry(node: Industry, site: str) -> Data:
    """The way to an industry."""
    above = [(reverse("projects:industry", args=[node.parent.pk]), node.parent.name)] if node.parent else []
    way = [("全部产业", reverse("projects:industry_list")), *((name, url) for url, name in above)]
    return graph(crumbs(way, node.name, site))


def dataset(total: int, site: str) -> Data:
    """All of it as a collection of data: what it holds, how it was made, where to take it from."""
    page = f"{site}{reverse('projects:nation')}"
    download = COLLECTIONS["projects"].url("").rstrip("/")
    return graph(
        {
            "@type": "Dataset",
            "@id": f"{page}#dataset",
            "name": "园区知识库：中国的园区与招商项目",
            "description": f"从公开报道中整理的园区、招商项目与项目批次，现有项目与批次 {total} 个；每个数字都附报道原话与出处。",
            "url": page,
            "inLanguage": "zh",
            "isAccessibleForFree": True,
            "spatialCoverage": {"@type": "Country", "name": "中国"},
            "measurementTechnique": "由程序从公开报道中抽取，人工核对；没有原话的数字不作数。",
            "variableMeasured": [
                field.label for field in FIELDS if field.kind in ("money", "area", "count", "status", "date")
            ],
            "distribution": [
                {"@type": "DataDownload", "encodingFormat": media, "contentUrl": f"{site}{download}/export.{ending}"}
                for ending, media in _FORMATS.items()
            ],
        }
    )


def crumbs(above: Sequence[tuple[str, str]], name: str, site: str) -> Data:
    """The way to a page: (name, path) of each page above it; the page itself last, without a link."""
    links = [
        {"@type": "ListItem", "position": n, "name": each, "item": site + path}
        for n, (each, path) in enumerate(above, 1)
    ]
    here = {"@type": "ListItem", "position": len(links) + 1, "name": name}
    return {"@type": "BreadcrumbList", "itemListElement": [*links, here]}


def _above(subject: Subject) -> list[tuple[str, str]]:
    if subject.region:
        return _way(subject.region.path)
    chosen = COLLECTIONS["parks" if isinstance(subject, Park) else "projects"]
    return [(chosen.label, chosen.url(""))]


def _way(path: Iterable[Region]) -> list[tuple[str, str]]:
    return [("全国", reverse("parks:region_list")), *((each.name, each.get_absolute_url()) for each in path)]
