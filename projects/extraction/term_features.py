"""What a reader would notice about an industry term and a subject: where it stands, what governs it, what else it fits.

The words and the learned weights meet in ``topics.py``; nothing is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from projects.extraction.context import Context
from projects.extraction.names import Name
from projects.extraction.records import Mention
from projects.extraction.subjects import Subject

#: How many sentences behind its last naming a subject may still be spoken of, when nothing else is named.
_LINGERS = 2
_LOCATED = re.compile("(?:位于|坐落于?|座落于?|落户于?|选址于?|地处|入驻|进驻|在|于|与|和)$")
#: What stands between a list of terms and the thing it describes: 「涉及【装备制造】、新材料等行业的|40个项目」.
_DESCRIBES = re.compile("[^，,。；;：:]{0,6}(?:等[^，,。；;：:、]{0,12})?(?:的[^，,。；;：:、]{0,8})?")
_LONGEST_ITEM = 16
#: How much of the term is made: 「年产30万吨|甲醇」. What stands before such an amount inside a name is its owner's trade.
_AMOUNT = re.compile(
    r"\d(?:万|亿|千|百|余|多|级)*(?:吨|套|台|辆|件|片|只|支|米|平方米|平米|㎡|m[23²³]?|立方米|方|颗|瓶|头|羽|株|锭|千瓦|千伏|升|艘|架|双|箱|KV|MW|GW|Wh|Ah|兆瓦|GWh|MWh|t|T|万|亿)+"
    r"(?:/年|每年|/a)?[)）]?(?:级|的|新型|高端|高性能|智能){0,2}$"
)
_AMOUNT_REACH = 16
_AMOUNT_BEHIND = re.compile(
    r"(?:等产品)?[约近超各]?\d[\d.]*[百千]?[万亿]?(?:吨|套|台|辆|件|片|只|支|米|平方米|立方米|颗|瓶|头|羽|锭|千瓦|KV|MW|GW)"
)
#: What may stand between a term and a naming that it describes: 「现代产业|类|项目250个」.
_BEFORE_NAME = re.compile("(?:产业|行业|领域|方面|板块)?[类等型的]?[”」]?")
_GROUPS = ("focus", "cover", "make", "use", "build")


#: Weak words of these industries say what any park may be (科技, 数字, 工业, 绿色), even inside a name.
_GENERAL = re.compile("(?:01|03|05|10|12|18)$|13")


def in_name(term: Mention, names: Sequence[Name]) -> bool:
    """Whether the term stands in one of the namings, or runs out of it by a word (「智能终端|产业」 behind the name)."""
    return any(n.start <= term.start < n.end and term.end <= n.end + 2 for n in names)


def before_name(term: Mention, names: Sequence[Name], text: str) -> bool:
    """Whether the term opens a naming that was cut behind it: 「现代产业类|项目250个」, 「城市更|新项目」."""
    return any(
        term.start < n.start <= term.end or (n.start >= term.end and _BEFORE_NAME.fullmatch(text, term.end, n.start))
        for n in names
        if n.start - 4 <= term.end
    )


def tells(term: Mention) -> bool:
    """Whether the term inside a name tells a trade: 旅游 in 「旅游综合体」 does, 科技 in 「科技园」 does not."""
    return "weak" not in term.flags or not _GENERAL.match(term.value.code)


class Surroundings:
    """A subject in its article, ready to be asked about many terms."""

    def __init__(self, subject: Subject, terms: Sequence[Mention], context: Context) -> None:
        self.subject, self.terms, self.context = subject, terms, context

    @cached_property
    def numbers(self) -> list[int]:
        """The sentences that name the subject."""
        return [self.context.number(n.start) for n in self.subject.names]

    @cached_property
    def _own_characters(self) -> frozenset[int]:
        return frozenset(at for name in self.subject.names for at in range(name.start, name.end))

    def own_names(self, term: Mention) -> list[Name]:
        """The subject's namings that hold the term."""
        return [n for n in self.subject.names if in_name(term, [n])] if term.start in self._own_characters else []

    @cached_property
    def own_codes(self) -> set[str]:
        """Industries that its own name, or that of its whole, tells."""
        names = [*self.subject.names, *(self.subject.parent.names if self.subject.parent else ())]
        return {term.value.code for term in self.terms if tells(term) and in_name(term, names)}

    @cached_property
    def is_main(self) -> bool:
        """Whether the article names nothing more often."""
        return self.context.weight[id(self.subject)] == self.context.most_named

    def standing_before(self, term: Mention) -> list[Name]:
        """The namings before the term in its sentence, without those that only tell where (「位于甲园」)."""
        text, first = self.context.text, self.context.sentence(term.start).start
        return [
            n
            for n in self.context.names_in(first, term.start)
            if n.end <= term.start and not _LOCATED.search(text[max(first, n.start - 4) : n.start])
        ]

    def lingers(self, number: int) -> int:
        """How many sentences ago the subject was named, nothing else since; 0 when another is named in between or it is too long ago."""
        for back in range(1, _LINGERS + 1):
            named = self.context.first_of(number - back)
            if number - back in self.numbers:
                return back
            if named is not None:
                return 0
        return 0


