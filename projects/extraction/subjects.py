"""Namings into subjects: every name, short form, 该项目 and 一期 of an article to the thing it stands for.

A subject is what may become a record: a park, a project, one phase of it, or a batch. Names that mean one thing
are merged with the reason kept; a word like 该项目 goes to the nearest fitting subject before it; a bare 一期 makes
a phase of the project spoken of.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from projects.extraction import batches
from projects.extraction.aliases import abbreviations, clash, key, same, without_phase
from projects.extraction.heads import HEADS, PHASE_WORD, ZONE_HEADS
from projects.extraction.names import Name
from projects.extraction.passages import Sentence
from projects.extraction.places import is_division, without_place
from projects.extraction.records import Kind

_ANAPHOR_BEFORE = re.compile(r"(?:该|此|这个|这一|这座|整个|上述|本|其|新|这里的|同一)$")
#: 「该项目为集中供热项目」 says what the subject is, it names nothing else.
_SAID_OF_IT = re.compile(
    r"(?:[该此本这]|这个|这座|整个|^|[，,。])(?:项目|工程|园区|基地|工厂|中心)?(?:[就也正]?是|为|系|属于?)[^，,。；;：:]{0,14}$"
)
#: 「4条电池生产线」: things that are counted are parts of another.
COUNTED = re.compile(r"(?:[2-9]|\d{2,}|[二两三四五六七八九十百]+)(?:多|余)?[条座个台套栋幢处组片](?:[大小新]型?)?$")
#: 「建设全新的生产基地」: a thing that is built, whose name nobody tells.
_IS_BUILT = re.compile(
    r"(?:建设|新建|兴建|建立|设立|投建|建造|开设|修建|建)(?:了)?(?:[一两][个座家条])?(?:(?:全|崭)?新的?|现代化的?|大型)?$"
)
_ATTRIBUTE_BEHIND = re.compile(
    r"(?:招引|谋划|引进|储备|建设年|为王|化|库|清单|名单|申报|洽谈|推进|落地|集中|群|招商|服务|审批|资金|建设现场)"
)
#: Words that may stand for a subject: a head alone or with 该, 新, 整个; 「算力中心」 says more and stands for itself.
_EMPTY = re.compile(
    rf"(?:该|此|整个|这个|这一|全部|本|新)*(?:产业|工业|科技)?(?:{'|'.join(sorted(HEADS, key=len, reverse=True))})(?:建设)?"
)
#: 「两岸合资照明项目“开新光”」: the quoted words right behind are its name.
_CALLED = re.compile(r"“([一-龥A-Za-z0-9·]{2,10})”")
_LOCATED = re.compile(r"(?:位于|选址(?:于|在)?|坐落于?|落户(?:于|在)?|地处|入驻|在)$")
#: Heads that without a name of their own stand for nothing when nothing fits before them.
_PLAIN = frozenset("项目 工程 园区 产业园区 中心 片区 开发区 高新区 新区 集群 社区 学校 医院 市场".split())
_BREAK = '。！？!?；;，,：:、 　\n“"—)）'
_REACH = 5
_COMPANY_REACH = 160
#: How often a topic is named at the least.
_TOPIC = 3


@dataclass(slots=True)
class Subject:
    """One thing the article speaks of, with all its namings; ``parent`` is the whole of a phase."""

    kind: Kind
    names: list[Name] = field(default_factory=list)
    phase: str | None = None
    parent: Subject | None = None
    count: int | None = None
    short_forms: list[str] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    order: int = 0

    @property
    def named(self) -> list[Name]:
        """The namings that hold a name of its own."""
        return [name for name in self.names if name.form == "named"]

    @property
    def counted(self) -> Name:
        """The naming of a batch that counts its projects: 「62个项目」, not 「第一批项目」."""
        return next((name for name in self.names if name.head != batches.UNCOUNTED), self.names[0])

    @property
    def title(self) -> str:
        """The name to show: the longest of the most telling forms, or the generic words when there is no name."""
        named = self.named or self.names
        return max(named, key=lambda n: (n.form == "named", min(len(n.text), 22), -n.start)).text


class Subjects:
    """The subjects of one article, and which naming belongs to which."""

    def __init__(
        self, text: str, sentences: Sequence[Sentence], names: Sequence[Name], companies: Sequence[tuple[int, int]] = ()
    ) -> None:
        """``names`` in order of their place in ``text``; ``companies`` as ``[start:end)`` of theirs."""
        self._companies = companies
        self.text, self.sentences = text, sentences
        self.all: list[Subject] = []
        self.of: dict[Name, Subject] = {}
        self._starts = [sentence.start for sentence in sentences]
        self._placed: list[tuple[int, int, Name]] = []
        self._buckets: dict[str, dict[int, Subject]] = defaultdict(dict)
        self._batches: dict[int, list[tuple[Subject, tuple[set[str], set[str]]]]] = defaultdict(list)
        self._seen: dict[tuple[str, str | None], Subject] = {}
        self._short_forms = abbreviations(text)
        local = {name for name in names if name.form == "named" and name.head == "项目" and is_division(key(name.text))}
        said_of_it = {
            name
            for name in names
            if name.form == "named" and not name.proper and self._stands_behind(_SAID_OF_IT, name)
        }
        counted = {name for name in names if self._stands_behind(COUNTED, name)}
        opening = {name for name in names if name.form == "named" and PHASE_WORD.match(name.text)}
        for name in self._longest_first(names):
            if name.form == "named" and name not in local | said_of_it | opening | counted:
                self._add_named(name)
        for name in sorted((n for n in names if n.form == "batch"), key=lambda n: n.head == batches.UNCOUNTED):
            self._add_batch(name)
        for name in names:
            if name in counted:
                continue
            if name.form == "phase" or name in opening:
                self._add_phase(name)
            elif name in said_of_it or name in local or self._is_anaphor(name) or self._is_built(name):
                self._add_generic(name)
        for subject in self.all:
            subject.names.sort(key=lambda n: n.start)

    def _longest_first(self, names: Sequence[Name]) -> list[Name]:
        """Full names found first make the short forms find them; equal lengths stay in text order."""
        return sorted(names, key=lambda n: (n.phase is not None, -len(key(n.text)), n.start))

    def _add_named(self, name: Name) -> None:
        known = self._seen.get((name.text, name.phase))
        if known is not None:
            self._join(known, name, "equal")
            return
        fitting = [(s, reason) for s in self._alike(name) if s.phase == name.phase and (reason := self._same(s, name))]
        if fitting:
            into = fitting[0][0]
            self._join(into, name, fitting[0][1])
            for other, reason in fitting[1:]:
                if reason != "suffix" and not any(clash(a.text, b.text) for a in into.named for b in other.named):
                    self._merge(into, other, reason)
            return
        whole = self._whole_of(name) if name.phase else None
        subject = Subject(name.kind, [name], name.phase, whole)
        subject.short_forms = [form for at, form, _ in self._short_forms if name.end <= at <= name.end + 12]
        if called := _CALLED.match(self.text, name.end):
            subject.short_forms.append(called.group(1))
        self._start(subject)

    def _same(self, subject: Subject, name: Name) -> str | None:
        """Why the naming stands for the subject, or None."""
        if subject.kind == "batch":
            return None
        forms = {key(form) for form in subject.short_forms}
        if forms & {key(name.text), key(without_phase(name.text))}:
            return "declared"
        return next((reason for other in subject.named if (reason := same(other.text, name.text))), None)

    def _merge(self, into: Subject, other: Subject, reason: str) -> None:
        """Two subjects that one name fits are one."""
        for name in other.names:
            into.names.append(name)
            into.reasons.setdefault(name.text, reason)
            self._register(into, name)
        into.short_forms += other.short_forms
        self.all.remove(other)
        for bucket in self._buckets.values():
            bucket.pop(id(other), None)

    def _alike(self, name: Name) -> list[Subject]:
        """The subjects whose names begin or end like this one, the only ones that can mean the same; oldest first."""
        found: dict[int, Subject] = {}
        for mark in _marks(name.text):
            found |= self._buckets.get(mark, {})
        return sorted(found.values(), key=lambda subject: subject.order)

    def _add_batch(self, name: Name) -> None:
        """The same number of projects told twice is one batch: 「62个项目集中开工」 … 「这62个项目」; 「第一批项目」 is one of them."""
        if name.head == batches.UNCOUNTED:
            if spoken_of := self._batch_of(name):
                self._join(spoken_of, name, "anaphor")
            return
        told = batches.told(name, self.text)
        alike = self._batches[batches.number(name) or 0]
        for known, said in alike[-_REACH:]:
            if not any(a and b and not a & b for a, b in zip(told, said, strict=True)):
                self._join(known, name, "count")
                for said_of_it, words in zip(said, told, strict=True):
                    said_of_it |= words
                return
        subject = Subject("batch", [name])
        self._start(subject)
        alike.append((subject, told))

    def _batch_of(self, name: Name) -> Subject | None:
        """The counted batch that 「第一批项目」 means: one of that ordinal, else one counted in the same sentence."""
        ordinal = batches.ORDINAL.match(name.text)
        if not ordinal:
            return self._before(name, lambda s: s.kind == "batch")
        known = [s for s in self.all if s.kind == "batch"]
        alike = [s for s in known if any(ordinal.group() in n.text for n in s.names)]
        here = [s for s in known if any(self._number(n.start) == self._number(name.start) for n in s.names)]
        return next(iter(alike or here), None)

    def _whole_of(self, name: Name) -> Subject | None:
        """The subject that a name with a phase is a part of: 「甲园二期」 → 「甲园」."""
        base = without_phase(name.text)
        probe = replace(name, text=base)
        return next(
            (s for s in self._alike(probe) if s.phase is None and any(same(n.text, base) for n in s.named)), None
        )

    def _add_phase(self, name: Name) -> None:
        whole = self._before(name, _may_have_phases, located=False) or self._topic(name) or self._company_before(name)
        if whole is None:
            if name.form == "named":
                self._add_named(replace(name, phase=None))
            return
        whole = whole.parent or whole
        if whole.phase and _same_phase(whole.phase, name.phase):
            self._join(whole, name, "phase")
            return
        subject = next((s for s in self.all if s.parent is whole and _same_phase(s.phase, name.phase)), None)
        if subject:
            self._join(subject, name, "phase")
        else:
            self._start(Subject(whole.kind, [name], name.phase, whole))

    def _topic(self, name: Name) -> Subject | None:
        """What the article is about, for 「该项目一期」 far behind its last naming: the subject that is named most."""
        if not re.search("[该此本]$", self.text[max(0, name.start - 1) : name.start] or name.text[:1]):
            return None
        fitting = [s for s in self.all if _may_have_phases(s) and len(s.named) >= _TOPIC]
        return max(fitting, key=lambda s: len(s.named), default=None)

    def _company_before(self, name: Name) -> Subject | None:
        """The company whose phase it is, where the text tells of phases and of no project: 「某某公司…，分两期建设。一期…」."""
        before = [
            (start, end) for start, end in self._companies if name.start - _COMPANY_REACH < start and end <= name.start
        ]
        if name.form != "phase" or not before:
            return None
        start, end = before[-1]
        known = next((s for n, s in self.of.items() if n.start < end and start < n.end), None)
        if known is None:
            known = Subject("project", [Name(self.text[start:end], start, end, "project", "named", "公司", 1)])
            self._start(known)
        return known if _may_have_phases(known) else None

    def _add_generic(self, name: Name) -> None:
        if name.text == "项目" and self._counts_before(name):
            return
        subject = self._before(name, lambda s: not s.parent and _fits(name, s))
        if subject:
            self._join(subject, name, "anaphor")
        elif name.head not in _PLAIN:
            self._start(Subject(name.kind, [name]))

    def _counts_before(self, name: Name) -> bool:
        """「园区开工项目15个,项目总投资9亿元」: behind a number of projects 项目 are those, nothing else."""
        at = bisect_left(self._placed, (name.start,)) - 1
        last = self._placed[at][2] if at >= 0 else None
        return last is not None and last.form == "batch" and self._number(last.start) == self._number(name.start)

    def _is_anaphor(self, name: Name) -> bool:
        if name.form != "generic" or not _EMPTY.fullmatch(name.text):
            return False
        before = self.text[max(0, name.start - 3) : name.start]
        after = self.text[name.end : name.end + 4]
        if _ANAPHOR_BEFORE.search(before):
            return True
        if _ATTRIBUTE_BEHIND.match(after):
            return False
        return name.start == 0 or before[-1:] in _BREAK or (name.text.startswith("新") and len(name.text) > 2)

    def _is_built(self, name: Name) -> bool:
        return name.form == "generic" and name.head not in _PLAIN and self._stands_behind(_IS_BUILT, name)

    def _stands_behind(self, pattern: re.Pattern[str], name: Name) -> bool:
        return bool(pattern.search(self.text[max(0, name.start - 26) : name.start]))

    def _before(self, name: Name, fits: Callable[[Subject], bool], *, located: bool = True) -> Subject | None:
        """The nearest fitting subject before ``name``: in its sentence, else the earliest of the sentence before."""
        here = self._number(name.start)
        best: tuple[tuple[int, int], Subject] | None = None
        for i in range(bisect_left(self._placed, (name.start,)) - 1, -1, -1):
            other = self._placed[i][2]
            back = here - self._number(other.start)
            if back > _REACH or (best and back > best[0][0]):
                break
            subject = self.of[other]
            if other.end > name.start or not fits(subject) or (not located and self._is_location(other)):
                continue
            rank = (back, name.start - other.start if back == 0 else other.start)
            if best is None or rank < best[0]:
                best = (rank, subject)
        return best[1] if best else None

    def _number(self, at: int) -> int:
        return max(0, bisect_right(self._starts, at) - 1)

    def _is_location(self, name: Name) -> bool:
        return bool(_LOCATED.search(self.text[max(0, name.start - 6) : name.start]))

    def _join(self, subject: Subject, name: Name, reason: str) -> None:
        subject.names.append(name)
        subject.reasons.setdefault(name.text, reason)
        self._register(subject, name)

    def _start(self, subject: Subject) -> None:
        subject.order = len(self.of)
        self.all.append(subject)
        for name in subject.names:
            self._register(subject, name)
        for form in subject.short_forms:
            for mark in _marks(form):
                self._buckets[mark][id(subject)] = subject

    def _register(self, subject: Subject, name: Name) -> None:
        if name not in self.of:
            insort(self._placed, (name.start, name.end, name))
        self.of[name] = subject
        if name.form == "named":
            self._seen[name.text, name.phase] = subject
            for mark in _marks(name.text):
                self._buckets[mark][id(subject)] = subject


@lru_cache(maxsize=4096)
def _marks(text: str) -> tuple[str, ...]:
    """How a name begins (with and without its place) and ends: names without a common mark are never the same."""
    plain = key(text)
    bare = key(without_phase(text))
    rest = without_place(plain)[1]
    return (f"^{plain[:2]}", f"^{rest[:2]}", f"{plain[-2:]}$", f"{bare[-2:]}$")


def _may_have_phases(subject: Subject) -> bool:
    """A park or project by its head; not a batch, a governed zone, or a school that was merely listed."""
    return subject.kind != "batch" and not ZONE_HEADS.search(subject.title) and max(n.weight for n in subject.names) > 0


def _same_phase(a: str | None, b: str | None) -> bool:
    first = {"首期", "一期", "1期"}
    return a == b or (a in first and b in first)


def _fits(name: Name, subject: Subject) -> bool:
    """Whether generic words may stand for the subject: 「该项目」 for any project or park, 「园区」 for parks, 「中心」 for a 中心."""
    if subject.kind == "batch":
        return False
    if name.head in ("项目", "工程"):
        return (max(n.weight for n in subject.names) > 0 and not ZONE_HEADS.search(key(subject.title))) or any(
            n.text.endswith("项目") for n in subject.named
        )
    if name.head in ("园区", "产业园", "产业园区", "工业园"):
        return subject.kind == "park"
    tail = name.head[-1:] if name.head.endswith(("厂", "园", "城")) else name.head[-2:]
    return any(key(n.text).endswith(tail) for n in subject.named)
