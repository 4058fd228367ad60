"""What a batch tells of the projects it lists: 「集中开工的5个项目分别为A、B…」 gives A its stage, its date and its park.

Never its money: that is the batch's alone. A member's own facts come first; inherited ones fill what it lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from projects.extraction.assemble import Draft
from projects.extraction.attach import Attached
from projects.extraction.context import Context
from projects.extraction.names import Name
from projects.extraction.subjects import Subject

_INHERITED = ("status", "started_on", "completes_on")
_LISTS = re.compile(r"^ ?[:：]|(?:包括|其中|分别为|分别是|分别|包含|涵盖|有|为|如)[^。；;]{0,240}$")
_CONTINUES = re.compile(r"^(?:其中|分别|包括|这些项目|项目包括|它们)")
_FADED = 0.8


def inherited(facts: dict[int, list[Attached]], context: Context) -> Iterator[tuple[Subject, Attached]]:
    """What each member of a batch gets from it, by subject id of ``facts``; flag ``whole_list`` where as many are listed as
    the batch counts, so that each of them is surely one of its projects."""
    for batch, members in _batches(context):
        listed = frozenset({"whole_list"} if len(members) == batch.count else ())
        for member in members:
            has = {item.fact.field for item in facts.get(id(member), [])}
            for field in _INHERITED:
                own = [item for item in facts.get(id(batch), []) if item.fact.field == field]
                if field in has or not own:
                    continue
                best = max(own, key=lambda item: item.probability)
                fact = replace(best.fact, flags=best.fact.flags | listed)
                yield member, replace(best, fact=fact, subject=member, probability=best.probability * _FADED)


def parks(drafts: Sequence[Draft], context: Context) -> None:
    """A member that has no park of its own lies where its batch does."""
    of = {id(draft.subject): draft for draft in drafts}
    for batch, members in _batches(context):
        whole = of[id(batch)].park
        for member in members:
            draft = of[id(member)]
            if (
                whole
                and draft.park is None
                and draft.chance >= 0.5
                and whole.fact.value not in {n.text for n in member.names}
            ):
                draft.park = replace(whole, subject=member, probability=whole.probability * _FADED)


def _batches(context: Context) -> Iterator[tuple[Subject, Sequence[Subject]]]:
    for name in context.names:
        if name.form == "batch":
            members = [context.subject(n) for n in _listed_by(name, context)]
            if members:
                yield context.subject(name), list({id(m): m for m in members}.values())


def _listed_by(batch: Name, context: Context) -> Iterator[Name]:
    """Named things before 「等40个项目」, behind 「5个项目：」 or 「5个项目，分别为」, or in a next sentence that begins with 其中."""
    number = context.number(batch.start)
    sentence = context.sentences[number]
    for name in context.names_in(sentence.start, sentence.end):
        if name.form != "named":
            continue
        before = name.end <= batch.start
        gap = context.text[name.end : batch.start] if before else context.text[batch.end : name.start]
        if before and batch.listed and not re.search(r"[；;]", gap):
            row = context.text[max(sentence.start, name.start - 40) : name.start]
            if name.listed or re.search(r"[、等]", gap) or gap == "" or re.search(r"(?:包括|推进|其中|开工|实施)", row):
                yield name
        elif not before and _LISTS.search(gap + "、" if re.search(r"分别|包括|其中", gap) else gap):
            yield name
    for further in _continued(number, context):
        names = context.names_in(context.sentences[further].start, context.sentences[further].end)
        yield from (n for n in names if n.form == "named")


def _continued(number: int, context: Context) -> Iterator[int]:
    """The sentences behind a batch's own that go on listing: one that begins with 其中, and what semicolons add to it."""
    if number + 1 >= len(context.sentences) or not _CONTINUES.match(_words(number + 1, context)):
        return
    yield number + 1
    for row in range(number + 2, len(context.sentences)):
        if not _words(row - 1, context).endswith(("；", ";")):
            return
        yield row


def _words(number: int, context: Context) -> str:
    sentence = context.sentences[number]
    return context.text[sentence.start : sentence.end].strip()