def of(term: Mention, said: int, around: Surroundings) -> list[str]:
    """The features, empty when nothing ties the term to the subject. ``said``: how often the article says the term."""
    own, place = [*_own(term, around)], [*_place(term, around)]
    if not place:
        return []
    place = own + place
    return ["bias", f"is.{around.subject.kind}", *place, *_governor(term, around), *_kinship(term, said, around)]


def _own(term: Mention, around: Surroundings) -> Iterator[str]:
    """A term of the name itself, the last of it telling more than the first, which may be an owner's (「某某汽车|发动机厂」)."""
    text = around.context.text
    if _AMOUNT.search(text, max(0, term.start - _AMOUNT_REACH), term.start):
        yield "amount"
    if "make" in term.flags and _AMOUNT_BEHIND.match(text, term.end):
        yield "amount_behind"
    inside = around.own_names(term)
    if not inside and before_name(term, around.subject.names, text):
        yield "before_name"
        yield f"before_name.{around.subject.kind}"
        return
    if not inside or not tells(term):
        return
    yield "own_name"
    name = inside[0]
    inner = [t for t in around.terms if tells(t) and in_name(t, [name])]
    yield "own.last" if inner[-1] is term else "own.only_before"
    if term.start == name.start and len(inner) > 1:
        yield "own.opens"


def _place(term: Mention, around: Surroundings) -> Iterator[str]:
    context, names = around.context, around.subject.names
    here = context.number(term.start)
    sentence = context.sentence(term.start)
    named = context.names_in(sentence.start, sentence.end)
    same = [n for n, number in zip(names, around.numbers, strict=True) if number == here]
    if same:
        yield "same_sentence"
        yield "alone_in_sentence" if all(context.subject(n) is around.subject for n in named) else "among_others"
        if any(n.end <= term.start for n in same):
            yield "behind_name"
        clause = context.clause(term.start)
        if any(context.clause(n.start) == clause for n in same):
            yield "same_clause"
        if context.subject(named[0]) is around.subject:
            yield "speaks"
    elif back := around.lingers(here):
        yield f"lingers.{back}"
        yield "nobody_there" if not named else "others_there"
    elif here - 1 in around.numbers or here + 1 in around.numbers:
        yield "next_sentence" if here - 1 in around.numbers else "sentence_before"
        if not named:
            yield "nobody_there"
    elif not sentence.heading and not _in_whole(term, around):
        return
    if sentence.heading:
        yield "heading"
    if _in_whole(term, around):
        yield "whole_name"
    before = around.standing_before(term)
    if before:
        yield "nearest" if context.subject(before[-1]) is around.subject else "other_nearer"
    behind = context.names_in(term.end, term.end + 40)
    if behind and context.subject(behind[0]) is around.subject and _describes(term, behind[0], context):
        yield "describes"
    if any(n.start <= term.start < n.end and context.subject(n) is not around.subject for n in named):
        yield "other_name"


def _describes(term: Mention, name: Name, context: Context) -> bool:
    """「涉及【装备制造】、新材料等行业的40个项目」: nothing but the rest of a list and 的 in between."""
    if name.start >= context.sentence(term.start).end:
        return False
    items = context.text[term.end : name.start].split("、")
    return all(len(item) <= _LONGEST_ITEM for item in items) and bool(_DESCRIBES.fullmatch(items[-1]))


def _in_whole(term: Mention, around: Surroundings) -> bool:
    return around.subject.parent is not None and in_name(term, around.subject.parent.names)


def _governor(term: Mention, around: Surroundings) -> Iterator[str]:
    """What governs the term, and whether the subject is what governs: 「甲园重点发展…」."""
    yield from (flag for flag in ("context", "weak", "kind", "listed") if flag in term.flags)
    group = next((g for g in _GROUPS if g in term.flags), "")
    if not group:
        return
    yield f"by.{group}"
    context = around.context
    before = around.standing_before(term)
    gap = context.text[before[-1].end : term.start] if before else ""
    if before and context.subject(before[-1]) is around.subject and not re.search("[；;]", gap):
        yield "governed"
        yield f"governed.{group}"
    elif not before and around.lingers(context.number(term.start)):
        yield "governed_far"
        yield f"governed_far.{group}"


def _kinship(term: Mention, said: int, around: Surroundings) -> Iterator[str]:
    """How the term fits what the name tells, and the weight it has in the article."""
    if not around.own_codes:
        yield "name_tells_none"
    elif any(code[:2] == term.value.code[:2] for code in around.own_codes):
        yield "kin.leaf" if term.value.code in around.own_codes else "kin.top"
    else:
        yield "kin.none"
    yield f"said.{min(said, 4)}"
    if around.is_main:
        yield "main"
    if id(around.subject) in around.context.title_subjects:
        yield "subject_in_heading"
    if around.subject.phase and around.subject.parent:
        yield "phase"
