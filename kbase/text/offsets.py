"""Texts that remember where each of their characters came from.

Cleaning never searches afterwards where a sentence stood in the file: every step states its edits, and the map
is built from them. Segments are run-length, so an untouched article of 100 kB costs one of them. All offsets
are code points. A segment is one of three:

- linked: ``length`` characters that stand for as many raw characters, one by one;
- block: ``length`` characters that stand together for a raw span of another length (repaired mojibake);
- deletion: a raw span that left no character (``length`` 0).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import NamedTuple, Self

Span = tuple[int, int]


class Edit(NamedTuple):
    """Replace ``[start:end)`` of the current text by ``text``: ``Edit(1, 6, "")`` makes 「島(dǎo)」 「島」.

    Equal lengths map character by character, otherwise the whole span maps to the whole span. An edit of an
    empty span would be text from nowhere and is refused. ``flag`` names why somebody should look at the place: a
    flagged replacement holds as a whole, so it maps as a whole; replacing a span by itself only flags it.
    """

    start: int
    end: int
    text: str = ""
    flag: str = ""


class Segment(NamedTuple):
    """``length`` cleaned characters and the raw span behind them; ``linked``: one by one."""

    length: int
    raw_start: int
    raw_end: int
    linked: bool

    def cut(self, start: int, end: int) -> Segment:
        """The part ``[start:end)`` of the segment's characters; a block's part still stands for all of it."""
        if self.linked:
            return Segment(end - start, self.raw_start + start, self.raw_start + end, True)
        return Segment(end - start, self.raw_start, self.raw_end, False)

    def deleted(self) -> Segment:
        """What is left of the segment when its characters go: the raw span alone."""
        return Segment(0, self.raw_start, self.raw_end, False)


def _joined(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """The same segments with neighbours of one kind that continue each other made one."""
    out: list[Segment] = []
    for new in segments:
        if out and out[-1].raw_end == new.raw_start:
            last = out[-1]
            if (last.linked and new.linked) or (last.length == new.length == 0):
                out[-1] = Segment(last.length + new.length, last.raw_start, new.raw_end, last.linked)
                continue
        out.append(new)
    return tuple(out)


def _hull(segments: Sequence[Segment]) -> Span:
    return min(s.raw_start for s in segments), max(s.raw_end for s in segments)


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Where the characters of a cleaned text stand in the raw text."""

    segments: tuple[Segment, ...]
    _starts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self,
            "_starts",
            list(accumulate((s.length for s in self.segments), initial=0)),
        )

    @classmethod
    def identity(cls, length: int) -> Self:
        """The map of a text of ``length`` characters that nobody has touched."""
        return cls((Segment(length, 0, length, True),) if length else ())

    @property
    def length(self) -> int:
        """The number of cleaned characters."""
        return self._starts[-1]

    def raw_span(self, start: int, end: int) -> Span:
        """The smallest raw span that holds everything ``[start:end)`` stands for.

        Deleted text inside the span is held too, deleted text at its borders is not. A non-empty span never
        gives an empty one; an empty span gives the empty raw span before the next character.
        """
        self._check(start, end)
        if start == end:
            at = self._raw_position(start)
            return at, at
        return _hull(list(self._within(start, end)))

    def raw_pieces(self, start: int, end: int) -> list[Span]:
        """The raw spans behind ``[start:end)`` in reading order: several where columns were joined."""
        self._check(start, end)
        pieces: list[Span] = []
        for segment in self._within(start, end):
            if pieces and pieces[-1][0] <= segment.raw_start <= pieces[-1][1]:
                pieces[-1] = (pieces[-1][0], max(pieces[-1][1], segment.raw_end))
            else:
                pieces.append((segment.raw_start, segment.raw_end))
        return pieces

    def clean_span(self, raw_start: int, raw_end: int) -> Span | None:
        """The smallest cleaned span that holds all that is left of the raw span; None when nothing is."""
        found: list[Span] = []
        for at, segment in zip(self._starts, self.segments, strict=False):
            first, last = (
                max(raw_start, segment.raw_start),
                min(raw_end, segment.raw_end),
            )
            if first >= last or not segment.length:
                continue
            if segment.linked:
                found.append((at + first - segment.raw_start, at + last - segment.raw_start))
            else:
                found.append((at, at + segment.length))
        return (min(s for s, _ in found), max(e for _, e in found)) if found else None

    def edited(self, edits: Sequence[Edit]) -> OffsetMap:
        """The map after the edits (sorted, apart, counted in the text before any of them)."""
        return OffsetMap(_joined(self._edited(edits)))

    def sliced(self, start: int, end: int) -> OffsetMap:
        """The map of ``text[start:end]``."""
        self._check(start, end)
        return OffsetMap(tuple(self._within(start, end)))

    @classmethod
    def concat(cls, maps: Iterable[OffsetMap]) -> Self:
        """The map of texts put one behind the other, from any places of the same raw text."""
        return cls(_joined(segment for each in maps for segment in each.segments))

    def to_json(self) -> list[int]:
        """Three numbers per segment: length, raw start, raw length (-1: linked, as many as ``length``)."""
        return [
            number
            for s in self.segments
            for number in (
                s.length,
                s.raw_start,
                -1 if s.linked else s.raw_end - s.raw_start,
            )
        ]

    @classmethod
    def from_json(cls, numbers: Sequence[int]) -> Self:
        """The map that :meth:`to_json` wrote; ValueError when the list can't be one."""
        if len(numbers) % 3:
            raise ValueError("an offset map is a list of triples")
        triples = list(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True))
        if any(n < 0 or raw < 0 or size < -1 or size == 0 or (size == -1 and n == 0) for n, raw, size in triples):
            raise ValueError("an offset map has a segment without a raw span")
        return cls(tuple(Segment(n, raw, raw + (n if size < 0 else size), size < 0) for n, raw, size in triples))

    def _check(self, start: int, end: int) -> None:
        if not 0 <= start <= end <= self.length:
            raise ValueError(f"span {start}:{end} outside of 0:{self.length}")

    def _raw_position(self, at: int) -> int:
        for segment in self._within(at, min(at + 1, self.length)):
            return segment.raw_start
        return self.segments[-1].raw_end if self.segments else 0

    def _within(self, start: int, end: int, *, borders: bool = False) -> Iterator[Segment]:
        """The segments of ``[start:end)``, cut to it; deletions at its two borders only when asked for."""
        starts, segments = self._starts, self.segments
        first = bisect_left(starts, start) if borders else bisect_right(starts, start)
        # The segment before the first start beyond may reach into the span.
        if first and (first == len(starts) or starts[first] > start):
            first -= 1
        if first < len(segments) and starts[first] < start < end < starts[first + 1]:
            yield segments[first].cut(start - starts[first], end - starts[first])  # the common case, for speed
            return
        for index in range(first, len(segments)):
            at, segment = starts[index], segments[index]
            if at > end or (at == end and not (borders and segment.length == 0)):
                break
            if segment.length == 0:
                if borders or start < at:
                    yield segment
                continue
            low, high = max(start - at, 0), min(end - at, segment.length)
            if low < high:
                yield segment if high - low == segment.length else segment.cut(low, high)

    def _edited(self, edits: Sequence[Edit]) -> Iterator[Segment]:
        done = 0
        for start, end, text, flag in edits:
            # The deletions at an edit's borders belong to what stands around it.
            yield from self._within(done, start, borders=True)
            inside = list(self._within(start, end))
            if not text:
                yield from (segment.deleted() for segment in inside)
            elif len(text) == end - start and not flag:
                yield from inside
            else:
                yield Segment(len(text), *_hull(inside), False)
            done = end
        yield from self._within(done, self.length, borders=True)


