"""What one takes home of a record or an article: every fact with its words and where they stand, as plain data.

Exports and the API give exactly this. The shapes are declared once, here: the API's document is made from them, and
which facts there are follows from ``FIELDS``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal, TypedDict

from django.db.models import QuerySet

from kbase.templatetags.formats import CURRENCIES
from parks.models import Park
from projects.actions.resolve import kind_of
from projects.facts import Claim, Fact, FactSheet, fact_sheets
from projects.fields import Field
from projects.models import Article, Citation, Project
from projects.models.citation import Subject

#: The keys of a park, a project and an article, one of which is told; as ``RecordSearch.walk`` gives them.
Keys = tuple[int | None, int | None, int | None]

UNITS = {"money": "元", "area": "平方米", "count": "个"}
Qualifier = Literal["exact", "about", "over", "up_to", "range"]


class Quoted(TypedDict):
    """一处出处：哪篇文章的哪几个字。"""

    id: Annotated[int, "引文编号，见 citations"]
    quote: Annotated[str, "原话，与文章正文逐字相同"]
    url: Annotated[str, "本站文章页上这几个字的位置"]
    article: Annotated[int, "文章编号，见 articles"]
    source_url: Annotated[str, "原网页；没有则为空"]
    publisher: Annotated[str, "来源；不详则为空"]
    published: Annotated[str, "发布日期，按原文精度写到年、月或日；不详则为空"]
    text_sha256: Annotated[str, "文章正文（UTF-8）的 SHA-256，用来核对正文没有变过"]
    review: Annotated[Literal["human", "machine"], "这处引文是人工标注还是机器抽取"]


class Told(TypedDict):
    """一个值，和说出它的原话。"""

    value: Annotated[
        Any, "规范值：金额为元（外币为原币），面积为平方米，地区为行政区划代码，日期为 ISO 格式；其余见 text"
    ]
    unit: Annotated[str, "value 的单位；不是数字则为空"]
    qualifier: Annotated[Qualifier, "约数：exact 确数、about 约、over 逾、up_to 不超过、range 起"]
    text: Annotated[str, "页面上的写法，如“约15亿元”"]
    citation: Annotated[Quoted | None, "最好的一处出处；没有出处则为 null"]


class FactData(TypedDict):
    """一个字段：采用的值，和别处的其他说法。"""

    label: Annotated[str, "字段的中文名"]
    review: Annotated[Literal["human", "machine"], "human 经人工核对，machine 由程序抽取"]
    conflict: Annotated[bool, "各处说法是否不一"]
    rule: Annotated[str, "说法不止一种时采用这一种的依据；只有一种则为空"]
    values: Annotated[list[Told], "采用的值；产业、参与单位可有多个，说法存疑而未采用时为空"]
    others: Annotated[list[Told], "没有采用的其他说法"]


class RecordData(TypedDict):
    """一个项目、项目批次或园区。"""

    kind: Annotated[Literal["project", "batch", "park"], "类别"]
    id: Annotated[int, "编号，在项目（含批次）或园区内唯一"]
    name: Annotated[str, "名称"]
    url: Annotated[str, "页面地址"]
    aliases: Annotated[list[str], "又称"]
    facts: Annotated[dict[str, FactData], "各字段，只列出有值或有说法的"]
    unknown: Annotated[list[str], "报道没有写到的字段"]
    articles: Annotated[list[int], "来源文章的编号，新的在前"]
    updated: Annotated[str, "最近改动的时间，ISO 8601"]


class ArticleData(TypedDict):
    """一篇文章。"""

    kind: Annotated[Literal["article"], "类别"]
    id: Annotated[int, "编号"]
    name: Annotated[str, "标题；没有标题则为开头几个字"]
    url: Annotated[str, "页面地址"]
    source_url: Annotated[str, "原网页；没有则为空"]
    publisher: Annotated[str, "来源；不详则为空"]
    authors: Annotated[list[str], "作者"]
    published: Annotated[str, "发布日期，按原文精度写到年、月或日；不详则为空"]
    text_sha256: Annotated[str, "正文（UTF-8）的 SHA-256"]


Data = RecordData | ArticleData


def taken(keys: Iterable[Keys], site: str) -> list[Data]:
    """The data of these records and articles in that order; those that are gone are left out.

    ``site`` begins our addresses: "https://kb.example.cn". A fixed number of queries, however many keys.
    """
    wanted = list(keys)
    parks, projects, articles = ([key for row in wanted if (key := row[place])] for place in range(3))
    found = [
        _records(Park.objects.with_labels(), parks, site),
        _records(Project.objects.with_labels(), projects, site),
        _articles(articles, site),
    ]
    picked = (next((part.get(key) for part, key in zip(found, row, strict=True) if key), None) for row in wanted)
    return [data for data in picked if data is not None]


def _records(rows: QuerySet[Any], keys: Sequence[int], site: str) -> dict[int, Data]:
    return {data["id"]: data for data in record_data(list(rows.filter(pk__in=keys)), site)} if keys else {}


def _articles(keys: Sequence[int], site: str) -> dict[int, Data]:
    found = Article.objects.defer("offsets").filter(pk__in=keys) if keys else ()
    return {article.pk: article_data(article, site) for article in found}


def record_data(subjects: Sequence[Subject], site: str) -> list[RecordData]:
    """The data of several records of one model."""
    scribe = Scribe(site)
    return [scribe.record(each, sheet) for each, sheet in zip(subjects, fact_sheets(subjects), strict=True)]


def article_data(article: Article, site: str) -> ArticleData:
    """The head of an article and the hash of its text."""
    return {
        "kind": "article",
        "id": article.pk,
        "name": article.heading,
        "url": site + article.get_absolute_url(),
        "source_url": article.live_url,
        "publisher": article.publisher,
        "authors": [str(author) for author in article.authors],
        "published": article.published,
        "text_sha256": text_hash(article),
    }


def text_hash(article: Article) -> str:
    """The SHA-256 of the text that quotes are part of."""
    return hashlib.sha256(article.text.encode()).hexdigest()


class Scribe:
    """Writes down records; the text of an article that many of them cite is hashed once."""

    def __init__(self, site: str) -> None:
        self.site = site
        self._hashes: dict[int, str] = {}

    def record(self, subject: Subject, sheet: FactSheet) -> RecordData:
        """A record with all its facts."""
        return {
            "kind": kind_of(subject),  # type: ignore[typeddict-item]
            "id": subject.pk,
            "name": subject.name,
            "url": self.site + subject.get_absolute_url(),
            "aliases": list(subject.aliases),
            "facts": {fact.field.name: self._fact(fact) for fact in sheet.facts},
            "unknown": [field.name for field in sheet.unknown],
            "articles": [article.pk for article in sheet.articles],
            "updated": subject.updated_at.isoformat(timespec="seconds"),
        }

    def _fact(self, fact: Fact) -> FactData:
        return {
            "label": fact.field.label,
            "review": "human" if fact.human else "machine",
            "conflict": fact.conflict,
            "rule": fact.rule,
            "values": [self._told(fact.field, claim) for claim in fact.claims],
            "others": [self._told(fact.field, claim) for claim in fact.others],
        }

    def _told(self, field: Field, claim: Claim) -> Told:
        value, unit = measured(field, claim.value)
        note = f"（{claim.shown.note}）" if field.kind == "organisations" else ""
        return {
            "value": value,
            "unit": unit,
            "qualifier": claim.qualifier,  # type: ignore[typeddict-item]
            "text": claim.shown.text + note,
            "citation": self.quoted(claim.sources[0].citation) if claim.sources else None,
        }

    def quoted(self, citation: Citation) -> Quoted:
        """A citation with the article it stands in."""
        article = citation.article
        if article.pk not in self._hashes:
            self._hashes[article.pk] = text_hash(article)
        return {
            "id": citation.pk,
            "quote": citation.quote,
            "url": self.site + citation.get_absolute_url(),
            "article": article.pk,
            "source_url": article.live_url,
            "publisher": article.publisher,
            "published": article.published,
            "text_sha256": self._hashes[article.pk],
            "review": "human" if citation.origin == Citation.Origin.EDITOR else "machine",
        }


def measured(field: Field, value: Any) -> tuple[Any, str]:
    """A value and its unit: 1500000000 of 总投资 → (1500000000, "元"); what is no figure has no unit."""
    if field.name == "investment_original":
        return value["amount"], CURRENCIES.get(value["currency"], value["currency"])
    return (float(value) if isinstance(value, Decimal) else value), UNITS.get(field.kind, "")
