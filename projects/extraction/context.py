"""What the features of attachment look at: an article's text with its sentences, namings and subjects, indexed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from projects.extraction.heads import PHASE_WORD
from projects.extraction.names import Name
from projects.extraction.passages import Sentence
from projects.extraction.subjects import Subject, Subjects

#: How far behind its paragraph's start a naming still opens it: 「此外，总投资5亿元的甲园…」.
_OPENS_WITHIN = 16
_LEAD = 2


@dataclass(frozen=True)
class Context:
    """One article, ready for questions. ``names`` are those that belong to a subject, in order."""

    text: str
    sentences: Sequence[Sentence]
    subjects: Subjects

    @cached_property
    def names(self) -> list[Name]:
        """All namings with a subject, by position."""
        return sorted(self.subjects.of, key=lambda n: (n.start, n.end))

    @cached_property
    def _numbers(self) -> list[int]:
        """The number of the sentence that holds each character of the text, and the text's end."""
        out: list[int] = []
        for number, sentence in enumerate(self.sentences):
            out += [max(0, number - 1)] * (sentence.start - len(out))
        return out + [max(0, len(self.sentences) - 1)] * (len(self.text) + 1 - len(out))

    @cached_property
    def _name_starts(self) -> list[int]:
        return [n.start for n in self.names]

    @cached_property
    def title_subjects(self) -> set[int]:
        """Ids of the subjects named in headings."""
        return {id(self.subject(n)) for n in self.names if self.sentence(n.start).heading}

    @cached_property
    def lead(self) -> tuple[int, int]:
        """Where the first sentences of the body stand, which tell what the article reports."""
        body = list(islice((sentence for sentence in self.sentences if not sentence.heading), _LEAD))
        return (body[0].start, body[-1].end) if body else (0, 0)

    @cached_property
    def weight(self) -> Counter[int]:
        """How often each subject (by id) is named."""
        return Counter(id(subject) for subject in self.subjects.of.values())

    @cached_property
    def most_named(self) -> int:
        """How often the subject that is named most is named."""
        return max(self.weight.values(), default=0)

    def subject(self, name: Name) -> Subject:
        """The subject that a naming stands for."""
        return self.subjects.of[name]

    def subject_at(self, start: int) -> Subject | None:
        """The subject of the naming that begins at offset ``start``."""
        found = self.names_in(start, start + 1)
        return self.subject(found[0]) if found else None

    def number(self, at: int) -> int:
        """The number of the sentence at offset ``at``."""
        return self._numbers[min(at, len(self.text))]

    def sentence(self, at: int) -> Sentence:
        """The sentence at offset ``at``."""
        return self.sentences[self.number(at)]

    def names_in(self, start: int, end: int) -> list[Name]:
        """The namings that begin in ``[start:end)``."""
        return self.names[bisect_left(self._name_starts, start) : bisect_left(self._name_starts, end)]

    def first_of(self, number: int) -> Name | None:
        """The first naming of sentence ``number``: what it most likely speaks of."""
        return self._firsts[number] if 0 <= number < len(self.sentences) else None

    @cached_property
    def _firsts(self) -> list[Name | None]:
        return [next(iter(self.names_in(sentence.start, sentence.end)), None) for sentence in self.sentences]

    @cached_property
    def _paragraphs(self) -> dict[int, int]:
        """Where each paragraph begins, by its number."""
        first: dict[int, int] = {}
        for sentence in self.sentences:
            first.setdefault(sentence.paragraph, sentence.start)
        return first

    def paragraph_start(self, at: int) -> int:
        """Where the paragraph at offset ``at`` begins."""
        return self._paragraphs[self.sentence(at).paragraph]

    @cached_property
    def _openers(self) -> dict[int, Name]:
        """The naming that each paragraph begins with, by the paragraph's number, where one stands at its beginning."""
        found: dict[int, Name] = {}
        for name in self.names:
            paragraph = self.sentence(name.start).paragraph
            if name.form in ("named", "phase") and name.start - self._paragraphs[paragraph] <= _OPENS_WITHIN:
                found.setdefault(paragraph, name)
        return found

    def opener(self, paragraph: int) -> Name | None:
        """What a paragraph begins with: 「甲园位于…，总投资5亿元。…」 → 甲园; None when it begins with other words."""
        return self._openers.get(paragraph)

    def clause(self, at: int) -> tuple[int, int]:
        """The clause at offset ``at`` as ``[start:end)``."""
        sentence = self.sentence(at)
        return sentence.clauses[sentence.clause_of(at)]

    def phase_before(self, at: int) -> str | None:
        """The last phase word of the sentence before ``at``: its scope runs on to the next one or the sentence's end."""
        found = list(PHASE_WORD.finditer(self.text, self.sentence(at).start, at))
        return found[-1].group() if found else None

    def between(self, a: int, b: int) -> str:
        """The text between two offsets in either order."""
        return self.text[min(a, b) : max(a, b)]

    def matches_before(self, pattern: re.Pattern[str], at: int, reach: int = 8) -> bool:
        """Whether the words right before ``at`` match ``pattern`` (written with a closing ``$``)."""
        return bool(pattern.search(self.text[max(0, at - reach) : at]))