@dataclass(frozen=True, slots=True)
class MappedText:
    """A text and its map to the raw text: cleaned, sliced and joined without losing a place."""

    text: str
    map: OffsetMap

    def __post_init__(self) -> None:
        if len(self.text) != self.map.length:
            raise ValueError(f"a map of {self.map.length} characters for a text of {len(self.text)}")

    def __len__(self) -> int:
        return len(self.text)

    @classmethod
    def of(cls, raw: str) -> Self:
        """The raw text itself."""
        return cls(raw, OffsetMap.identity(len(raw)))

    @classmethod
    def concat(cls, pieces: Iterable[MappedText]) -> Self:
        """Pieces of one raw text as one text, in the given order: the columns of a page as one article."""
        pieces = list(pieces)
        return cls("".join(p.text for p in pieces), OffsetMap.concat(p.map for p in pieces))

    def slice(self, start: int, end: int) -> MappedText:
        """``text[start:end]`` with its places; ValueError when it does not lie inside."""
        return MappedText(self.text[start:end], self.map.sliced(start, end))

    def edit(self, edits: Iterable[Edit]) -> MappedText:
        """The text after the edits, which are sorted, apart and counted in this text; ValueError if not."""
        asked = [edit for edit in edits if edit.start != edit.end or edit.text]
        self._check(asked)
        todo = [edit for edit in asked if edit.text != self.text[edit.start : edit.end]]
        if not todo:
            return self
        parts: list[str] = []
        done = 0
        for start, end, text, _ in todo:
            parts += (self.text[done:start], text)
            done = end
        parts.append(self.text[done:])
        # Replacing one by one changes no place, so the map stays the same object.
        same = all(len(text) == end - start and not flag for start, end, text, flag in todo)
        return MappedText("".join(parts), self.map if same else self.map.edited(todo))

    def _check(self, edits: Sequence[Edit]) -> None:
        if any(edit.start >= edit.end for edit in edits):
            raise ValueError("an edit needs a non-empty span: inserted text would come from nowhere")
        if edits and (edits[0].start < 0 or edits[-1].end > len(self.text)):
            raise ValueError("an edit outside of the text")
        if any(a.end > b.start for a, b in pairwise(edits)):
            raise ValueError("edits must be sorted and apart")
