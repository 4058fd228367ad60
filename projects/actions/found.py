"""Found a record by hand: what the extractor did not see."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from parks.models import Park
from projects.actions.cite import cite
from projects.actions.indexing import index
from projects.actions.log import note
from projects.models import Article, Deed, Project
from projects.models.citation import Subject

KINDS = (("project", "项目"), ("batch", "项目批次"), ("park", "园区"))


@transaction.atomic
def found(kind: str, name: str, *, article: Article, user: User | None) -> Subject:
    """A new park, project or batch of that name; the first place where the article says the name is cited.

    Raises ValidationError for an empty or too long name and an unknown kind.
    """
    name = name.strip()
    if not 0 < len(name) <= 200 or "\x00" in name:
        raise ValidationError("名称请填 1 到 200 个字。")
    if kind not in dict(KINDS):
        raise ValidationError("新建记录请选择类别。")
    subject: Subject = (
        Park.objects.create(name=name) if kind == "park" else Project.objects.create(name=name, kind=kind)
    )
    note(user, Deed.Verb.FOUND, subject)
    start = article.text.find(name)
    if start >= 0:
        cite(article, start, start + len(name), subject=subject, field="name", value=name, user=user)
    else:
        transaction.on_commit(lambda: index([subject]))
    return subject
