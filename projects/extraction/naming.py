"""What a record is called. News often leave things nameless: 「某集团将在乙市投资建设特种钢厂」.

A name of its own stands as written. Common words get the owner and the place they were said with (「某集团乙市特种钢厂」),
or nobody could tell one 生产基地 from the next; the words as written stay an alias. Phases are called after their
whole, batches after the place they are in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from projects.extraction.aliases import key
from projects.extraction.attach import Attached
from projects.extraction.context import Context
from projects.extraction.heads import PHASE
from projects.extraction.names import Name
from projects.extraction.places import Place, is_division, without_place
from projects.extraction.subjects import Subject
from projects.extraction.tagging import Tagger, Word

_MOST_ALIASES = 10
_PROPER_TAGS = frozenset("ns nt nz nr nrt nrfg eng".split())
_COMPANY = re.compile(r"(?:股份|集团|控股|有限|责任|总|分|子)*(?:公司|集团|企业)?$")
_ACTS = frozenset(
    "将 拟 在 投资 宣布 计划 于 斥资 也 已 正 再 决定 公司 集团 股份 准备 正在 为 与 日前 近日 表示".split()
)
_NO_ACTOR = re.compile(
    r"(?:项目|园区|记者|负责人|政府|产业|市|区|县|省|我国|全国|国家|企业|公司|集团|人士|专家|协会|部门|中国|该|本|年|月|日|期间|目前|其中)$"
)
_IN_FRONT = re.compile(
    r"^.{2,14}?(?:有限公司|公司|集团|股份|大学|学院|开发区|高新区|经开区|新区|保税区|科学城|科技城|产业园区?|工业园区?)(?!项目|工程)"
)
_NUMBERED = re.compile(
    r"^(?:年产(?:量|能)?)?\d[\d.,]*(?:万|亿|千)?(?:吨|台|套|辆|片|千瓦|兆瓦|立方米|颗|米)(?:级|/年)?"
)


class Namer:
    """Names the records of one article."""

    def __init__(self, context: Context, tagger: Tagger) -> None:
        self.context, self.tagger = context, tagger

    def name(self, subject: Subject, attached: Sequence[Attached] = (), place: Place | None = None) -> str:
        """The name to show."""
        if subject.kind == "batch":
            return self._batch_name(subject.counted)
        if subject.phase and subject.parent and not subject.named:
            return _phase_name(self.name(subject.parent), subject.parent.phase, subject.phase)
        own = _plain(subject.title)
        if not self._is_common(own):
            return own
        if whole := self._whole_before(subject):
            return f"{whole}{own}"
        owner = _before(own, self._owner(subject, attached))
        return f"{owner}{_before(owner + own, self._place(subject, place))}{own}"

    def aliases(
        self, subject: Subject, name: str, attached: Sequence[Attached] = (), place: Place | None = None
    ) -> list[str]:
        """Other forms: those written, the declared short ones, and the name with or without its owner and place."""
        out: list[str] = []
        for form in self._forms(subject, attached, place):
            if form != name and form not in out and len(form) > 2 and not is_division(form):
                out.append(form)
        return out[:_MOST_ALIASES]

    def _forms(self, subject: Subject, attached: Sequence[Attached], place: Place | None) -> Iterator[str]:
        for naming in subject.named:
            yield _plain(naming.text)
        yield from subject.short_forms
        if subject.phase and subject.parent:
            for naming in subject.parent.named:
                yield _phase_name(_plain(naming.text), subject.parent.phase, subject.phase)
            yield subject.names[0].text
        if subject.kind == "batch" or not subject.named:
            return
        own = _plain(subject.title)
        if subject.phase and own.find(subject.phase) in range(3, len(own) - 4):
            yield own[: own.find(subject.phase)].rstrip("(（") + subject.phase
        if stripped := _without_owner(own):
            yield stripped
        yield from self._composed(own, self._owner(subject, attached), self._place(subject, place))

    def _composed(self, own: str, owner: str, place: str) -> Iterator[str]:
        bare = without_place(own)[1]
        if bare != own and len(bare) >= 5:
            yield bare
        if owner and owner not in own:
            yield f"{owner}{_before(own, place)}{own}"
            yield f"{owner}{bare}"
        if place and place not in own:
            yield f"{place}{own}"
        short = _NUMBERED.sub("", own)
        if short != own and len(short) >= 4:
            yield short
            yield f"{_before(own, place)}{short}"

    def _is_common(self, name: str) -> bool:
        """Whether no word of it is a name: 「锂离子电池工厂」, but not 「中德产业园」."""
        if re.search(r"[A-Za-z“”]", name) or without_place(name)[0]:
            return False
        return all(word.tag not in _PROPER_TAGS and len(word.text) > 1 for word in self.tagger.words(name))

    def _whole_before(self, subject: Subject) -> str:
        """「甲厂的第二条生产线」 → 甲厂: the named thing that the common words are said to be of."""
        for naming in subject.names:
            if self.context.text[naming.start - 1 : naming.start] == "的":
                row = self.context.names_in(naming.start - 42, naming.start)
                if row and row[-1].end == naming.start - 1 and row[-1].form == "named":
                    return _plain(row[-1].text)
        return ""

    def _owner(self, subject: Subject, attached: Sequence[Attached]) -> str:
        """Who builds it, as short as the text says: 「某某(中国)集团有限公司」 → 「某某(中国)」."""
        builders = [
            a for a in attached if a.fact.field == "organisations" and a.fact.value.role in ("developer", "investor")
        ]
        if builders:
            best = max(builders, key=lambda a: a.probability)
            return _COMPANY.sub("", best.fact.value.name)
        for naming in subject.names:
            if actor := self._actor(naming):
                return actor
        return ""

    def _actor(self, naming: Name) -> str:
        """The noun phrase that opens the sentence and acts: 「某某汽车/将/在/…/建设」."""
        start = self.context.sentence(naming.start).start
        lead = self.context.text[start : naming.start].lstrip()
        lead = re.sub(r"^.{0,20}?(?:讯|消息|获悉|报道|了解)[，,:：]?|^[一-龥\d]{2,10}[，,]", "", lead)
        taken: list[Word] = []
        for word in self.tagger.words(lead):
            if word.text in _ACTS and taken:
                actor = _COMPANY.sub("", "".join(w.text for w in taken))
                good = 2 <= len(actor) <= 8 and not _NO_ACTOR.search(actor) and not is_division(actor)
                return actor if good else ""
            if (
                word.tag[0] not in "njl" and word.tag not in ("eng", "vn", "an", "b", "x")
            ) or word.text in "，,。；;、:：\n":
                return ""
            taken.append(word)
        return ""

    def _place(self, subject: Subject, place: Place | None) -> str:
        """The place as said in a sentence that names the subject, without its class: 「宜春」."""
        if place is None or place.zone:
            return ""
        near = any(self.context.number(n.start) - self.context.number(place.start) in (0, 1) for n in subject.names)
        return re.sub(r"(?<=..)(?:省|市|区|县)$", "", place.text) if near else ""

    def _batch_name(self, name: Name) -> str:
        start = self.context.sentence(name.start).start
        lead = self.context.text[start : name.start]
        owner = [n for n in self.context.names_in(start, name.start) if n.form == "named" and n.kind == "park"]
        text = re.sub(r"[，,。\s]", "", name.text)
        if owner:
            return f"{_plain(owner[-1].text)}{text}"
        places = re.findall(r"[一-龥]{2,8}(?:省|市|区|县|州)", lead[-40:])
        return f"{without_place(places[-1] + '项目')[0]}{text}" if places else text


def _plain(name: str) -> str:
    return re.sub(r"[“”]", "", name)


def _without_owner(name: str) -> str:
    """「某某集团乙厂五期」 → 「乙厂五期」, 「甲开发区某中心」 → 「某中心」; empty when too little is left."""
    found = _IN_FRONT.match(name)
    rest = name[found.end() :] if found else ""
    return rest if len(rest) >= 5 else ""


def _before(own: str, prefix: str) -> str:
    """``prefix`` unless the name already holds it."""
    return "" if not prefix or key(prefix) in key(own) else prefix


def _phase_name(whole: str, own: str | None, phase: str) -> str:
    """「甲园」, 二期 → 「甲园二期」; when the whole is itself called 「乙一期电池项目」, 「乙二期」."""
    before = whole.split(own)[0].rstrip("(（") if own else ""
    if len(before) >= 2:
        return f"{before}{phase}"
    return f"{re.sub(rf'(?<=..)项目$|[(（]?{PHASE}[)）]?', '', whole)}{phase}"
